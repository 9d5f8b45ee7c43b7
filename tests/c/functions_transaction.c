/* Transactions, with the offsets of a consumer in one of them. */
#include "functions.h"

/* Who a consumer is, in `who`, and how many bytes that takes. */
static uint64_t group_metadata(uint64_t cluster, uint8_t *who, uint64_t capacity) {
    const char *config = config_of(cluster, ", \"group.id\": \"readers\"");
    uint64_t consumer;
    kc_record answer;
    ANSWERED(kc_consumer_new(bytes(config), strlen(config), &consumer, &error));
    ANSWERED(kc_consumer_group_metadata(consumer, 1, &error));
    answer = answer_to(consumer, 1);
    if (answer.value.length == 0 || answer.value.length > capacity) fail("kc_consumer_group_metadata", __LINE__, 0);
    memcpy(who, answer.value.data, answer.value.length);
    ANSWERED(kc_client_close_wait(consumer, TIMEOUT_MS, &error));
    REFUSED(KC_STATUS_STATE, kc_consumer_group_metadata(consumer, 1, &error));
    ANSWERED(kc_client_drop(consumer));
    return answer.value.length;
}

int main(void) {
    static uint8_t who[4096];
    uint64_t cluster, producer, length, who_length;
    const char *config;
    ANSWERED(kc_mock_new(1, &cluster, &error));
    ANSWERED(kc_mock_topic_create(cluster, bytes("t"), 1, 1, 1, &error));
    who_length = group_metadata(cluster, who, sizeof who);
    config = config_of(cluster, ", \"transactional.id\": \"writer\"");
    ANSWERED(kc_producer_new(bytes(config), strlen(config), &producer, &error));
    REFUSED(KC_STATUS_INVALID, kc_transaction_init(producer, -1, 1, &error));
    ANSWERED(kc_transaction_init(producer, TIMEOUT_MS, 1, &error));
    answer_to(producer, 1);

    ANSWERED(kc_transaction_begin(producer, 2, &error));
    answer_to(producer, 2);
    ANSWERED(kc_producer_produce(producer, bytes("t"), 1, -1, NULL, 0, bytes("v"), 1, 3, &error));
    length = list_of(KC_KIND_TOPIC_PARTITION, "t", 0, 1);
    ANSWERED(kc_transaction_send_offsets(producer, list, length, who, who_length, TIMEOUT_MS, 4, &error));
    answer_to(producer, 4);
    REFUSED(KC_STATUS_INVALID,
        kc_transaction_send_offsets(producer, list, length, bytes("me"), 2, TIMEOUT_MS, 4, &error));
    ANSWERED(kc_transaction_commit(producer, TIMEOUT_MS, 5, &error));
    answer_to(producer, 5);
    REFUSED(KC_STATUS_INVALID, kc_transaction_commit(producer, -1, 5, &error));

    ANSWERED(kc_transaction_begin(producer, 6, &error));
    answer_to(producer, 6);
    ANSWERED(kc_transaction_abort(producer, TIMEOUT_MS, 7, &error));
    answer_to(producer, 7);
    REFUSED(KC_STATUS_INVALID, kc_transaction_abort(producer, -1, 7, &error));

    ANSWERED(kc_client_close_wait(producer, TIMEOUT_MS, &error));
    REFUSED(KC_STATUS_STATE, kc_transaction_begin(producer, 8, &error));
    ANSWERED(kc_client_drop(producer));
    ANSWERED(kc_mock_drop(cluster));
    puts("answered and refused");
    return 0;
}
