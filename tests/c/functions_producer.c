/* Producers. */
#include "functions.h"

int main(void) {
    uint64_t cluster, producer, accepted, length;
    const char *config;
    ANSWERED(kc_mock_new(1, &cluster, &error));
    config = config_of(cluster, "");
    ANSWERED(kc_producer_new(bytes(config), strlen(config), &producer, &error));
    REFUSED(KC_STATUS_INVALID, kc_producer_new(bytes("{"), 1, &producer, &error));

    length = list_of(KC_KIND_MESSAGE, "t", KC_NO_PARTITION, 0);
    ANSWERED(kc_producer_send(producer, list, length, &accepted, &error));
    if (accepted != 1) fail("kc_producer_send", __LINE__, 0);
    record_of(producer, KC_KIND_DELIVERED_RUN, 1);
    REFUSED(KC_STATUS_INVALID, kc_producer_send(producer, list, length - 8, &accepted, &error));

    ANSWERED(kc_producer_produce(producer, bytes("t"), 1, -1, NULL, 0, bytes("v"), 1, 2, &error));
    record_of(producer, KC_KIND_DELIVERED_RUN, 2);
    REFUSED(KC_STATUS_INVALID, kc_producer_produce(producer, NULL, 1, -1, NULL, 0, bytes("v"), 1, 2, &error));

    ANSWERED(kc_producer_flush(producer, TIMEOUT_MS, 3, &error));
    answer_to(producer, 3);
    REFUSED(KC_STATUS_INVALID, kc_producer_flush(producer, -1, 3, &error));

    ANSWERED(kc_producer_purge(producer, KC_PURGE_QUEUE | KC_PURGE_IN_FLIGHT, 4, &error));
    answer_to(producer, 4);
    REFUSED(KC_STATUS_INVALID, kc_producer_purge(producer, 0, 4, &error));

    ANSWERED(kc_client_close_wait(producer, TIMEOUT_MS, &error));
    REFUSED(KC_STATUS_STATE, kc_producer_send(producer, list, length, &accepted, &error));
    ANSWERED(kc_client_drop(producer));
    ANSWERED(kc_mock_drop(cluster));
    puts("answered and refused");
    return 0;
}
