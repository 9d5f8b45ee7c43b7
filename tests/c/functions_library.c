/* The library as a whole, and mock clusters. */
#include "functions.h"

static void the_library(void) {
    uint64_t length, wanted, batch_length = list_of(KC_KIND_TOPIC, "t", KC_NO_PARTITION, KC_NO_OFFSET);
    if (ANSWERED(kc_abi_version()) != KC_ABI_VERSION) fail("kc_abi_version", __LINE__, 0);

    ANSWERED(kc_describe(memory, sizeof memory, &length, &error));
    REFUSED(KC_STATUS_BUFFER, kc_describe(memory, length - 1, &wanted, &error));
    if (wanted != length) fail("kc_describe: the length that is enough", __LINE__, 0);
    REFUSED(KC_STATUS_INVALID, kc_describe(memory, sizeof memory, NULL, &error));
    ANSWERED(kc_describe_errors(memory, sizeof memory, &length, &error));
    REFUSED(KC_STATUS_BUFFER, kc_describe_errors(NULL, 0, &wanted, &error));
    if (wanted != length) fail("kc_describe_errors: the length that is enough", __LINE__, 0);
    ANSWERED(kc_describe_properties(memory, sizeof memory, &length, &error));
    REFUSED(KC_STATUS_BUFFER, kc_describe_properties(NULL, 0, &wanted, &error));
    if (wanted != length) fail("kc_describe_properties: the length that is enough", __LINE__, 0);

    ANSWERED(kc__echo(list, batch_length, memory, sizeof memory, &length, &error));
    if (length == 0 || length > batch_length) fail("kc__echo", __LINE__, 0);
    REFUSED(KC_STATUS_INVALID, kc__echo(list, batch_length - 1, memory, sizeof memory, &length, &error));
}

static void mock_clusters(void) {
    uint64_t cluster, length;
    REFUSED(KC_STATUS_INVALID, kc_mock_new(0, &cluster, &error));
    ANSWERED(kc_mock_new(3, &cluster, &error));
    ANSWERED(kc_mock_bootstrap(cluster, memory, sizeof memory, &length, &error));
    REFUSED(KC_STATUS_BUFFER, kc_mock_bootstrap(cluster, memory, 1, &length, &error));
    ANSWERED(kc_mock_topic_create(cluster, bytes("t"), 1, 2, 3, &error));
    REFUSED(KC_STATUS_INVALID, kc_mock_topic_create(cluster, bytes("t"), 1, 2, 4, &error));
    ANSWERED(kc_mock_broker_down(cluster, 2, &error));
    REFUSED(KC_STATUS_INVALID, kc_mock_broker_down(cluster, 4, &error));
    ANSWERED(kc_mock_broker_up(cluster, 2, &error));
    REFUSED(KC_STATUS_INVALID, kc_mock_broker_up(cluster, 0, &error));
    ANSWERED(kc_mock_rtt_set(cluster, 1, 0, &error));
    REFUSED(KC_STATUS_INVALID, kc_mock_rtt_set(cluster, 1, -1, &error));
    ANSWERED(kc_mock_leader_set(cluster, bytes("t"), 1, 0, 2, &error));
    REFUSED(KC_STATUS_INVALID, kc_mock_leader_set(cluster, bytes("t"), 1, -1, 2, &error));
    ANSWERED(kc_mock_follower_set(cluster, bytes("t"), 1, 0, 3, &error));
    REFUSED(KC_STATUS_INVALID, kc_mock_follower_set(cluster, bytes("t"), 1, 0, 4, &error));
    ANSWERED(kc_mock_rebalance_delay_set(cluster, 1000, &error));
    REFUSED(KC_STATUS_INVALID, kc_mock_rebalance_delay_set(cluster, -1, &error));
    ANSWERED(kc_mock_requests_watch(cluster, 1, &error));
    REFUSED(KC_STATUS_INVALID, kc_mock_requests_watch(cluster, 2, &error));
    ANSWERED(kc_mock_requests_seen(cluster, memory, sizeof memory, &length, &error));
    REFUSED(KC_STATUS_BUFFER, kc_mock_requests_seen(cluster, memory, 1, &length, &error));
    ANSWERED(kc_mock_topic_error_set(cluster, bytes("nowhere"), 7, 3, &error));
    REFUSED(KC_STATUS_INVALID, kc_mock_topic_error_set(cluster, bytes(""), 0, 3, &error));
    ANSWERED(kc_mock_coordinator_set(cluster, bytes("group"), 5, bytes("g"), 1, 3, &error));
    REFUSED(KC_STATUS_INVALID, kc_mock_coordinator_set(cluster, bytes("grape"), 5, bytes("g"), 1, 3, &error));
    ANSWERED(kc_mock_faults_push(cluster, 0, 0, bytes("[7, -195]"), 9, &error));
    REFUSED(KC_STATUS_INVALID, kc_mock_faults_push(cluster, 0, 0, bytes("[]"), 2, &error));
    ANSWERED(kc_mock_drop(cluster));
    ANSWERED(kc_mock_drop(cluster));
    REFUSED(KC_STATUS_STATE, kc_mock_bootstrap(cluster, memory, sizeof memory, &length, &error));
}

int main(void) {
    the_library();
    mock_clusters();
    puts("answered and refused");
    return 0;
}
