/* librdkafka by its fastest calls: batches in, delivery events out, one fetch queue per partition that announces itself on a
 * pipe. abi.c is the same program on kafkacore.h, function by function. */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <rdkafka.h>
#include <unistd.h>

#include "loop.h"

#define BATCH_MAX 1000
#define PARTITIONS_MAX 4096

static int events = RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_OFFSET_COMMIT | RD_KAFKA_EVENT_ERROR;

static rd_kafka_t *client_new(rd_kafka_type_t type) {
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    char complaint[512], name[256];
    rd_kafka_t *client;
    int index;
    rd_kafka_conf_set(conf, "bootstrap.servers", argument("servers"), complaint, sizeof complaint);
    if (type == RD_KAFKA_CONSUMER) {
        rd_kafka_conf_set(conf, "group.id", argument("group"), complaint, sizeof complaint);
        rd_kafka_conf_set(conf, "enable.auto.offset.store", "false", complaint, sizeof complaint);
    }
    for (index = 2; index < argument_count; index++) {
        const char *value = strchr(arguments[index], '=');
        if (strncmp(arguments[index], "x.", 2) != 0 || value == NULL) continue;
        snprintf(name, sizeof name, "%.*s", (int)(value - arguments[index] - 2), arguments[index] + 2);
        if (rd_kafka_conf_set(conf, name, value + 1, complaint, sizeof complaint) != RD_KAFKA_CONF_OK) die(name, complaint);
    }
    rd_kafka_conf_set_events(conf, events);
    client = rd_kafka_new(type, conf, complaint, sizeof complaint);
    if (client == NULL) die("rd_kafka_new", complaint);
    return client;
}

/* ---- producing ---- */

static struct {
    rd_kafka_t *client;
    rd_kafka_topic_t *topic;
    rd_kafka_queue_t *queue;
    int64_t sent, settled, partitions, batch, size;
    int is_timed;
    uint32_t sequences[PARTITIONS_MAX];
    uint8_t values[BATCH_MAX * VALUE_SIZE_MAX];
} producer;

static void producer_open(void) {
    producer.client = client_new(RD_KAFKA_PRODUCER);
    producer.topic = rd_kafka_topic_new(producer.client, argument("topic"), NULL);
    producer.queue = rd_kafka_queue_get_main(producer.client);
    producer.partitions = argument_number("partitions");
    producer.batch = argument_number("batch");
    producer.size = argument_number("size");
    producer.is_timed = strcmp(arguments[1], "latency") == 0;
    memset(producer.values, 'k', sizeof producer.values);
}

/* One batch to the partition whose turn it is. */
static void producer_send(void) {
    rd_kafka_message_t messages[BATCH_MAX];
    int32_t partition = (int32_t)(producer.sent / producer.batch % producer.partitions);
    int64_t index;
    memset(messages, 0, sizeof *messages * (size_t)producer.batch);
    for (index = 0; index < producer.batch; index++) {
        uint8_t *value = producer.values + index * producer.size;
        value_sequence(value, producer.sequences[partition]++);
        if (producer.is_timed) value_time(value);
        messages[index].payload = value;
        messages[index].len = (size_t)producer.size;
    }
    if (rd_kafka_produce_batch(producer.topic, partition, RD_KAFKA_MSG_F_COPY, messages, (int)producer.batch) != producer.batch)
        die("rd_kafka_produce_batch", "the queue is full");
    producer.sent += producer.batch;
}

/* Takes the reports that are there, and waits for the first. */
static void producer_settle(int timeout_ms) {
    const rd_kafka_message_t *messages[BATCH_MAX];
    rd_kafka_event_t *event;
    while ((event = rd_kafka_queue_poll(producer.queue, timeout_ms)) != NULL) {
        size_t count, index;
        while (rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR &&
               (count = rd_kafka_event_message_array(event, messages, BATCH_MAX)) > 0) {
            for (index = 0; index < count; index++)
                if (messages[index]->err) die("delivery", rd_kafka_err2str(messages[index]->err));
            producer.settled += (int64_t)count;
        }
        rd_kafka_event_destroy(event);
        timeout_ms = 0;
    }
}

static void producer_run(int64_t count, int64_t window) {
    int64_t end = producer.sent + count;
    while (producer.settled < end) {
        while (producer.sent < end && producer.sent - producer.settled + producer.batch <= window) producer_send();
        producer_settle(100);
    }
}

static void produce(void) {
    int64_t count = argument_number("count"), window = argument_number("outstanding") * argument_number("batch");
    producer_open();
    producer_run(argument_number("warmup"), window);
    meter_start();
    producer_run(count, window);
    meter_end();
    report(count);
}

/* ---- transactions of a batch each, one after the other; a commit says whether everything arrived ---- */

static void transactions_must(const char *what, rd_kafka_error_t *error) {
    if (error != NULL) die(what, rd_kafka_error_string(error));
}

static void transactions_run(int64_t count) {
    int64_t end = producer.sent + count;
    while (producer.sent < end) {
        transactions_must("rd_kafka_begin_transaction", rd_kafka_begin_transaction(producer.client));
        producer_send();
        transactions_must("rd_kafka_commit_transaction", rd_kafka_commit_transaction(producer.client, -1));
    }
}

static void transact(void) {
    int64_t count = argument_number("count");
    events &= ~RD_KAFKA_EVENT_DR;
    producer_open();
    transactions_must("rd_kafka_init_transactions", rd_kafka_init_transactions(producer.client, -1));
    transactions_run(argument_number("warmup"));
    meter_start();
    transactions_run(count);
    meter_end();
    report(count);
}

/* ---- consuming ---- */

static struct {
    rd_kafka_t *client;
    rd_kafka_queue_t *control, *fetched[PARTITIONS_MAX];
    int32_t ready[PARTITIONS_MAX];
    int ready_count, bell[2];
} consumer;

static void consumer_open(void) {
    rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);
    consumer.client = client_new(RD_KAFKA_CONSUMER);
    consumer.control = rd_kafka_queue_get_consumer(consumer.client);
    if (pipe(consumer.bell) != 0) die("pipe", "no descriptors");
    fcntl(consumer.bell[0], F_SETFL, O_NONBLOCK);
    rd_kafka_topic_partition_list_add(topics, argument("topic"), RD_KAFKA_PARTITION_UA);
    if (rd_kafka_subscribe(consumer.client, topics)) die("rd_kafka_subscribe", "refused");
    rd_kafka_topic_partition_list_destroy(topics);
}

/* Every partition gets a queue of its own that writes the partition's number into the pipe when it is no longer empty. */
static void consumer_assign(const rd_kafka_topic_partition_list_t *list) {
    int index;
    for (index = 0; index < list->cnt; index++) {
        int32_t partition = list->elems[index].partition;
        rd_kafka_queue_t *queue = rd_kafka_queue_get_partition(consumer.client, list->elems[index].topic, partition);
        rd_kafka_queue_forward(queue, NULL);
        rd_kafka_queue_io_event_enable(queue, consumer.bell[1], &partition, sizeof partition);
        consumer.fetched[partition] = queue;
    }
    rd_kafka_assign(consumer.client, list);
}

static void consumer_control(void) {
    rd_kafka_event_t *event;
    while ((event = rd_kafka_queue_poll(consumer.control, 0)) != NULL) {
        if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE) {
            if (rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS)
                consumer_assign(rd_kafka_event_topic_partition_list(event));
            else
                rd_kafka_assign(consumer.client, NULL);
        }
        rd_kafka_event_destroy(event);
    }
}

/* Gives up to a batch of one partition to the reader. Whether there may be more. */
static int consumer_turn(int32_t partition, void (*reader)(int32_t partition, const uint8_t *value)) {
    rd_kafka_message_t *messages[BATCH_MAX];
    ssize_t index, count = rd_kafka_consume_batch_queue(consumer.fetched[partition], 0, messages, BATCH_MAX);
    for (index = 0; index < count; index++) {
        if (messages[index]->err) die("fetch", rd_kafka_message_errstr(messages[index]));
        reader(partition, messages[index]->payload);
        if (index == count - 1) rd_kafka_offset_store_message(messages[index]);
        rd_kafka_message_destroy(messages[index]);
    }
    return count == BATCH_MAX;
}

static void consumer_run(int64_t count, void (*reader)(int32_t partition, const uint8_t *value)) {
    int32_t rung[PARTITIONS_MAX];
    struct pollfd bell = {consumer.bell[0], POLLIN, 0};
    while (ledger.count < count) {
        int index, waiting = 0;
        ssize_t size;
        if (consumer.ready_count == 0) poll(&bell, 1, 100);
        consumer_control();
        size = read(consumer.bell[0], rung, sizeof rung - sizeof consumer.ready_count * (size_t)consumer.ready_count);
        for (index = 0; index < size / (ssize_t)sizeof *rung; index++) consumer.ready[consumer.ready_count++] = rung[index];
        for (index = 0; index < consumer.ready_count && ledger.count < count; index++)
            if (consumer_turn(consumer.ready[index], reader)) consumer.ready[waiting++] = consumer.ready[index];
        consumer.ready_count = waiting;
    }
}

static int64_t warmup, measured;

static void read_backlog(int32_t partition, const uint8_t *value) {
    ledger_add(partition, value);
    if (ledger.count == warmup) meter_start();
    if (ledger.count == warmup + measured) meter_end();
}

static void consume(void) {
    warmup = argument_number("warmup");
    measured = argument_number("count");
    consumer_open();
    consumer_run(warmup + measured, read_backlog);
    report(measured);
}

/* ---- there and back at a steady rate ---- */

static void *producer_thread(void *unused) {
    int64_t rate = argument_number("rate"), total = argument_number("warmup") + argument_number("count");
    double start_ms = now_ms();
    while (producer.sent < total) {
        sleep_until_ms(start_ms + (double)producer.sent * 1e3 / (double)rate);
        producer_send();
        producer_settle(0);
    }
    return unused;
}

static void read_live(int32_t partition, const uint8_t *value) {
    read_backlog(partition, value);
    if (ledger.count > warmup) latency_add(value);
}

static void latency(void) {
    pthread_t thread;
    warmup = argument_number("warmup");
    measured = argument_number("count");
    producer_open();
    consumer_open();
    /* A first message in each partition shows that all of them flow; they are part of the warm-up. */
    producer_run(producer.partitions, producer.partitions);
    consumer_run(producer.partitions, ledger_add);
    pthread_create(&thread, NULL, producer_thread, NULL);
    consumer_run(warmup + measured, read_live);
    report(measured);
}

/* ---- a new topic: its partitions have leaders a moment after the controller has made it, and what is sent to them before
 * is sent again, and without idempotence out of order ---- */

static void ready(void) {
    rd_kafka_t *client = client_new(RD_KAFKA_PRODUCER);
    int64_t low, high, partitions = argument_number("partitions");
    int32_t partition;
    for (partition = 0; partition < partitions; partition++)
        while (rd_kafka_query_watermark_offsets(client, argument("topic"), partition, &low, &high, 5000)) sleep_until_ms(now_ms() + 5);
    report(partitions);
}

int main(int count, char **values) {
    argument_count = count;
    arguments = values;
    if (strcmp(values[1], "produce") == 0) produce();
    else if (strcmp(values[1], "transact") == 0) transact();
    else if (strcmp(values[1], "consume") == 0) consume();
    else if (strcmp(values[1], "latency") == 0) latency();
    else if (strcmp(values[1], "ready") == 0) ready();
    else die(values[1], "no such scenario");
    /* The process ends with its clients open: how they close is no part of what is measured. */
    _exit(0);
}
