/* Consumers. */
#include "functions.h"

/* The mock waits a session timeout for a member that left, so it is short. */
#define CONFIG ", \"group.id\": \"readers\", \"auto.offset.reset\": \"earliest\", \"session.timeout.ms\": 2000, " \
    "\"heartbeat.interval.ms\": 300, \"kafkacore.rebalance.answer\": \"caller\""

static void offsets(uint64_t consumer) {
    uint64_t length = list_of(KC_KIND_TOPIC_PARTITION, "t", 0, 1);
    ANSWERED(kc_consumer_store(consumer, list, length, &error));
    REFUSED(KC_STATUS_INVALID, kc_consumer_store(consumer, list, 7, &error));
    ANSWERED(kc_consumer_commit(consumer, list, length, 2, &error));
    answer_to(consumer, 2);
    length = list_of(KC_KIND_TOPIC_PARTITION, "t", 0, -7);
    REFUSED(KC_STATUS_INVALID, kc_consumer_commit(consumer, list, length, 2, &error));
}

int main(void) {
    uint64_t cluster, consumer, length;
    const char *config;
    kc_record assigned;
    ANSWERED(kc_mock_new(1, &cluster, &error));
    ANSWERED(kc_mock_topic_create(cluster, bytes("t"), 1, 1, 1, &error));
    config = config_of(cluster, CONFIG);
    ANSWERED(kc_consumer_new(bytes(config), strlen(config), &consumer, &error));
    config = config_of(cluster, "");
    REFUSED(KC_STATUS_INVALID, kc_consumer_new(bytes(config), strlen(config), &consumer, &error));

    length = list_of(KC_KIND_TOPIC_PARTITION, "t", 0, 0);
    REFUSED(KC_STATUS_INVALID, kc_consumer_subscribe(consumer, list, length, 1, &error));
    length = list_of(KC_KIND_TOPIC, "t", KC_NO_PARTITION, KC_NO_OFFSET);
    ANSWERED(kc_consumer_subscribe(consumer, list, length, 1, &error));

    assigned = record_of(consumer, KC_KIND_ASSIGNED, 0);
    REFUSED(KC_STATUS_STATE, kc_consumer_rebalance_answer(consumer, assigned.token + 1, NULL, 0, &error));
    ANSWERED(kc_consumer_rebalance_answer(consumer, assigned.token, NULL, 0, &error));

    length = list_of(KC_KIND_TOPIC_PARTITION, "t", 0, KC_NO_OFFSET);
    ANSWERED(kc_consumer_hold(consumer, list, length, &error));
    REFUSED(KC_STATUS_INVALID, kc_consumer_hold(consumer, NULL, 8, &error));
    ANSWERED(kc_consumer_release(consumer, list, length, &error));
    REFUSED(KC_STATUS_INVALID, kc_consumer_release(consumer, NULL, 8, &error));
    offsets(consumer);

    ANSWERED(kc_client_close_wait(consumer, TIMEOUT_MS, &error));
    REFUSED(KC_STATUS_STATE, kc_consumer_hold(consumer, list, length, &error));
    ANSWERED(kc_client_drop(consumer));
    ANSWERED(kc_mock_drop(cluster));
    puts("answered and refused");
    return 0;
}
