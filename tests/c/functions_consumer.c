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

/* A member of a group: subscription, rebalance, holding. */
static void member(uint64_t cluster) {
    uint64_t consumer, length;
    const char *config = config_of(cluster, CONFIG);
    kc_record assigned;
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
    ANSWERED(kc_consumer_rebalance_protocol(consumer, memory, sizeof memory, &length, &error));
    REFUSED(KC_STATUS_BUFFER, kc_consumer_rebalance_protocol(consumer, memory, 1, &length, &error));
    ANSWERED(kc_consumer_subscription(consumer, memory, sizeof memory, &length, &error));
    if (length == 0) fail("kc_consumer_subscription", __LINE__, 0);
    REFUSED(KC_STATUS_BUFFER, kc_consumer_subscription(consumer, memory, 8, &length, &error));

    length = list_of(KC_KIND_TOPIC_PARTITION, "t", 0, KC_NO_OFFSET);
    ANSWERED(kc_consumer_hold(consumer, list, length, &error));
    REFUSED(KC_STATUS_INVALID, kc_consumer_hold(consumer, NULL, 8, &error));
    ANSWERED(kc_consumer_release(consumer, list, length, &error));
    REFUSED(KC_STATUS_INVALID, kc_consumer_release(consumer, NULL, 8, &error));
    offsets(consumer);

    ANSWERED(kc_consumer_unsubscribe(consumer, 3, &error));
    ANSWERED(kc_client_close_wait(consumer, TIMEOUT_MS, &error));
    REFUSED(KC_STATUS_STATE, kc_consumer_unsubscribe(consumer, 4, &error));
    REFUSED(KC_STATUS_STATE, kc_consumer_hold(consumer, list, length, &error));
    ANSWERED(kc_client_drop(consumer));
}

/* A consumer that chooses its partitions itself. */
static void chooser(uint64_t cluster) {
    uint64_t consumer, length, written;
    const char *config = config_of(cluster, ", \"group.id\": \"choosers\"");
    int32_t is_lost;
    ANSWERED(kc_consumer_new(bytes(config), strlen(config), &consumer, &error));
    length = list_of(KC_KIND_TOPIC_PARTITION, "t", 0, 0);
    ANSWERED(kc_consumer_incremental_assign(consumer, list, length, 1, &error));
    answer_to(consumer, 1);
    REFUSED(KC_STATUS_INVALID, kc_consumer_incremental_assign(consumer, list, 8, 1, &error));
    ANSWERED(kc_consumer_incremental_unassign(consumer, list, length, 2, &error));
    answer_to(consumer, 2);
    REFUSED(KC_STATUS_INVALID, kc_consumer_incremental_unassign(consumer, list, 8, 2, &error));
    ANSWERED(kc_consumer_assign(consumer, list, length, 3, &error));
    answer_to(consumer, 3);
    REFUSED(KC_STATUS_INVALID, kc_consumer_assign(consumer, list, 8, 3, &error));
    ANSWERED(kc_consumer_assignment(consumer, memory, sizeof memory, &written, &error));
    if (written == 0) fail("kc_consumer_assignment", __LINE__, 0);
    REFUSED(KC_STATUS_BUFFER, kc_consumer_assignment(consumer, memory, 8, &written, &error));
    ANSWERED(kc_consumer_assignment_lost(consumer, &is_lost, &error));
    REFUSED(KC_STATUS_INVALID, kc_consumer_assignment_lost(consumer, NULL, &error));

    ANSWERED(kc_consumer_pause(consumer, list, length, &error));
    REFUSED(KC_STATUS_INVALID, kc_consumer_pause(consumer, list, 8, &error));
    ANSWERED(kc_consumer_paused(consumer, memory, sizeof memory, &written, &error));
    if (written == 0) fail("kc_consumer_paused", __LINE__, 0);
    REFUSED(KC_STATUS_BUFFER, kc_consumer_paused(consumer, memory, 8, &written, &error));
    ANSWERED(kc_consumer_resume(consumer, list, length, &error));
    REFUSED(KC_STATUS_INVALID, kc_consumer_resume(consumer, list, 8, &error));

    ANSWERED(kc_consumer_seek(consumer, list, length, TIMEOUT_MS, 4, &error));
    answer_to(consumer, 4);
    REFUSED(KC_STATUS_INVALID, kc_consumer_seek(consumer, list, length, -1, 4, &error));
    ANSWERED(kc_consumer_position(consumer, NULL, 0, memory, sizeof memory, &written, &error));
    if (written == 0) fail("kc_consumer_position", __LINE__, 0);
    REFUSED(KC_STATUS_INVALID, kc_consumer_position(consumer, list, 8, memory, sizeof memory, &written, &error));
    ANSWERED(kc_consumer_committed(consumer, list, length, TIMEOUT_MS, 5, &error));
    answer_to(consumer, 5);
    REFUSED(KC_STATUS_INVALID, kc_consumer_committed(consumer, list, length, -1, 5, &error));
    ANSWERED(kc_client_close_wait(consumer, TIMEOUT_MS, &error));
    ANSWERED(kc_client_drop(consumer));
}

int main(void) {
    uint64_t cluster;
    ANSWERED(kc_mock_new(1, &cluster, &error));
    ANSWERED(kc_mock_topic_create(cluster, bytes("t"), 1, 1, 1, &error));
    member(cluster);
    chooser(cluster);
    ANSWERED(kc_mock_drop(cluster));
    puts("answered and refused");
    return 0;
}
