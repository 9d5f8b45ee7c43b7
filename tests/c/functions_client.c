/* What every client can do, and admin clients. */
#include "functions.h"

static void questions(uint64_t client) {
    uint64_t length;
    kc_batch batch;
    kc_record answer;
    ANSWERED(kc_client_connect(client, TIMEOUT_MS, 1, &error));
    answer_to(client, 1);
    REFUSED(KC_STATUS_INVALID, kc_client_connect(client, -1, 1, &error));

    ANSWERED(kc_client_metadata(client, bytes("{}"), 2, TIMEOUT_MS, 2, &error));
    answer = answer_to(client, 2);
    if (answer.value.length == 0 || answer.value.data[0] != '{') fail("kc_client_metadata", __LINE__, 0);
    REFUSED(KC_STATUS_INVALID, kc_client_metadata(client, bytes("[]"), 2, TIMEOUT_MS, 2, &error));

    ANSWERED(kc_client_watermarks(client, bytes("t"), 1, 0, TIMEOUT_MS, 3, &error));
    answer = answer_to(client, 3);
    if (kc_batch_open(&batch, answer.value.data, answer.value.length) != 0 || kc_batch_next(&batch, &answer) != 1 ||
        answer.kind != KC_KIND_WATERMARKS || answer.offset != 0) fail("kc_client_watermarks", __LINE__, 0);
    REFUSED(KC_STATUS_INVALID, kc_client_watermarks(client, bytes("t"), 1, -1, TIMEOUT_MS, 3, &error));

    length = list_of(KC_KIND_TOPIC_PARTITION, "t", 0, 1);
    ANSWERED(kc_client_offsets_for_times(client, list, length, TIMEOUT_MS, 4, &error));
    answer_to(client, 4);
    length = list_of(KC_KIND_TOPIC, "t", 0, 1);
    REFUSED(KC_STATUS_INVALID, kc_client_offsets_for_times(client, list, length, TIMEOUT_MS, 4, &error));

    ANSWERED(kc_client_log_level_set(client, 7, &error));
    ANSWERED(kc_client_log_level_set(client, 0, &error));
    REFUSED(KC_STATUS_INVALID, kc_client_log_level_set(client, 8, &error));
}

static void records(uint64_t client) {
    uint64_t length, token = 10;
    int32_t fd;
    uint8_t byte;
    ANSWERED(kc_client_wake_fd(client, &fd, &error));
    if (read(fd, &byte, 1) > 1 || close(fd) != 0) fail("the descriptor", __LINE__, 0);
    REFUSED(KC_STATUS_INVALID, kc_client_wake_fd(client, NULL, &error));
    while (ANSWERED(kc_client_poll(client, KC_POLL_CONTROL | KC_POLL_MESSAGES, memory, sizeof memory, &length, &error)) ==
        KC_STATUS_MORE) continue;
    REFUSED(KC_STATUS_INVALID, kc_client_poll(client, 4, memory, sizeof memory, &length, &error));
    ANSWERED(kc_client_connect(client, TIMEOUT_MS, token, &error));
    ANSWERED(kc_client_poll_wait(client, KC_POLL_CONTROL, TIMEOUT_MS, memory, sizeof memory, &length, &error));
    REFUSED(KC_STATUS_INVALID, kc_client_poll_wait(client, KC_POLL_CONTROL, -1, memory, sizeof memory, &length, &error));
}

static void tokens(uint64_t cluster) {
    const char *token = "{\"token\": \"a\", \"lifetime_ms\": 4102444800000}";
    const char *config =
        config_of(cluster, ", \"security.protocol\": \"SASL_PLAINTEXT\", \"sasl.mechanism\": \"OAUTHBEARER\"");
    uint64_t client, other;
    ANSWERED(kc_admin_new(bytes(config), strlen(config), &client, &error));
    record_of(client, KC_KIND_TOKEN_REFRESH, 0);
    ANSWERED(kc_client_oauth_token_set(client, bytes(token), strlen(token), &error));
    REFUSED(KC_STATUS_INVALID, kc_client_oauth_token_set(client, bytes("{}"), 2, &error));
    ANSWERED(kc_client_oauth_failure_set(client, bytes("no"), 2, &error));
    REFUSED(KC_STATUS_INVALID, kc_client_oauth_failure_set(client, NULL, 0, &error));
    config = config_of(cluster, "");
    ANSWERED(kc_admin_new(bytes(config), strlen(config), &other, &error));
    REFUSED(KC_STATUS_STATE, kc_client_oauth_token_set(other, bytes(token), strlen(token), &error));
    REFUSED(KC_STATUS_STATE, kc_client_oauth_failure_set(other, bytes("no"), 2, &error));
    ANSWERED(kc_client_drop(client));
    ANSWERED(kc_client_drop(other));
}

static void credentials(uint64_t client) {
    ANSWERED(kc_client_sasl_credentials_set(client, bytes("me"), 2, bytes("secret"), 6, &error));
    REFUSED(KC_STATUS_INVALID, kc_client_sasl_credentials_set(client, NULL, 0, bytes("secret"), 6, &error));
}

static void the_end(uint64_t cluster) {
    const char *config = config_of(cluster, "");
    uint64_t client;
    ANSWERED(kc_admin_new(bytes(config), strlen(config), &client, &error));
    ANSWERED(kc_client_close(client, TIMEOUT_MS, 1, &error));
    answer_to(client, 1);
    REFUSED(KC_STATUS_STATE, kc_client_close(client, TIMEOUT_MS, 2, &error));
    REFUSED(KC_STATUS_STATE, kc_client_close_wait(client, TIMEOUT_MS, &error));
    ANSWERED(kc_client_drop(client));
    ANSWERED(kc_admin_new(bytes(config), strlen(config), &client, &error));
    REFUSED(KC_STATUS_PANIC, kc__panic(client, &error));
    REFUSED(KC_STATUS_STATE, kc_client_connect(client, TIMEOUT_MS, 1, &error));
    ANSWERED(kc_client_close_wait(client, TIMEOUT_MS, &error));
    ANSWERED(kc_client_drop(client));
    ANSWERED(kc_client_drop(client));
    REFUSED(KC_STATUS_STATE, kc__panic(client, &error));
}

int main(void) {
    const char *config, *request = "{\"operation\": \"DeleteTopics\", \"topics\": [\"t\"]}";
    uint64_t cluster, client;
    ANSWERED(kc_mock_new(1, &cluster, &error));
    ANSWERED(kc_mock_topic_create(cluster, bytes("t"), 1, 1, 1, &error));
    config = config_of(cluster, "");
    ANSWERED(kc_admin_new(bytes(config), strlen(config), &client, &error));
    REFUSED(KC_STATUS_INVALID, kc_admin_new(bytes("{}"), 2, &client, &error));
    questions(client);
    records(client);
    credentials(client);
    /* The mock knows nothing of this, so the answer is that there was none. */
    ANSWERED(kc_admin_request(client, bytes(request), strlen(request), 500, 20, &error));
    record_of(client, KC_KIND_RESULT, 20);
    REFUSED(KC_STATUS_INVALID, kc_admin_request(client, bytes("{}"), 2, TIMEOUT_MS, 21, &error));
    ANSWERED(kc_client_close_wait(client, TIMEOUT_MS, &error));
    ANSWERED(kc_client_drop(client));
    tokens(cluster);
    the_end(cluster);
    ANSWERED(kc_mock_drop(cluster));
    puts("answered and refused");
    return 0;
}
