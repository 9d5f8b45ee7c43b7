/* Reads a file of batches, each behind its length of four bytes, and prints for each whether the reader takes it: 1 or 0. */
#include "kafkacore_batch.h"

#include <stdio.h>
#include <stdlib.h>

/* Every byte that the reader hands out is read. */
static volatile uint8_t sum;

static void look(kc_bytes bytes) {
    uint32_t index;
    for (index = 0; index < bytes.length; index++) sum = (uint8_t)(sum + bytes.data[index]);
}

static int is_header_list(kc_bytes headers) {
    kc_header_list list;
    kc_header header;
    int read;
    if (kc_header_list_open(&list, headers) != 0) return 0;
    while ((read = kc_header_list_next(&list, &header)) == 1) {
        look(header.name);
        look(header.value);
    }
    return read == 0;
}

static int is_batch(const uint8_t *bytes, uint32_t length) {
    kc_batch batch;
    kc_record record;
    int read;
    if (kc_batch_open(&batch, bytes, length) != 0) return 0;
    while ((read = kc_batch_next(&batch, &record)) == 1) {
        look(record.topic);
        look(record.key);
        look(record.value);
        if (!is_header_list(record.headers)) return 0;
    }
    return read == 0;
}

int main(int argument_count, char **arguments) {
    uint8_t prefix[4];
    FILE *file = argument_count == 2 ? fopen(arguments[1], "rb") : NULL;
    if (file == NULL) return 2;
    while (fread(prefix, 1, sizeof prefix, file) == sizeof prefix) {
        /* As large as the batch and no larger, so that a checker of memory sees each step beyond it. */
        uint32_t length = kc_u32_at(prefix);
        uint8_t *bytes = (uint8_t *)malloc(length > 0 ? length : 1);
        if (bytes == NULL || fread(bytes, 1, length, file) != length) return 3;
        putchar(is_batch(bytes, length) ? '1' : '0');
        free(bytes);
    }
    fclose(file);
    return 0;
}
