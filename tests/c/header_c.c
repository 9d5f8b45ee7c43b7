/* What the headers promise: they stand alone, bear being read twice, and their sizes, offsets and values are these. */
#include "kafkacore.h"
#include "kafkacore_batch.h"

#include "kafkacore.h"
#include "kafkacore_batch.h"

#include <stddef.h>
#include <stdio.h>

#define AGREE(name, condition) typedef char agree_##name[(condition) ? 1 : -1]

AGREE(error_size, sizeof(kc_error) == 512);
AGREE(error_at_size, offsetof(kc_error, size) == 0);
AGREE(error_at_code, offsetof(kc_error, code) == 4);
AGREE(error_at_flags, offsetof(kc_error, flags) == 8);
AGREE(error_at_message_length, offsetof(kc_error, message_length) == 12);
AGREE(error_at_message, offsetof(kc_error, message) == 16);
AGREE(error_message_size, sizeof(((kc_error *)0)->message) == 496);

AGREE(status_ok, KC_STATUS_OK == 0);
AGREE(status_more, KC_STATUS_MORE == 1);
AGREE(status_full, KC_STATUS_FULL == 2);
AGREE(status_invalid, KC_STATUS_INVALID == -1);
AGREE(status_state, KC_STATUS_STATE == -2);
AGREE(status_kafka, KC_STATUS_KAFKA == -3);
AGREE(status_buffer, KC_STATUS_BUFFER == -4);
AGREE(status_panic, KC_STATUS_PANIC == -5);
AGREE(status_unsupported, KC_STATUS_UNSUPPORTED == -6);
AGREE(status_memory, KC_STATUS_MEMORY == -7);
AGREE(poll_control, KC_POLL_CONTROL == 1);
AGREE(poll_messages, KC_POLL_MESSAGES == 2);

AGREE(magic, KC_BATCH_MAGIC == 0x3142434Bu);
AGREE(sizes, KC_BATCH_HEADER_SIZE == 64 && KC_BATCH_RECORD_SIZE == 64 && KC_BATCH_TOPIC_SIZE == 8);
AGREE(header_epoch, KC_BATCH_AT_EPOCH == 40);
AGREE(record_key, KC_RECORD_AT_KEY_OFFSET == 32 && KC_RECORD_AT_KEY_LENGTH == 36);
AGREE(record_token, KC_RECORD_AT_TOKEN == 56 && KC_RECORD_AT_LEADER_EPOCH == 56);
AGREE(kinds, KC_KIND_MESSAGE == 1 && KC_KIND_STATS == 11 && KC_KIND_TOPIC == 16 && KC_KIND_TOPIC_PARTITION == 17);
AGREE(flags, KC_FLAG_RETRIABLE == 1 && KC_FLAG_TRUNCATED == 16 && KC_FLAG_LOG_APPEND_TIME == 256);

int main(void) {
    kc_error error;
    uint64_t length = 0;
    memset(&error, 0, sizeof error);
    error.size = sizeof error;
    if (kc_abi_version() != KC_ABI_VERSION) {
        fprintf(stderr, "the library is of version %u, the header of %d\n", (unsigned)kc_abi_version(), KC_ABI_VERSION);
        return 1;
    }
    if (kc_describe(NULL, 0, &length, &error) != KC_STATUS_BUFFER || length == 0) {
        fprintf(stderr, "kc_describe does not say how long its answer is: %s\n", error.message);
        return 1;
    }
    return 0;
}
