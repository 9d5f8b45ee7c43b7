/* A program of somebody who has kafkacore installed: it sees the installed header and library and nothing of this checkout. */
#include <kafkacore.h>
#include <stdio.h>

int main(void) {
    uint8_t description[4096];
    uint64_t length = 0;
    kc_error error = {.size = sizeof error};

    int32_t status = kc_describe(description, sizeof description, &length, &error);
    if (status != KC_STATUS_OK) {
        fprintf(stderr, "kc_describe: %d %s\n", (int)status, error.message);
        return 1;
    }
    printf("abi %u %.*s\n", (unsigned)kc_abi_version(), (int)length, (const char *)description);
    return 0;
}
