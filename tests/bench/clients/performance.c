/* Linked with rdkafka_performance, which stays as it is: the linker leads five of its calls through here (--wrap), so that
 * the same is measured as with the others: after a warm-up, to a partition chosen by the bench, counted and in order. */
#include <rdkafka.h>
#include "loop.h"

rd_kafka_t *__real_rd_kafka_new(rd_kafka_type_t type, rd_kafka_conf_t *conf, char *errstr, size_t size);
int __real_rd_kafka_produce(rd_kafka_topic_t *topic, int32_t partition, int flags, void *value, size_t size, const void *key,
                            size_t key_size, void *opaque);
void __real_rd_kafka_topic_destroy(rd_kafka_topic_t *topic);
rd_kafka_message_t *__real_rd_kafka_consumer_poll(rd_kafka_t *client, int timeout_ms);
rd_kafka_resp_err_t __real_rd_kafka_consumer_close(rd_kafka_t *client);

static rd_kafka_t *instance;
static int64_t warmup, count, batch, partitions, sent;
static uint32_t sequences[4096];

static int64_t setting(const char *name) {
    const char *value = getenv(name);
    if (value == NULL) die(name, "is not set");
    return strtoll(value, NULL, 10);
}

rd_kafka_t *__wrap_rd_kafka_new(rd_kafka_type_t type, rd_kafka_conf_t *conf, char *errstr, size_t size) {
    warmup = setting("BENCH_WARMUP");
    count = setting("BENCH_COUNT");
    batch = setting("BENCH_BATCH");
    partitions = setting("BENCH_PARTITIONS");
    return instance = __real_rd_kafka_new(type, conf, errstr, size);
}

int __wrap_rd_kafka_produce(rd_kafka_topic_t *topic, int32_t partition, int flags, void *value, size_t size, const void *key,
                            size_t key_size, void *opaque) {
    int answer;
    partition = (int32_t)(sent / batch % partitions);
    value_sequence(value, sequences[partition]);
    answer = __real_rd_kafka_produce(topic, partition, flags, value, size, key, key_size, opaque);
    if (answer != 0) return answer;
    sequences[partition]++;
    if (++sent == warmup) {
        rd_kafka_flush(instance, 60000);
        meter_start();
    }
    return answer;
}

/* In the producer: everything is delivered. */
void __wrap_rd_kafka_topic_destroy(rd_kafka_topic_t *topic) {
    meter_end();
    report(sent - warmup);
    __real_rd_kafka_topic_destroy(topic);
}

rd_kafka_message_t *__wrap_rd_kafka_consumer_poll(rd_kafka_t *client, int timeout_ms) {
    rd_kafka_message_t *message = __real_rd_kafka_consumer_poll(client, timeout_ms);
    if (message == NULL || message->err) return message;
    ledger_add(message->partition, message->payload);
    if (ledger.count == warmup) meter_start();
    if (ledger.count == warmup + count) meter_end();
    return message;
}

rd_kafka_resp_err_t __wrap_rd_kafka_consumer_close(rd_kafka_t *client) {
    report(ledger.count - warmup);
    return __real_rd_kafka_consumer_close(client);
}
