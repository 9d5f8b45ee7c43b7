/* kafkacore.h as a C program uses it: packed batches in, runs of deliveries out, messages of all partitions in one stream.
 * raw.c is the same program on librdkafka, function by function. */
#include <pthread.h>
#include <unistd.h>

#include "kafkacore.h"
#include "kafkacore_batch.h"
#include "loop.h"

#define BATCH_MAX 1000
#define PARTITIONS_MAX 4096
#define MEMORY_SIZE (1024 * 1024)

static kc_error error = {sizeof(kc_error), 0, 0, 0, ""};

static int32_t must(const char *what, int32_t status) {
    if (status < 0) die(what, error.message);
    return status;
}

static uint64_t client_new(int32_t (*create)(const uint8_t *, uint64_t, uint64_t *, kc_error *)) {
    static char json[4096];
    uint64_t client;
    int index, length = snprintf(json, sizeof json, "{\"bootstrap.servers\": \"%s\"", argument("servers"));
    if (create == kc_consumer_new)
        length += snprintf(json + length, sizeof json - (size_t)length, ", \"group.id\": \"%s\"", argument("group"));
    for (index = 2; index < argument_count; index++) {
        const char *value = strchr(arguments[index], '=');
        if (strncmp(arguments[index], "x.", 2) != 0 || value == NULL) continue;
        length += snprintf(json + length, sizeof json - (size_t)length, ", \"%.*s\": \"%s\"",
                           (int)(value - arguments[index] - 2), arguments[index] + 2, value + 1);
    }
    length += snprintf(json + length, sizeof json - (size_t)length, "}");
    must("new", create((const uint8_t *)json, (uint64_t)length, &client, &error));
    return client;
}

/* ---- producing ---- */

static struct {
    uint64_t client;
    kc_bytes topic;
    int64_t sent, settled, partitions, batch, size;
    int is_timed;
    uint32_t sequences[PARTITIONS_MAX];
    uint8_t values[BATCH_MAX * VALUE_SIZE_MAX];
    uint8_t packed[BATCH_MAX * VALUE_SIZE_MAX + MEMORY_SIZE];
    uint8_t memory[MEMORY_SIZE];
} producer;

static void producer_open(void) {
    producer.client = client_new(kc_producer_new);
    producer.topic = kc_bytes_text(argument("topic"));
    producer.partitions = argument_number("partitions");
    producer.batch = argument_number("batch");
    producer.size = argument_number("size");
    producer.is_timed = strcmp(arguments[1], "latency") == 0;
    memset(producer.values, 'k', sizeof producer.values);
}

/* One batch to the partition whose turn it is. */
static void producer_send(void) {
    kc_batch_writer writer;
    kc_record record = kc_record_new(KC_KIND_MESSAGE);
    int64_t index;
    uint64_t length, accepted;
    record.topic = producer.topic;
    record.partition = (int32_t)(producer.sent / producer.batch % producer.partitions);
    kc_batch_writer_open(&writer, producer.packed,
                         (uint64_t)(producer.batch * (producer.size + 8 + KC_BATCH_RECORD_SIZE) + 1024));
    for (index = 0; index < producer.batch; index++) {
        uint8_t *value = producer.values + index * producer.size;
        value_sequence(value, producer.sequences[record.partition]++);
        if (producer.is_timed) value_time(value);
        record.value = kc_bytes_new(value, (uint32_t)producer.size);
        record.token = (uint64_t)(producer.sent + index + 1);
        if (kc_batch_writer_push(&writer, &record) != 0) die("kc_batch_writer_push", "no room");
    }
    length = kc_batch_writer_finish(&writer);
    if (must("kc_producer_send", kc_producer_send(producer.client, producer.packed, length, &accepted, &error)) != KC_STATUS_OK)
        die("kc_producer_send", "the queue is full");
    producer.sent += producer.batch;
}

/* Takes the reports that are there, and waits for the first. */
static void producer_settle(int32_t timeout_ms) {
    kc_record record;
    kc_batch batch;
    uint64_t length;
    int32_t status;
    do {
        status = kc_client_poll_wait(producer.client, KC_POLL_CONTROL, timeout_ms, producer.memory, MEMORY_SIZE, &length, &error);
        must("kc_client_poll_wait", status);
        if (length > 0 && kc_batch_open(&batch, producer.memory, length) != 0) die("kc_batch_open", "no batch");
        while (length > 0 && kc_batch_next(&batch, &record) == 1) {
            if (record.kind == KC_KIND_FAILED_RUN) die("delivery", "failed");
            if (record.kind == KC_KIND_DELIVERED_RUN) producer.settled += kc_record_count(&record);
        }
        timeout_ms = 0;
    } while (status == KC_STATUS_MORE);
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

/* ---- consuming ---- */

static struct {
    uint64_t client;
    uint8_t memory[MEMORY_SIZE];
    uint8_t positions[PARTITIONS_MAX * KC_BATCH_RECORD_SIZE * 2];
} consumer;

static void consumer_open(void) {
    kc_batch_writer writer;
    kc_record topic = kc_record_new(KC_KIND_TOPIC);
    consumer.client = client_new(kc_consumer_new);
    topic.topic = kc_bytes_text(argument("topic"));
    kc_batch_writer_open(&writer, consumer.positions, sizeof consumer.positions);
    kc_batch_writer_push(&writer, &topic);
    must("subscribe", kc_consumer_subscribe(consumer.client, consumer.positions, kc_batch_writer_finish(&writer), 1, &error));
}

/* Where a partition is to go on, which is behind the message given. */
static void consumer_position(kc_batch_writer *writer, const kc_record *message) {
    kc_record position = kc_record_new(KC_KIND_TOPIC_PARTITION);
    position.topic = message->topic;
    position.partition = message->partition;
    position.offset = message->offset + 1;
    position.token = message->token;
    kc_batch_writer_push(writer, &position);
}

/* Gives a batch of messages to the reader, and notes the last of each partition. */
static void consumer_turn(kc_batch *batch, void (*reader)(int32_t partition, const uint8_t *value)) {
    kc_batch_writer writer;
    kc_record record, last = kc_record_new(KC_KIND_TOPIC);
    uint64_t length;
    kc_batch_writer_open(&writer, consumer.positions, sizeof consumer.positions);
    while (kc_batch_next(batch, &record) == 1) {
        if (record.kind != KC_KIND_MESSAGE) continue;
        if (last.kind == KC_KIND_MESSAGE && record.partition != last.partition) consumer_position(&writer, &last);
        reader(record.partition, record.value.data);
        last = record;
    }
    if (last.kind == KC_KIND_MESSAGE) consumer_position(&writer, &last);
    if ((length = kc_batch_writer_finish(&writer)) > 0)
        must("store", kc_consumer_store(consumer.client, consumer.positions, length, &error));
}

static void consumer_run(int64_t count, void (*reader)(int32_t partition, const uint8_t *value)) {
    kc_batch batch;
    uint64_t length;
    while (ledger.count < count) {
        must("kc_client_poll_wait", kc_client_poll_wait(consumer.client, KC_POLL_CONTROL | KC_POLL_MESSAGES, 100, consumer.memory,
                                                        MEMORY_SIZE, &length, &error));
        if (length > 0 && kc_batch_open(&batch, consumer.memory, length) == 0) consumer_turn(&batch, reader);
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

int main(int count, char **values) {
    argument_count = count;
    arguments = values;
    if (strcmp(values[1], "produce") == 0) produce();
    else if (strcmp(values[1], "consume") == 0) consume();
    else if (strcmp(values[1], "latency") == 0) latency();
    else die(values[1], "no such scenario");
    /* The process ends with its clients open: how they close is no part of what is measured. */
    _exit(0);
}
