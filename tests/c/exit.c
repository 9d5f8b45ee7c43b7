/* Leaves main with everything open and busy: the process must end by itself and without a crash. */
#include <stdio.h>
#include <stdlib.h>
#include "kafkacore.h"
#include "kafkacore_batch.h"

#define RECORD_COUNT 10000

static kc_error error = {sizeof(kc_error), 0, 0, 0, ""};

static void must(int32_t status) {
    if (status >= 0) return;
    fprintf(stderr, "%s\n", error.message);
    exit(1);
}

int main(void) {
    static uint8_t servers[256], config[512], memory[65536];
    static const uint8_t value[100] = {0};
    uint64_t cluster, producer, consumer, admin, length, token;
    kc_batch_writer writer;
    kc_record record = kc_record_new(KC_KIND_TOPIC);
    record.topic = kc_bytes_text("left-behind");
    must(kc_mock_new(3, &cluster, &error));
    must(kc_mock_bootstrap(cluster, servers, sizeof servers, &length, &error));
    length = (uint64_t)snprintf((char *)config, sizeof config, "{\"bootstrap.servers\": \"%.*s\", "
        "\"group.id\": \"readers\", \"kafkacore.rebalance.answer\": \"caller\", \"log_level\": 0}",
        (int)length, (char *)servers);
    must(kc_producer_new(config, length, &producer, &error));
    must(kc_consumer_new(config, length, &consumer, &error));
    must(kc_admin_new(config, length, &admin, &error));
    must(kc_batch_writer_open(&writer, memory, sizeof memory) + kc_batch_writer_push(&writer, &record));
    must(kc_consumer_subscribe(consumer, memory, kc_batch_writer_finish(&writer), 1, &error));
    must(kc_client_connect(admin, 60000, 1, &error));
    for (token = 1; token <= RECORD_COUNT; token++) {
        must(kc_producer_produce(producer, record.topic.data, record.topic.length, -1, NULL, 0, value, sizeof value,
            token, &error));
    }
    must(kc_producer_flush(producer, 60000, RECORD_COUNT + 1, &error));
    puts("open");
    return 0;
}
