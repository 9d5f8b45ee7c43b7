/* For the programs that call every function: once so that it answers, once so that it refuses. tests/c/functions.rs counts both
 * in the text, so a call stands directly inside its macro. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "kafkacore.h"
#include "kafkacore_batch.h"

/* A call that has to succeed. */
#define ANSWERED(call) check_answered((call), #call, __LINE__)
/* A call that has to fail with this status, and say why. */
#define REFUSED(status, call) check_refused((status), (call), #call, __LINE__)

#define TIMEOUT_MS 60000

static kc_error error = {sizeof(kc_error), 0, 0, 0, ""};
static uint8_t memory[1 << 20], list[65536];

static inline void fail(const char *call, int line, int32_t status) {
    fprintf(stderr, "line %d: %s answered %d: %s\n", line, call, (int)status, error.message);
    exit(1);
}

static inline int32_t check_answered(int32_t status, const char *call, int line) {
    if (status < 0) fail(call, line, status);
    return status;
}

static inline void check_refused(int32_t expected, int32_t status, const char *call, int line) {
    if (status != expected || error.message_length == 0 || error.code == 0) fail(call, line, status);
    error.message_length = 0;
    error.code = 0;
}

static inline const uint8_t *bytes(const char *text) { return (const uint8_t *)text; }

/* The properties of a client of this cluster; `more` begins with a comma or is empty. */
static inline const char *config_of(uint64_t cluster, const char *more) {
    static char config[2048];
    uint64_t length;
    check_answered(kc_mock_bootstrap(cluster, memory, sizeof memory, &length, &error), "kc_mock_bootstrap", __LINE__);
    snprintf(config, sizeof config, "{\"bootstrap.servers\": \"%.*s\", \"log_level\": 0%s}", (int)length, (char *)memory, more);
    return config;
}

/* Polls until a record of this kind with this token comes; 0 for a kind takes any token. Blobs lie in `memory`. */
static inline kc_record record_of(uint64_t client, uint32_t kind, uint64_t token) {
    uint64_t length;
    kc_batch batch;
    kc_record record;
    for (;;) {
        int32_t status = kc_client_poll_wait(client, KC_POLL_CONTROL | KC_POLL_MESSAGES, TIMEOUT_MS, memory, sizeof memory,
            &length, &error);
        if (status < 0 || length == 0) fail("a record that does not come", (int)kind, status);
        kc_batch_open(&batch, memory, length);
        while (kc_batch_next(&batch, &record) == 1) {
            if (record.kind == kind && (token == 0 || record.token == token)) return record;
        }
    }
}

/* Waits for the answer to a token, which has to be a success. */
static inline kc_record answer_to(uint64_t client, uint64_t token) {
    kc_record record = record_of(client, KC_KIND_RESULT, token);
    if (record.code != 0) {
        fprintf(stderr, "token %d: %.*s\n", (int)token, (int)record.value.length, (const char *)record.value.data);
        exit(1);
    }
    return record;
}

/* A batch of one record, in `list`, and its length. The token of a line of a partition list is its leader epoch. */
static inline uint64_t list_of(uint32_t kind, const char *topic, int32_t partition, int64_t offset) {
    kc_batch_writer writer;
    kc_record record = kc_record_new((uint16_t)kind);
    record.topic = kc_bytes_text(topic);
    record.partition = partition;
    record.offset = offset;
    record.token = kind == KC_KIND_TOPIC_PARTITION ? (uint32_t)-1 : 1;
    check_answered(kc_batch_writer_open(&writer, list, sizeof list), "kc_batch_writer_open", __LINE__);
    check_answered(kc_batch_writer_push(&writer, &record), "kc_batch_writer_push", __LINE__);
    return kc_batch_writer_finish(&writer);
}
