/* Random batches go through the library and come back the same; broken ones get an answer. The same seed makes the same run:
 * KAFKACORE_SEED and KAFKACORE_ROUNDS choose another and a longer one. */
#include "kafkacore.h"
#include "kafkacore_batch.h"

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition) check((condition), #condition, __LINE__)
#define RECORDS_MAX 8
#define HEADERS_MAX 4
#define BLOB_MAX 40
#define BATCH_MAX 8192

typedef struct sample {
    kc_record record;
    kc_header headers[HEADERS_MAX];
    uint32_t header_count;
    uint8_t header_list[512];
} sample;

static uint64_t seed, round_number, state;
static uint8_t noise[256];

static void check(int holds, const char *condition, int line) {
    if (holds) return;
    fprintf(stderr, "echo.c:%d: not true in round %llu of seed %llu: %s\n", line, (unsigned long long)round_number,
        (unsigned long long)seed, condition);
    exit(1);
}

static uint64_t number_from(const char *variable, uint64_t otherwise) {
    const char *text = getenv(variable);
    return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

/* splitmix64: any seed will do. */
static uint64_t random_number(void) {
    uint64_t number = state += 0x9E3779B97F4A7C15u;
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9u;
    number = (number ^ number >> 27) * 0x94D049BB133111EBu;
    return number ^ number >> 31;
}

static uint32_t random_below(uint32_t bound) { return (uint32_t)(random_number() % bound); }

/* Null, empty or some bytes. */
static kc_bytes random_bytes(int may_be_null) {
    uint32_t choice = random_below(6);
    if (choice == 0 && may_be_null) return kc_bytes_new(NULL, 0);
    return kc_bytes_new(noise + random_below(sizeof noise - BLOB_MAX), choice == 1 ? 0 : random_below(BLOB_MAX));
}

static void sample_fill(sample *sample) {
    static const char *const topics[] = {"", "orders", "returns", "gr\xC3\xB6\xC3\x9F" "e"};
    kc_record *record = &sample->record;
    uint32_t index;
    *record = kc_record_new((uint16_t)random_number());
    record->flags = (uint16_t)random_number();
    record->code = (int32_t)random_number();
    if (random_below(4) > 0) record->topic = kc_bytes_text(topics[random_below(4)]);
    record->partition = (int32_t)random_number();
    record->offset = (int64_t)random_number();
    record->timestamp = (int64_t)random_number();
    record->key = random_bytes(1);
    record->value = random_bytes(1);
    record->token = random_number();
    sample->header_count = random_below(HEADERS_MAX + 1);
    if (random_below(2) == 0) return;
    for (index = 0; index < sample->header_count; index++) {
        sample->headers[index].name = random_bytes(0);
        sample->headers[index].value = random_bytes(1);
    }
    record->headers.data = sample->header_list;
    record->headers.length =
        kc_header_list_write(sample->header_list, sizeof sample->header_list, sample->headers, sample->header_count);
    CHECK(record->headers.length > 0);
}

static void sample_check(const sample *sample, const kc_record *record) {
    const kc_record *expected = &sample->record;
    kc_header_list list;
    kc_header header;
    uint32_t index;
    CHECK(record->kind == expected->kind && record->flags == expected->flags && record->code == expected->code);
    CHECK(kc_bytes_equal(record->topic, expected->topic) && record->partition == expected->partition);
    CHECK(record->offset == expected->offset && record->timestamp == expected->timestamp);
    CHECK(kc_bytes_equal(record->key, expected->key) && kc_bytes_equal(record->value, expected->value));
    CHECK(record->token == expected->token && (record->headers.data == NULL) == (expected->headers.data == NULL));
    if (record->headers.data == NULL) return;
    CHECK(kc_header_list_open(&list, record->headers) == 0 && list.count == sample->header_count);
    for (index = 0; index < sample->header_count; index++) {
        CHECK(kc_header_list_next(&list, &header) == 1);
        CHECK(kc_bytes_equal(header.name, sample->headers[index].name));
        CHECK(kc_bytes_equal(header.value, sample->headers[index].value));
    }
    CHECK(kc_header_list_next(&list, &header) == 0);
}

static void samples_check(const sample *samples, uint32_t count, const uint8_t *bytes, uint64_t length, uint64_t epoch) {
    kc_batch batch;
    kc_record record;
    uint32_t index;
    CHECK(kc_batch_open(&batch, bytes, length) == 0 && batch.record_count == count && batch.epoch == epoch);
    for (index = 0; index < count; index++) {
        CHECK(kc_batch_next(&batch, &record) == 1);
        sample_check(&samples[index], &record);
    }
    CHECK(kc_batch_next(&batch, &record) == 0);
}

/* Reads to the end or to the first refusal. */
static void batch_walk(const uint8_t *bytes, uint64_t length) {
    kc_batch batch;
    kc_record record;
    kc_header_list list;
    kc_header header;
    if (kc_batch_open(&batch, bytes, length) != 0) return;
    while (kc_batch_next(&batch, &record) == 1) {
        if (kc_header_list_open(&list, record.headers) != 0) continue;
        while (kc_header_list_next(&list, &header) == 1) continue;
    }
}

/* A copy in memory of its very size, so that a step over its end is seen, with some of its bytes changed. */
static void mutation_check(const uint8_t *bytes, uint64_t length) {
    uint64_t cut = random_below(8) == 0 ? random_below((uint32_t)length) : length, echoed_length = 0;
    uint8_t *broken = (uint8_t *)malloc(cut + 1), *echoed = (uint8_t *)malloc(cut + 1);
    uint32_t changes = 1 + random_below(4);
    int32_t status;
    CHECK(broken != NULL && echoed != NULL);
    memcpy(broken, bytes, cut);
    while (cut > 0 && changes-- > 0) broken[random_below((uint32_t)cut)] ^= (uint8_t)(1u << random_below(8));
    batch_walk(broken, cut);
    status = kc__echo(broken, cut, echoed, cut, &echoed_length, NULL);
    CHECK(status == KC_STATUS_OK || status == KC_STATUS_INVALID || status == KC_STATUS_BUFFER);
    if (status == KC_STATUS_BUFFER) {
        free(echoed);
        echoed = (uint8_t *)malloc(echoed_length);
        CHECK(echoed != NULL);
        status = kc__echo(broken, cut, echoed, echoed_length, &echoed_length, NULL);
        CHECK(status == KC_STATUS_OK);
    }
    if (status == KC_STATUS_OK) batch_walk(echoed, echoed_length);
    free(broken);
    free(echoed);
}

static void round_run(void) {
    static uint8_t memory[BATCH_MAX], echoed[BATCH_MAX];
    static sample samples[RECORDS_MAX];
    uint64_t length, echoed_length = 0;
    kc_batch_writer writer;
    uint32_t count = 0, wanted = random_below(RECORDS_MAX + 1);
    CHECK(kc_batch_writer_open(&writer, memory, KC_BATCH_HEADER_SIZE + random_below(BATCH_MAX - KC_BATCH_HEADER_SIZE)) == 0);
    writer.epoch = random_number();
    while (count < wanted) {
        sample_fill(&samples[count]);
        if (kc_batch_writer_push(&writer, &samples[count].record) != 0) break;
        count += 1;
    }
    length = kc_batch_writer_finish(&writer);
    CHECK((length == 0) == (count == 0));
    if (count == 0) return;
    samples_check(samples, count, memory, length, writer.epoch);
    CHECK(kc__echo(memory, length, echoed, length, &echoed_length, NULL) == KC_STATUS_OK && echoed_length <= length);
    samples_check(samples, count, echoed, echoed_length, writer.epoch);
    mutation_check(memory, length);
}

int main(void) {
    uint64_t rounds = number_from("KAFKACORE_ROUNDS", 20000);
    uint32_t index;
    seed = state = number_from("KAFKACORE_SEED", 1);
    for (index = 0; index < sizeof noise; index++) noise[index] = (uint8_t)random_number();
    for (round_number = 0; round_number < rounds; round_number++) round_run();
    printf("%llu rounds of seed %llu\n", (unsigned long long)rounds, (unsigned long long)seed);
    return 0;
}
