/* Reading and writing of packed batches: C99 or C++, header only, no allocation, memory of any alignment.
 *
 * Generated from core/src/wire/layout.rs and tests/generated/batch_functions.h;
 * `UPDATE=1 cargo test --release -p kafkacore-tests --test generated` writes it. */

#ifndef KAFKACORE_BATCH_H
#define KAFKACORE_BATCH_H

#include <stdint.h>
#include <string.h>

/* The sizes and marks of a batch. */
#define KC_BATCH_MAGIC 0x3142434bu
#define KC_BATCH_VERSION 1u
#define KC_BATCH_HEADER_SIZE 64u
#define KC_BATCH_RECORD_SIZE 64u
#define KC_BATCH_TOPIC_SIZE 8u
#define KC_BATCH_SIZE_MAX 0xfffffff8u
#define KC_BATCH_ALIGNMENT 8u
#define KC_HEADER_LIST_PREFIX_SIZE 8u
#define KC_HEADER_SIZE 8u
#define KC_NULL_LENGTH 0xffffffffu
#define KC_NO_TOPIC 0xffffffffu
#define KC_NO_PARTITION (-1)
#define KC_NO_OFFSET (-1001)
#define KC_OFFSET_BEGINNING (-2)
#define KC_OFFSET_END (-1)

/* Offsets in the batch header. */
#define KC_BATCH_AT_MAGIC 0u
#define KC_BATCH_AT_LAYOUT_VERSION 4u
#define KC_BATCH_AT_HEADER_SIZE 6u
#define KC_BATCH_AT_RECORD_COUNT 8u
#define KC_BATCH_AT_RECORD_SIZE 12u
#define KC_BATCH_AT_FLAGS 14u
#define KC_BATCH_AT_TOTAL_SIZE 16u
#define KC_BATCH_AT_TOPIC_TABLE_OFFSET 24u
#define KC_BATCH_AT_TOPIC_COUNT 28u
#define KC_BATCH_AT_HEAP_OFFSET 32u
#define KC_BATCH_AT_HEAP_SIZE 36u
#define KC_BATCH_AT_EPOCH 40u

/* Offsets in a record; the kind decides between two names of one place. */
#define KC_RECORD_AT_KIND 0u
#define KC_RECORD_AT_FLAGS 2u
#define KC_RECORD_AT_CODE 4u
#define KC_RECORD_AT_TOPIC 8u
#define KC_RECORD_AT_PARTITION 12u
#define KC_RECORD_AT_OFFSET 16u
#define KC_RECORD_AT_TIMESTAMP 24u
#define KC_RECORD_AT_COUNT 24u
#define KC_RECORD_AT_KEY_OFFSET 32u
#define KC_RECORD_AT_KEY_LENGTH 36u
#define KC_RECORD_AT_VALUE_OFFSET 40u
#define KC_RECORD_AT_VALUE_LENGTH 44u
#define KC_RECORD_AT_HEADERS_OFFSET 48u
#define KC_RECORD_AT_HEADERS_LENGTH 52u
#define KC_RECORD_AT_TOKEN 56u
#define KC_RECORD_AT_LEADER_EPOCH 56u

/* Offsets in an entry of the topic table. */
#define KC_TOPIC_AT_NAME_OFFSET 0u
#define KC_TOPIC_AT_NAME_LENGTH 4u

/* Offsets in an entry of a header list. */
#define KC_HEADER_AT_NAME_LENGTH 0u
#define KC_HEADER_AT_VALUE_LENGTH 4u

/* Record kinds; skip those that you do not know. */
/* A message. Received: topic, partition, offset, timestamp (milliseconds since 1970), key, value, headers, leader
 * epoch, and the flag LOG_APPEND_TIME. To be sent: topic, partition (-1 lets the partitioner choose), timestamp (0
 * is now), key, value, headers and token. */
#define KC_KIND_MESSAGE 1u
/* The messages of tokens token to token+count-1 were delivered to one partition, the first of them at offset and the
 * others behind it; -1001 if the broker does not tell, as with acks=0. */
#define KC_KIND_DELIVERED_RUN 2u
/* The messages of tokens token to token+count-1 failed: code, flags (PERSISTED and POSSIBLY_PERSISTED say whether
 * they may be in the log all the same, ABORTABLE that their transaction cannot be committed any more), and the text
 * in value. */
#define KC_KIND_FAILED_RUN 3u
/* The answer to token: code 0, and in value what the function promises (JSON, a batch, bytes, or null); or a code,
 * its flags, and the text in value. */
#define KC_KIND_RESULT 4u
/* The group assigned partitions: token is the epoch of the assignment, value the partition list. Flags: INCREMENTAL,
 * ANSWER. */
#define KC_KIND_ASSIGNED 5u
/* The group took partitions back: token is the epoch, value the partition list. Flags: INCREMENTAL, LOST, ANSWER. No
 * message of these partitions follows. */
#define KC_KIND_REVOKED 6u
/* Something failed that no token asked for: code, flags, the text in value, and topic, partition and offset if it is
 * about one. With the flag FATAL the client can only be closed; without it, the client goes on by itself. */
#define KC_KIND_ERROR 7u
/* A log line: code is the syslog level, key the facility, value the text. */
#define KC_KIND_LOG 8u
/* The producer queue that answered FULL has room again. */
#define KC_KIND_ROOM 9u
/* Offsets were committed automatically, or not: code and flags, value is the partition list, each line with its own
 * code. */
#define KC_KIND_COMMITTED 10u
/* Statistics, every `statistics.interval.ms`: value is librdkafka's JSON. */
#define KC_KIND_STATS 11u
/* How far a partition reaches: offset is its high watermark (that of the next message to be written), timestamp its
 * low one (the first offset). Comes before the messages of each turn; high watermark less position is the lag. */
#define KC_KIND_WATERMARKS 12u
/* The end of a partition was reached; offset is that of the next message to come. Only with `enable.partition.eof`. */
#define KC_KIND_END 13u
/* The broker wants a new token for SASL/OAUTHBEARER; value is `sasl.oauthbearer.config`, or null. */
#define KC_KIND_TOKEN_REFRESH 14u
/* A broker slowed this client down: key is its name, partition its number, timestamp the milliseconds. */
#define KC_KIND_THROTTLE 15u
/* A topic of a subscription. */
#define KC_KIND_TOPIC 16u
/* A line of a partition list: topic, partition, offset, leader epoch (-1 if unknown), the commit metadata in value,
 * and in answers a code. What a function does not ask for it leaves alone. */
#define KC_KIND_TOPIC_PARTITION 17u

/* The flags of records and of kc_error. */
/* Trying again may help. */
#define KC_FLAG_RETRIABLE 1u
/* The client is beyond repair and has to be made anew. */
#define KC_FLAG_FATAL 2u
/* The current transaction has to be aborted. */
#define KC_FLAG_ABORTABLE 4u
/* The error was found on this side of the wire. */
#define KC_FLAG_LOCAL 8u
/* The message did not fit and was cut; only in kc_error. */
#define KC_FLAG_TRUNCATED 16u
/* The partitions were lost: another member may own them already. */
#define KC_FLAG_LOST 32u
/* The rebalance is incremental: the list names only what changes. */
#define KC_FLAG_INCREMENTAL 64u
/* The caller must answer this rebalance. */
#define KC_FLAG_ANSWER 128u
/* The timestamp was set by the broker. */
#define KC_FLAG_LOG_APPEND_TIME 256u
/* A message that failed may be in the log all the same. */
#define KC_FLAG_POSSIBLY_PERSISTED 512u
/* A message that failed is in the log. */
#define KC_FLAG_PERSISTED 1024u

/* Bytes that lie elsewhere: in the batch, or in your memory. data is NULL for null; empty has data and length 0. */
typedef struct kc_bytes {
    const uint8_t *data;
    uint32_t length;
} kc_bytes;

/* One record. Readers fill all of it; the writer takes all but topic_index. */
typedef struct kc_record {
    uint16_t kind;
    uint16_t flags;
    int32_t code;
    kc_bytes topic;       /* the name; null if the record has none */
    uint32_t topic_index; /* equal for equal names of one batch; KC_NO_TOPIC if there is none */
    int32_t partition;
    int64_t offset;
    int64_t timestamp; /* of a run: the count */
    kc_bytes key;
    kc_bytes value;
    kc_bytes headers; /* read with kc_header_list_open, written with kc_header_list_write */
    uint64_t token;   /* of a received message and a partition: the leader epoch */
} kc_record;

/* A batch and how far it has been read. */
typedef struct kc_batch {
    const uint8_t *bytes;
    uint64_t length;
    uint64_t epoch; /* the assignment epoch */
    uint32_t header_size;
    uint32_t record_size;
    uint32_t record_count;
    uint32_t topic_table_offset;
    uint32_t topic_count;
    uint32_t heap_offset;
    uint32_t next;
} kc_batch;

/* The headers of one message and how far they have been read. */
typedef struct kc_header_list {
    const uint8_t *entries;
    const uint8_t *bodies;
    uint64_t bodies_size;
    uint32_t count; /* headers not yet read */
} kc_header_list;

/* A header to be written; value.data NULL is null. */
typedef struct kc_header {
    kc_bytes name;
    kc_bytes value;
} kc_header;

/* A batch in the making, in your memory. */
typedef struct kc_batch_writer {
    uint8_t *bytes;
    uint64_t epoch; /* yours to set */
    uint32_t heap_start;
    uint32_t capacity;
    uint32_t record_count;
    uint32_t topic_count;
    uint32_t topic_newest; /* where in the heap the newest topic stands; 0 if there is none */
} kc_batch_writer;

/* ---- numbers: little-endian on every machine ---- */

static inline uint16_t kc_u16_at(const uint8_t *at) { return (uint16_t)(at[0] | (uint16_t)(at[1] << 8)); }

static inline uint32_t kc_u32_at(const uint8_t *at) {
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static inline uint64_t kc_u64_at(const uint8_t *at) { return kc_u32_at(at) | (uint64_t)kc_u32_at(at + 4) << 32; }

static inline void kc_u16_put(uint8_t *at, uint16_t number) {
    at[0] = (uint8_t)number;
    at[1] = (uint8_t)(number >> 8);
}

static inline void kc_u32_put(uint8_t *at, uint32_t number) {
    kc_u16_put(at, (uint16_t)number);
    kc_u16_put(at + 2, (uint16_t)(number >> 16));
}

static inline void kc_u64_put(uint8_t *at, uint64_t number) {
    kc_u32_put(at, (uint32_t)number);
    kc_u32_put(at + 4, (uint32_t)(number >> 32));
}

static inline uint64_t kc_aligned(uint64_t size) {
    return (size + (KC_BATCH_ALIGNMENT - 1)) & ~(uint64_t)(KC_BATCH_ALIGNMENT - 1);
}

/* ---- bytes ---- */

static inline kc_bytes kc_bytes_new(const void *data, uint32_t length) {
    kc_bytes bytes;
    bytes.data = (const uint8_t *)data;
    bytes.length = length;
    return bytes;
}

/* The bytes of a string, without its end. */
static inline kc_bytes kc_bytes_text(const char *text) { return kc_bytes_new(text, (uint32_t)strlen(text)); }

/* What the bytes take; null takes nothing. */
static inline uint32_t kc_bytes_size(kc_bytes bytes) { return bytes.data ? bytes.length : 0; }

/* 1 if both are equal; null equals only null. */
static inline int kc_bytes_equal(kc_bytes one, kc_bytes other) {
    if (one.data == NULL || other.data == NULL) return one.data == other.data;
    return one.length == other.length && (one.length == 0 || memcmp(one.data, other.data, one.length) == 0);
}

/* ---- records ---- */

/* A record that says nothing yet. */
static inline kc_record kc_record_new(uint16_t kind) {
    kc_record record;
    memset(&record, 0, sizeof record);
    record.kind = kind;
    record.topic_index = KC_NO_TOPIC;
    record.partition = KC_NO_PARTITION;
    record.offset = KC_NO_OFFSET;
    return record;
}

/* -1 if unknown. */
static inline int32_t kc_record_leader_epoch(const kc_record *record) { return (int32_t)(uint32_t)record->token; }

/* The messages of a run. */
static inline int64_t kc_record_count(const kc_record *record) { return record->timestamp; }

/* ---- reading a batch ---- */

/* Takes the bytes that an offset and a length in a batch point to; 0 if they do not lie in its heap. */
static inline int kc_batch_bytes(const kc_batch *batch, const uint8_t *offset_and_length, kc_bytes *out) {
    uint32_t offset = kc_u32_at(offset_and_length);
    uint32_t length = kc_u32_at(offset_and_length + 4);
    *out = kc_bytes_new(length == KC_NULL_LENGTH ? NULL : batch->bytes, 0);
    if (length == KC_NULL_LENGTH || length == 0) return offset == 0;
    if (offset < batch->heap_offset || offset % KC_BATCH_ALIGNMENT != 0) return 0;
    if ((uint64_t)offset + length > batch->length) return 0;
    *out = kc_bytes_new(batch->bytes + offset, length);
    return 1;
}

/* Begins to read. 0, or -1 if the bytes are not one whole batch. */
static inline int kc_batch_open(kc_batch *batch, const void *bytes, uint64_t length) {
    const uint8_t *header = (const uint8_t *)bytes;
    uint64_t record_count, topic_count, table_end;
    uint32_t sizes, index;
    memset(batch, 0, sizeof *batch);
    if (header == NULL || length < KC_BATCH_HEADER_SIZE) return -1;
    if (kc_u32_at(header + KC_BATCH_AT_MAGIC) != KC_BATCH_MAGIC) return -1;
    if (kc_u16_at(header + KC_BATCH_AT_LAYOUT_VERSION) != KC_BATCH_VERSION) return -1;
    if (kc_u16_at(header + KC_BATCH_AT_FLAGS) != 0) return -1;
    if (kc_u64_at(header + KC_BATCH_AT_TOTAL_SIZE) != length) return -1;
    batch->bytes = header;
    batch->length = length;
    batch->epoch = kc_u64_at(header + KC_BATCH_AT_EPOCH);
    batch->header_size = kc_u16_at(header + KC_BATCH_AT_HEADER_SIZE);
    batch->record_size = kc_u16_at(header + KC_BATCH_AT_RECORD_SIZE);
    batch->topic_table_offset = kc_u32_at(header + KC_BATCH_AT_TOPIC_TABLE_OFFSET);
    batch->heap_offset = kc_u32_at(header + KC_BATCH_AT_HEAP_OFFSET);
    if (batch->header_size < KC_BATCH_HEADER_SIZE || batch->record_size < KC_BATCH_RECORD_SIZE) return -1;
    sizes = batch->header_size | batch->record_size | batch->topic_table_offset | batch->heap_offset;
    if (sizes % KC_BATCH_ALIGNMENT != 0) return -1;
    record_count = kc_u32_at(header + KC_BATCH_AT_RECORD_COUNT);
    topic_count = kc_u32_at(header + KC_BATCH_AT_TOPIC_COUNT);
    if (batch->header_size + record_count * batch->record_size > batch->topic_table_offset) return -1;
    table_end = batch->topic_table_offset + topic_count * KC_BATCH_TOPIC_SIZE;
    if (table_end > batch->heap_offset) return -1;
    if ((uint64_t)batch->heap_offset + kc_u32_at(header + KC_BATCH_AT_HEAP_SIZE) != length) return -1;
    batch->record_count = (uint32_t)record_count;
    batch->topic_count = (uint32_t)topic_count;
    for (index = 0; index < batch->topic_count; index++) {
        const uint8_t *entry = header + batch->topic_table_offset + (uint64_t)index * KC_BATCH_TOPIC_SIZE;
        kc_bytes name;
        if (!kc_batch_bytes(batch, entry, &name) || name.data == NULL) return -1;
    }
    return 0;
}

/* The name of a topic by its index; null if the batch does not have it. */
static inline kc_bytes kc_batch_topic(const kc_batch *batch, uint32_t topic_index) {
    kc_bytes name = kc_bytes_new(NULL, 0);
    if (topic_index < batch->topic_count) {
        const uint8_t *table = batch->bytes + batch->topic_table_offset;
        kc_batch_bytes(batch, table + (uint64_t)topic_index * KC_BATCH_TOPIC_SIZE, &name);
    }
    return name;
}

/* Reads the next record: 1. 0 at the end, -1 if the record points out of the batch. Its bytes are those of the batch. */
static inline int kc_batch_next(kc_batch *batch, kc_record *record) {
    if (batch->next >= batch->record_count) return 0;
    const uint8_t *at = batch->bytes + batch->header_size + (uint64_t)batch->next * batch->record_size;
    record->kind = kc_u16_at(at + KC_RECORD_AT_KIND);
    record->flags = kc_u16_at(at + KC_RECORD_AT_FLAGS);
    record->code = (int32_t)kc_u32_at(at + KC_RECORD_AT_CODE);
    record->topic_index = kc_u32_at(at + KC_RECORD_AT_TOPIC);
    record->topic = kc_batch_topic(batch, record->topic_index);
    record->partition = (int32_t)kc_u32_at(at + KC_RECORD_AT_PARTITION);
    record->offset = (int64_t)kc_u64_at(at + KC_RECORD_AT_OFFSET);
    record->timestamp = (int64_t)kc_u64_at(at + KC_RECORD_AT_TIMESTAMP);
    record->token = kc_u64_at(at + KC_RECORD_AT_TOKEN);
    if (record->topic_index != KC_NO_TOPIC && record->topic.data == NULL) return -1;
    if (!kc_batch_bytes(batch, at + KC_RECORD_AT_KEY_OFFSET, &record->key)) return -1;
    if (!kc_batch_bytes(batch, at + KC_RECORD_AT_VALUE_OFFSET, &record->value)) return -1;
    if (!kc_batch_bytes(batch, at + KC_RECORD_AT_HEADERS_OFFSET, &record->headers)) return -1;
    batch->next += 1;
    return 1;
}

/* ---- headers ---- */

/* Begins to read a record's headers; null has none. 0, or -1 if the bytes are no header list. */
static inline int kc_header_list_open(kc_header_list *list, kc_bytes headers) {
    memset(list, 0, sizeof *list);
    if (headers.data == NULL) return 0;
    if (headers.length < KC_HEADER_LIST_PREFIX_SIZE) return -1;
    uint64_t bodies_at = KC_HEADER_LIST_PREFIX_SIZE + (uint64_t)kc_u32_at(headers.data) * KC_HEADER_SIZE;
    if (bodies_at > headers.length) return -1;
    list->count = kc_u32_at(headers.data);
    list->entries = headers.data + KC_HEADER_LIST_PREFIX_SIZE;
    list->bodies = headers.data + bodies_at;
    list->bodies_size = headers.length - bodies_at;
    return 0;
}

/* Reads the next header: 1. 0 at the end, -1 if the headers do not fill the list or leave it. */
static inline int kc_header_list_next(kc_header_list *list, kc_header *header) {
    if (list->count == 0) return list->bodies_size == 0 ? 0 : -1;
    uint32_t name_length = kc_u32_at(list->entries + KC_HEADER_AT_NAME_LENGTH);
    uint32_t value_length = kc_u32_at(list->entries + KC_HEADER_AT_VALUE_LENGTH);
    uint32_t value_size = value_length == KC_NULL_LENGTH ? 0 : value_length;
    uint64_t size = (uint64_t)name_length + value_size;
    if (name_length == KC_NULL_LENGTH || size > list->bodies_size) return -1;
    header->name = kc_bytes_new(list->bodies, name_length);
    header->value = kc_bytes_new(value_length == KC_NULL_LENGTH ? NULL : list->bodies + name_length, value_size);
    list->entries += KC_HEADER_SIZE;
    list->bodies += size;
    list->bodies_size -= size;
    list->count -= 1;
    return 1;
}

/* Packs headers for kc_record.headers. The size written, or 0 if the memory is too small. */
static inline uint32_t kc_header_list_write(void *memory, uint32_t capacity, const kc_header *headers, uint32_t count) {
    uint8_t *bytes = (uint8_t *)memory;
    uint64_t size = KC_HEADER_LIST_PREFIX_SIZE + (uint64_t)count * KC_HEADER_SIZE;
    uint64_t body = size;
    uint32_t index;
    for (index = 0; index < count; index++) {
        size += (uint64_t)kc_bytes_size(headers[index].name) + kc_bytes_size(headers[index].value);
    }
    if (size > capacity) return 0;
    kc_u64_put(bytes, count);
    for (index = 0; index < count; index++) {
        const kc_header *header = &headers[index];
        uint8_t *entry = bytes + KC_HEADER_LIST_PREFIX_SIZE + (uint64_t)index * KC_HEADER_SIZE;
        kc_u32_put(entry + KC_HEADER_AT_NAME_LENGTH, kc_bytes_size(header->name));
        kc_u32_put(entry + KC_HEADER_AT_VALUE_LENGTH, header->value.data ? header->value.length : KC_NULL_LENGTH);
        if (kc_bytes_size(header->name)) memcpy(bytes + body, header->name.data, header->name.length);
        body += kc_bytes_size(header->name);
        if (kc_bytes_size(header->value)) memcpy(bytes + body, header->value.data, header->value.length);
        body += kc_bytes_size(header->value);
    }
    return (uint32_t)size;
}

/* ---- writing a batch ----
 * Records grow upward, bytes grow downward from the end. Until the batch is finished each topic stands in the heap as
 * { offset of the topic before it, name length } and its name; finishing turns that chain into the topic table. */

/* Begins an empty batch. 0, or -1 if the memory has no room for a header. */
static inline int kc_batch_writer_open(kc_batch_writer *writer, void *memory, uint64_t capacity) {
    memset(writer, 0, sizeof *writer);
    if (memory == NULL || capacity < KC_BATCH_HEADER_SIZE) return -1;
    if (capacity > KC_BATCH_SIZE_MAX) capacity = KC_BATCH_SIZE_MAX;
    writer->bytes = (uint8_t *)memory;
    writer->capacity = (uint32_t)(capacity & ~(uint64_t)(KC_BATCH_ALIGNMENT - 1));
    writer->heap_start = writer->capacity;
    return 0;
}

static inline uint32_t kc_batch_writer_records_end(const kc_batch_writer *writer) {
    return KC_BATCH_HEADER_SIZE + writer->record_count * KC_BATCH_RECORD_SIZE;
}

/* Puts bytes below the heap and notes their offset and length; the room has been checked. */
static inline void kc_batch_writer_bytes(kc_batch_writer *writer, kc_bytes bytes, uint8_t *offset_and_length) {
    uint32_t size = (uint32_t)kc_aligned(kc_bytes_size(bytes));
    uint32_t offset = 0;
    if (size > 0) {
        writer->heap_start -= size;
        offset = writer->heap_start;
        memcpy(writer->bytes + offset, bytes.data, bytes.length);
        memset(writer->bytes + offset + bytes.length, 0, size - bytes.length);
    }
    kc_u32_put(offset_and_length, offset);
    kc_u32_put(offset_and_length + 4, bytes.data ? bytes.length : KC_NULL_LENGTH);
}

/* The index of a topic that the batch already has, or KC_NO_TOPIC. */
static inline uint32_t kc_batch_writer_topic(const kc_batch_writer *writer, kc_bytes name) {
    uint32_t index = writer->topic_count;
    uint32_t at = writer->topic_newest;
    while (index > 0) {
        const uint8_t *link = writer->bytes + at;
        index -= 1;
        if (kc_bytes_equal(name, kc_bytes_new(link + KC_BATCH_TOPIC_SIZE, kc_u32_at(link + 4)))) return index;
        at = kc_u32_at(link);
    }
    return KC_NO_TOPIC;
}

static inline uint32_t kc_batch_writer_topic_add(kc_batch_writer *writer, kc_bytes name) {
    uint8_t offset_and_length[8];
    uint8_t *link;
    kc_batch_writer_bytes(writer, name, offset_and_length);
    writer->heap_start -= KC_BATCH_TOPIC_SIZE;
    link = writer->bytes + writer->heap_start;
    kc_u32_put(link, writer->topic_newest);
    kc_u32_put(link + 4, name.length);
    writer->topic_newest = writer->heap_start;
    writer->topic_count += 1;
    return writer->topic_count - 1;
}

/* Adds a record with its topic. 0, or -1 if there is no room: then nothing has changed. */
static inline int kc_batch_writer_push(kc_batch_writer *writer, const kc_record *record) {
    uint32_t records_end = kc_batch_writer_records_end(writer);
    uint64_t used = (uint64_t)records_end + (uint64_t)writer->topic_count * KC_BATCH_TOPIC_SIZE;
    uint64_t size = KC_BATCH_RECORD_SIZE + kc_aligned(kc_bytes_size(record->key)) +
                    kc_aligned(kc_bytes_size(record->value)) + kc_aligned(kc_bytes_size(record->headers));
    uint32_t topic = KC_NO_TOPIC;
    uint8_t *at = writer->bytes + records_end;
    if (record->topic.data != NULL) {
        topic = kc_batch_writer_topic(writer, record->topic);
        if (topic == KC_NO_TOPIC) size += 2 * KC_BATCH_TOPIC_SIZE + kc_aligned(record->topic.length);
    }
    if (used + size > writer->heap_start) return -1;
    if (record->topic.data != NULL && topic == KC_NO_TOPIC) topic = kc_batch_writer_topic_add(writer, record->topic);
    kc_u16_put(at + KC_RECORD_AT_KIND, record->kind);
    kc_u16_put(at + KC_RECORD_AT_FLAGS, record->flags);
    kc_u32_put(at + KC_RECORD_AT_CODE, (uint32_t)record->code);
    kc_u32_put(at + KC_RECORD_AT_TOPIC, topic);
    kc_u32_put(at + KC_RECORD_AT_PARTITION, (uint32_t)record->partition);
    kc_u64_put(at + KC_RECORD_AT_OFFSET, (uint64_t)record->offset);
    kc_u64_put(at + KC_RECORD_AT_TIMESTAMP, (uint64_t)record->timestamp);
    kc_u64_put(at + KC_RECORD_AT_TOKEN, record->token);
    kc_batch_writer_bytes(writer, record->key, at + KC_RECORD_AT_KEY_OFFSET);
    kc_batch_writer_bytes(writer, record->value, at + KC_RECORD_AT_VALUE_OFFSET);
    kc_batch_writer_bytes(writer, record->headers, at + KC_RECORD_AT_HEADERS_OFFSET);
    writer->record_count += 1;
    return 0;
}

/* Follows the heap with an offset that points into it. */
static inline void kc_batch_writer_offset_move(uint8_t *offset_and_length, uint32_t distance) {
    uint32_t length = kc_u32_at(offset_and_length + 4);
    if (length > 0 && length != KC_NULL_LENGTH) kc_u32_put(offset_and_length, kc_u32_at(offset_and_length) - distance);
}

/* Ends the batch and gives its size; 0 if it has no record. The writer is done. */
static inline uint64_t kc_batch_writer_finish(kc_batch_writer *writer) {
    uint8_t *bytes = writer->bytes;
    uint32_t table = kc_batch_writer_records_end(writer);
    uint32_t heap_offset = table + writer->topic_count * KC_BATCH_TOPIC_SIZE;
    uint32_t heap_size = writer->capacity - writer->heap_start;
    uint32_t distance = writer->heap_start - heap_offset;
    uint32_t total_size = heap_offset + heap_size;
    uint32_t index = writer->topic_count;
    uint32_t at = writer->topic_newest;
    if (writer->record_count == 0) return 0;
    while (index > 0) {
        uint32_t before = kc_u32_at(bytes + at);
        uint32_t name_length = kc_u32_at(bytes + at + 4);
        uint8_t *entry = bytes + table + --index * KC_BATCH_TOPIC_SIZE;
        kc_u32_put(entry + KC_TOPIC_AT_NAME_OFFSET, name_length ? at + KC_BATCH_TOPIC_SIZE - distance : 0);
        kc_u32_put(entry + KC_TOPIC_AT_NAME_LENGTH, name_length);
        kc_u64_put(bytes + at, 0);
        at = before;
    }
    memmove(bytes + heap_offset, bytes + writer->heap_start, heap_size);
    for (index = 0; index < writer->record_count; index++) {
        uint8_t *record = bytes + KC_BATCH_HEADER_SIZE + index * KC_BATCH_RECORD_SIZE;
        kc_batch_writer_offset_move(record + KC_RECORD_AT_KEY_OFFSET, distance);
        kc_batch_writer_offset_move(record + KC_RECORD_AT_VALUE_OFFSET, distance);
        kc_batch_writer_offset_move(record + KC_RECORD_AT_HEADERS_OFFSET, distance);
    }
    memset(bytes, 0, KC_BATCH_HEADER_SIZE);
    kc_u32_put(bytes + KC_BATCH_AT_MAGIC, KC_BATCH_MAGIC);
    kc_u16_put(bytes + KC_BATCH_AT_LAYOUT_VERSION, KC_BATCH_VERSION);
    kc_u16_put(bytes + KC_BATCH_AT_HEADER_SIZE, KC_BATCH_HEADER_SIZE);
    kc_u32_put(bytes + KC_BATCH_AT_RECORD_COUNT, writer->record_count);
    kc_u16_put(bytes + KC_BATCH_AT_RECORD_SIZE, KC_BATCH_RECORD_SIZE);
    kc_u64_put(bytes + KC_BATCH_AT_TOTAL_SIZE, total_size);
    kc_u32_put(bytes + KC_BATCH_AT_TOPIC_TABLE_OFFSET, table);
    kc_u32_put(bytes + KC_BATCH_AT_TOPIC_COUNT, writer->topic_count);
    kc_u32_put(bytes + KC_BATCH_AT_HEAP_OFFSET, heap_offset);
    kc_u32_put(bytes + KC_BATCH_AT_HEAP_SIZE, heap_size);
    kc_u64_put(bytes + KC_BATCH_AT_EPOCH, writer->epoch);
    return total_size;
}

#endif /* KAFKACORE_BATCH_H */
