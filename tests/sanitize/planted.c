/* Reads past the end of a batch, as a careless caller may: under a sanitizer this must be the program's end. */
#include <stdio.h>
#include <stdlib.h>
#include "kafkacore.h"
#include "kafkacore_batch.h"

int main(void) {
    uint8_t out[256];
    uint64_t length = 0;
    uint8_t *batch = (uint8_t *)malloc(KC_BATCH_HEADER_SIZE / 2);
    if (batch == NULL) return 1;
    memset(batch, 0, KC_BATCH_HEADER_SIZE / 2);
    kc_u32_put(batch, KC_BATCH_MAGIC);
    kc_u16_put(batch + KC_BATCH_AT_LAYOUT_VERSION, KC_BATCH_VERSION);
    kc_u16_put(batch + KC_BATCH_AT_HEADER_SIZE, KC_BATCH_HEADER_SIZE);
    kc_u16_put(batch + KC_BATCH_AT_RECORD_SIZE, KC_BATCH_RECORD_SIZE);
    kc_u64_put(batch + KC_BATCH_AT_TOTAL_SIZE, KC_BATCH_HEADER_SIZE);
    kc__echo(batch, KC_BATCH_HEADER_SIZE, out, sizeof out, &length, NULL);
    free(batch);
    puts("unnoticed");
    return 0;
}
