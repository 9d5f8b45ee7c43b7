/* Batches written and read in C, sent through the library and back, and refused where they lie. */
#include "kafkacore.h"
#include "kafkacore_batch.h"

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition) check((condition), #condition, __LINE__)

static void check(int holds, const char *condition, int line) {
    if (holds) return;
    fprintf(stderr, "batch.c:%d: not true: %s\n", line, condition);
    exit(1);
}

static int is_text(kc_bytes bytes, const char *text) { return kc_bytes_equal(bytes, kc_bytes_text(text)); }

static kc_error error_new(void) {
    kc_error error;
    memset(&error, 0, sizeof error);
    error.size = sizeof error;
    return error;
}

/* Three records, two topics, headers with a null and a duplicate, a null key and an empty value. */
static uint64_t sample_write(uint8_t *memory, uint64_t capacity) {
    kc_header headers[3];
    uint8_t header_memory[64];
    kc_batch_writer writer;
    kc_record record = kc_record_new(KC_KIND_MESSAGE);
    headers[0].name = headers[2].name = kc_bytes_text("trace");
    headers[1].name = kc_bytes_text("empty");
    headers[0].value = kc_bytes_text("one");
    headers[1].value = kc_bytes_new(NULL, 0);
    headers[2].value = kc_bytes_text("");

    CHECK(kc_batch_writer_open(&writer, memory, capacity) == 0);
    writer.epoch = 77;
    record.topic = kc_bytes_text("orders");
    record.partition = 4;
    record.offset = (int64_t)1 << 40;
    record.timestamp = 1700000000000;
    record.key = kc_bytes_text("key");
    record.value = kc_bytes_text("a value");
    record.headers = kc_bytes_new(header_memory, kc_header_list_write(header_memory, sizeof header_memory, headers, 3));
    record.token = (uint64_t)1 << 52;
    CHECK(record.headers.length > 0);
    CHECK(kc_header_list_write(header_memory, record.headers.length - 1, headers, 3) == 0);
    CHECK(kc_batch_writer_push(&writer, &record) == 0);

    record = kc_record_new(KC_KIND_MESSAGE);
    record.topic = kc_bytes_text("returns");
    record.value = kc_bytes_text("");
    CHECK(kc_batch_writer_push(&writer, &record) == 0);

    record.topic = kc_bytes_text("orders");
    record.token = 0xFFFFFFFF; /* as a leader epoch: unknown */
    CHECK(kc_batch_writer_push(&writer, &record) == 0);
    return kc_batch_writer_finish(&writer);
}

static void sample_check(const uint8_t *memory, uint64_t length) {
    kc_batch batch;
    kc_record record;
    kc_header_list list;
    kc_header header;
    CHECK(kc_batch_open(&batch, memory, length) == 0);
    CHECK(batch.epoch == 77 && batch.record_count == 3 && batch.topic_count == 2);

    CHECK(kc_batch_next(&batch, &record) == 1);
    CHECK(record.kind == KC_KIND_MESSAGE && is_text(record.topic, "orders") && record.topic_index == 0);
    CHECK(record.partition == 4 && record.offset == (int64_t)1 << 40 && record.timestamp == 1700000000000);
    CHECK(is_text(record.key, "key") && is_text(record.value, "a value") && record.token == (uint64_t)1 << 52);
    CHECK(kc_header_list_open(&list, record.headers) == 0 && list.count == 3);
    CHECK(kc_header_list_next(&list, &header) == 1 && is_text(header.name, "trace") && is_text(header.value, "one"));
    CHECK(kc_header_list_next(&list, &header) == 1 && is_text(header.name, "empty") && header.value.data == NULL);
    CHECK(kc_header_list_next(&list, &header) == 1 && is_text(header.name, "trace") && is_text(header.value, ""));
    CHECK(kc_header_list_next(&list, &header) == 0);

    CHECK(kc_batch_next(&batch, &record) == 1);
    CHECK(is_text(record.topic, "returns") && record.partition == KC_NO_PARTITION && record.offset == KC_NO_OFFSET);
    CHECK(record.key.data == NULL && is_text(record.value, "") && record.headers.data == NULL);
    CHECK(kc_header_list_open(&list, record.headers) == 0 && kc_header_list_next(&list, &header) == 0);

    CHECK(kc_batch_next(&batch, &record) == 1);
    CHECK(is_text(record.topic, "orders") && record.topic_index == 0 && kc_record_leader_epoch(&record) == -1);
    CHECK(kc_batch_next(&batch, &record) == 0 && kc_batch_next(&batch, &record) == 0);
    CHECK(kc_batch_topic(&batch, 2).data == NULL);
}

static void test_any_alignment_and_capacity(void) {
    static uint8_t memory[2048];
    uint64_t shift, capacity;
    for (shift = 0; shift < 8; shift++) {
        for (capacity = 448; capacity < 512; capacity += 4) {
            memset(memory, 0xAA, sizeof memory);
            sample_check(memory + shift, sample_write(memory + shift, capacity));
        }
    }
}

static void test_echo(void) {
    uint8_t memory[1024], echoed[1024];
    kc_error error = error_new();
    uint64_t length = sample_write(memory, sizeof memory), echoed_length = 0;
    CHECK(kc__echo(memory, length, echoed, sizeof echoed, &echoed_length, &error) == KC_STATUS_OK);
    sample_check(echoed, echoed_length);
    CHECK(echoed_length <= length); /* the writer of C leaves 8 zero bytes for each topic */

    /* Too small a buffer answers with the size that is enough. */
    CHECK(kc__echo(memory, length, echoed, 100, &echoed_length, &error) == KC_STATUS_BUFFER);
    CHECK(echoed_length > 100 && echoed_length <= sizeof echoed);
    CHECK(kc__echo(memory, length, echoed, echoed_length, &echoed_length, NULL) == KC_STATUS_OK);
    sample_check(echoed, echoed_length);
}

static void test_truncated_batches_are_refused(void) {
    uint8_t memory[1024], echoed[1024];
    uint64_t length = sample_write(memory, sizeof memory), cut, echoed_length = 0;
    kc_batch batch;
    for (cut = 0; cut < length; cut++) {
        kc_error error = error_new();
        CHECK(kc_batch_open(&batch, memory, cut) == -1);
        CHECK(kc__echo(memory, cut, echoed, sizeof echoed, &echoed_length, &error) == KC_STATUS_INVALID);
        CHECK(error.code == -186 && error.message_length == strlen(error.message) && error.message_length > 0);
    }
    CHECK(kc_batch_open(&batch, NULL, 0) == -1);
    CHECK(kc__echo(NULL, 0, echoed, sizeof echoed, &echoed_length, NULL) == KC_STATUS_INVALID);
    CHECK(kc__echo(memory, length, echoed, sizeof echoed, NULL, NULL) == KC_STATUS_INVALID);
    CHECK(echoed_length == 0);
}

static void test_a_record_that_leaves_its_batch_is_refused(void) {
    uint8_t memory[1024], echoed[1024];
    uint64_t length = sample_write(memory, sizeof memory), echoed_length = 0;
    kc_batch batch;
    kc_record record;
    kc_u32_put(memory + KC_BATCH_HEADER_SIZE + KC_BATCH_RECORD_SIZE + KC_RECORD_AT_VALUE_LENGTH, 1u << 30);
    CHECK(kc_batch_open(&batch, memory, length) == 0 && kc_batch_next(&batch, &record) == 1);
    CHECK(kc_batch_next(&batch, &record) == -1);
    CHECK(kc__echo(memory, length, echoed, sizeof echoed, &echoed_length, NULL) == KC_STATUS_INVALID);
}

static void test_a_record_without_room_changes_nothing(void) {
    uint8_t memory[64 + 64 + 8 + 8 + 8 + 8];
    kc_batch_writer writer;
    kc_batch batch;
    kc_record record = kc_record_new(KC_KIND_TOPIC);
    CHECK(kc_batch_writer_open(&writer, memory, 63) == -1);
    CHECK(kc_batch_writer_open(&writer, memory, sizeof memory) == 0);
    record.topic = kc_bytes_text("a topic name that is too long");
    CHECK(kc_batch_writer_push(&writer, &record) == -1);
    record.topic = kc_bytes_text("topic");
    CHECK(kc_batch_writer_push(&writer, &record) == 0);
    CHECK(kc_batch_writer_push(&writer, &record) == -1);
    CHECK(kc_batch_open(&batch, memory, kc_batch_writer_finish(&writer)) == 0);
    CHECK(batch.record_count == 1 && batch.topic_count == 1 && is_text(kc_batch_topic(&batch, 0), "topic"));

    CHECK(kc_batch_writer_open(&writer, memory, sizeof memory) == 0 && kc_batch_writer_finish(&writer) == 0);
}

int main(void) {
    test_any_alignment_and_capacity();
    test_echo();
    test_truncated_batches_are_refused();
    test_a_record_that_leaves_its_batch_is_refused();
    test_a_record_without_room_changes_nothing();
    return 0;
}
