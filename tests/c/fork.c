/* A process that forks with clients open: the child is refused them and makes its own, the parent goes on. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "kafkacore.h"
#include "kafkacore_batch.h"

#define FLUSHED 1000

static kc_error error = {sizeof(kc_error), 0, 0, 0, ""};
static uint8_t config[512], memory[65536];
static uint64_t config_length;

static void fail(const char *what) {
    fprintf(stderr, "%s: %s\n", what, error.message);
    _exit(1);
}

static void must(int32_t status) {
    if (status < 0) fail("unexpected");
}

static void must_be_refused(int32_t status, const char *words) {
    if (status != KC_STATUS_STATE || strstr(error.message, words) == NULL) fail("should be refused");
    error.message[0] = 0;
}

/* Sends a record and waits until the producer says that it was delivered. */
static void deliver(uint64_t producer, uint64_t token) {
    uint64_t length;
    kc_batch batch;
    kc_record record;
    int is_delivered = 0;
    must(kc_producer_produce(producer, (const uint8_t *)"t", 1, -1, NULL, 0, (const uint8_t *)"v", 1, token, &error));
    must(kc_producer_flush(producer, 60000, FLUSHED + token, &error));
    for (record.token = 0; record.token != FLUSHED + token;) {
        must(kc_client_poll_wait(producer, KC_POLL_CONTROL, 1000, memory, sizeof memory, &length, &error));
        if (length == 0) continue;
        kc_batch_open(&batch, memory, length);
        while (kc_batch_next(&batch, &record) == 1) {
            if (record.kind == KC_KIND_DELIVERED_RUN && record.token == token) is_delivered = 1;
            if (record.token == FLUSHED + token) break;
        }
    }
    if (!is_delivered) fail("not delivered");
}

static void be_the_child(uint64_t cluster, uint64_t producer) {
    const char *client_words = "this client was made before the process forked; make a new one in the child";
    uint64_t own, length;
    must_be_refused(kc_producer_flush(producer, 0, 1, &error), client_words);
    must_be_refused(kc_client_poll(producer, KC_POLL_CONTROL, memory, sizeof memory, &length, &error), client_words);
    must_be_refused(kc_client_close_wait(producer, 0, &error), client_words);
    must_be_refused(kc_mock_bootstrap(cluster, memory, sizeof memory, &length, &error), "this mock cluster was made before");
    must(kc_client_drop(producer));
    must(kc_mock_drop(cluster));
    must_be_refused(kc_producer_flush(producer, 0, 1, &error), client_words);
    must(kc_producer_new(config, config_length, &own, &error));
    if (own == producer) fail("the same ticket again");
    deliver(own, 7);
    must(kc_client_close_wait(own, 10000, &error));
    must(kc_client_drop(own));
    must_be_refused(kc_producer_flush(own, 0, 1, &error), "stands for nothing");
}

int main(void) {
    uint64_t cluster, producer, length;
    int child_status;
    pid_t child;
    must(kc_mock_new(1, &cluster, &error));
    must(kc_mock_bootstrap(cluster, memory, sizeof memory, &length, &error));
    config_length = (uint64_t)snprintf((char *)config, sizeof config, "{\"bootstrap.servers\": \"%.*s\"}",
        (int)length, (char *)memory);
    must(kc_producer_new(config, config_length, &producer, &error));
    deliver(producer, 1);
    child = fork();
    if (child < 0) fail("no child");
    if (child == 0) {
        be_the_child(cluster, producer);
        /* Another program in its place, for which valgrind looks for no leaks: what belongs to the parent is one here. */
        execlp("true", "true", (char *)NULL);
        fail("no program to go on with");
    }
    deliver(producer, 2);
    if (waitpid(child, &child_status, 0) != child || child_status != 0) fail("the child");
    deliver(producer, 3);
    must(kc_client_close_wait(producer, 10000, &error));
    must(kc_client_drop(producer));
    must(kc_mock_drop(cluster));
    puts("forked");
    return 0;
}
