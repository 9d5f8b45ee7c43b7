/* Sends a message to a cluster inside this process and reads it back. */
#include <stdio.h>
#include <stdlib.h>
#include "kafkacore.h"
#include "kafkacore_batch.h"

static kc_error error = {sizeof(kc_error), 0, 0, 0, ""};

static void must(int32_t status) {
    if (status >= 0) return;
    fprintf(stderr, "%s\n", error.message);
    exit(1);
}

int main(void) {
    static uint8_t servers[256], config[512], memory[65536];
    uint64_t cluster, producer, consumer, length;
    kc_batch_writer writer;
    kc_batch batch;
    kc_record record = kc_record_new(KC_KIND_TOPIC);
    kc_bytes topic = record.topic = kc_bytes_text("greetings"), hello = kc_bytes_text("hello");
    must(kc_mock_new(1, &cluster, &error));
    must(kc_mock_bootstrap(cluster, servers, sizeof servers, &length, &error));
    length = (uint64_t)snprintf((char *)config, sizeof config, "{\"bootstrap.servers\": \"%.*s\", "
        "\"group.id\": \"readers\", \"auto.offset.reset\": \"earliest\"}", (int)length, (char *)servers);
    must(kc_producer_new(config, length, &producer, &error));
    must(kc_consumer_new(config, length, &consumer, &error));
    must(kc_producer_produce(producer, topic.data, topic.length, -1, NULL, 0, hello.data, hello.length, 1, &error));
    must(kc_batch_writer_open(&writer, memory, sizeof memory) + kc_batch_writer_push(&writer, &record));
    must(kc_consumer_subscribe(consumer, memory, kc_batch_writer_finish(&writer), 2, &error));
    while (record.kind != KC_KIND_MESSAGE) {
        must(kc_client_poll_wait(consumer, KC_POLL_CONTROL | KC_POLL_MESSAGES, 1000, memory, sizeof memory, &length, &error));
        kc_batch_open(&batch, memory, length);
        while (record.kind != KC_KIND_MESSAGE && kc_batch_next(&batch, &record) == 1) continue;
    }
    printf("%.*s\n", (int)record.value.length, (const char *)record.value.data);
    must(kc_client_close_wait(producer, 1000, &error));
    must(kc_client_close_wait(consumer, 5000, &error));
    return kc_mock_drop(cluster);
}
