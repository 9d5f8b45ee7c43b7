/* Reads a batch with kafkacore_batch.h and sums up all that it says. */
#include "kafkacore_batch.h"

#define PRIME 1099511628211u

static uint64_t number_add(uint64_t sum, uint64_t number) { return (sum ^ number) * PRIME; }

static uint64_t bytes_add(uint64_t sum, kc_bytes bytes) {
    uint32_t index;
    sum = number_add(sum, bytes.data == NULL ? KC_NULL_LENGTH : bytes.length);
    for (index = 0; index < kc_bytes_size(bytes); index++) sum = number_add(sum, bytes.data[index]);
    return sum;
}

static int headers_add(uint64_t *sum, kc_bytes headers) {
    kc_header_list list;
    kc_header header;
    int more;
    if (kc_header_list_open(&list, headers) != 0) return -1;
    *sum = number_add(*sum, headers.data == NULL ? KC_NULL_LENGTH : list.count);
    while ((more = kc_header_list_next(&list, &header)) == 1) {
        *sum = bytes_add(bytes_add(*sum, header.name), header.value);
    }
    return more;
}

/* 0, or -1 if the batch is refused. */
int fuzz_batch_read(const uint8_t *bytes, uint64_t length, uint64_t *sum) {
    kc_batch batch;
    kc_record record;
    int more;
    if (kc_batch_open(&batch, bytes, length) != 0) return -1;
    *sum = number_add(number_add(0, batch.epoch), batch.record_count);
    while ((more = kc_batch_next(&batch, &record)) == 1) {
        *sum = number_add(number_add(number_add(*sum, record.kind), record.flags), (uint32_t)record.code);
        *sum = number_add(number_add(*sum, record.topic_index), (uint32_t)record.partition);
        *sum = number_add(number_add(*sum, (uint64_t)record.offset), (uint64_t)record.timestamp);
        *sum = number_add(bytes_add(bytes_add(bytes_add(*sum, record.topic), record.key), record.value), record.token);
        if (headers_add(sum, record.headers) != 0) return -1;
    }
    return more;
}
