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
AGREE(sizes, KC_BATCH_VERSION == 1u && KC_BATCH_HEADER_SIZE == 64u && KC_BATCH_RECORD_SIZE == 64u &&
    KC_BATCH_TOPIC_SIZE == 8u && KC_BATCH_SIZE_MAX == 0xfffffff8u && KC_BATCH_ALIGNMENT == 8u &&
    KC_HEADER_LIST_PREFIX_SIZE == 8u && KC_HEADER_SIZE == 8u);
AGREE(nothing, KC_NULL_LENGTH == 0xffffffffu && KC_NO_TOPIC == 0xffffffffu && KC_NO_PARTITION == (-1) &&
    KC_NO_OFFSET == (-1001));
AGREE(header, KC_BATCH_AT_MAGIC == 0u && KC_BATCH_AT_LAYOUT_VERSION == 4u && KC_BATCH_AT_HEADER_SIZE == 6u &&
    KC_BATCH_AT_RECORD_COUNT == 8u && KC_BATCH_AT_RECORD_SIZE == 12u && KC_BATCH_AT_FLAGS == 14u &&
    KC_BATCH_AT_TOTAL_SIZE == 16u && KC_BATCH_AT_TOPIC_TABLE_OFFSET == 24u && KC_BATCH_AT_TOPIC_COUNT == 28u &&
    KC_BATCH_AT_HEAP_OFFSET == 32u && KC_BATCH_AT_HEAP_SIZE == 36u && KC_BATCH_AT_EPOCH == 40u);
AGREE(record, KC_RECORD_AT_KIND == 0u && KC_RECORD_AT_FLAGS == 2u && KC_RECORD_AT_CODE == 4u &&
    KC_RECORD_AT_TOPIC == 8u && KC_RECORD_AT_PARTITION == 12u && KC_RECORD_AT_OFFSET == 16u &&
    KC_RECORD_AT_TIMESTAMP == 24u && KC_RECORD_AT_COUNT == 24u && KC_RECORD_AT_KEY_OFFSET == 32u &&
    KC_RECORD_AT_KEY_LENGTH == 36u && KC_RECORD_AT_VALUE_OFFSET == 40u && KC_RECORD_AT_VALUE_LENGTH == 44u &&
    KC_RECORD_AT_HEADERS_OFFSET == 48u && KC_RECORD_AT_HEADERS_LENGTH == 52u && KC_RECORD_AT_TOKEN == 56u &&
    KC_RECORD_AT_LEADER_EPOCH == 56u);
AGREE(tables, KC_TOPIC_AT_NAME_OFFSET == 0u && KC_TOPIC_AT_NAME_LENGTH == 4u && KC_HEADER_AT_NAME_LENGTH == 0u &&
    KC_HEADER_AT_VALUE_LENGTH == 4u);
AGREE(kinds, KC_KIND_MESSAGE == 1u && KC_KIND_DELIVERED_RUN == 2u && KC_KIND_FAILED_RUN == 3u &&
    KC_KIND_RESULT == 4u && KC_KIND_ASSIGNED == 5u && KC_KIND_REVOKED == 6u && KC_KIND_ERROR == 7u &&
    KC_KIND_LOG == 8u && KC_KIND_ROOM == 9u && KC_KIND_COMMITTED == 10u && KC_KIND_STATS == 11u &&
    KC_KIND_WATERMARKS == 12u && KC_KIND_END == 13u && KC_KIND_TOKEN_REFRESH == 14u && KC_KIND_THROTTLE == 15u &&
    KC_KIND_TOPIC == 16u && KC_KIND_TOPIC_PARTITION == 17u);
AGREE(flags, KC_FLAG_RETRIABLE == 1u && KC_FLAG_FATAL == 2u && KC_FLAG_ABORTABLE == 4u && KC_FLAG_LOCAL == 8u &&
    KC_FLAG_TRUNCATED == 16u && KC_FLAG_LOST == 32u && KC_FLAG_INCREMENTAL == 64u && KC_FLAG_ANSWER == 128u &&
    KC_FLAG_LOG_APPEND_TIME == 256u && KC_FLAG_POSSIBLY_PERSISTED == 512u && KC_FLAG_PERSISTED == 1024u);
AGREE(numbers, KC_ERROR_MESSAGE_SIZE == 496 && KC_ERROR_RETRIABLE == 1 && KC_ERROR_FATAL == 2 &&
    KC_ERROR_ABORTABLE == 4 && KC_ERROR_LOCAL == 8 && KC_ERROR_TRUNCATED == 16 && KC_PURGE_QUEUE == 1 &&
    KC_PURGE_IN_FLIGHT == 2);

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
