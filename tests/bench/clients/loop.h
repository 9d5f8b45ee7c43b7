/* What the C programs of the bench share: arguments, the clock, the meter, the ledger, and the line that they print. */
#ifndef BENCH_LOOP_H
#define BENCH_LOOP_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define VALUE_SIZE_MAX 1024
#define LATENCIES_MAX 1000000

/* ---- arguments: the scenario, then name=value; a name that begins with "x." is a property of librdkafka ---- */

static int argument_count;
static char **arguments;

static void die(const char *what, const char *why) {
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

static const char *argument(const char *name) {
    size_t length = strlen(name);
    int index;
    for (index = 2; index < argument_count; index++) {
        if (strncmp(arguments[index], name, length) == 0 && arguments[index][length] == '=')
            return arguments[index] + length + 1;
    }
    die(name, "this argument is missing");
    return NULL;
}

static int64_t argument_number(const char *name) { return strtoll(argument(name), NULL, 10); }

/* ---- the clock ---- */

static double now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void sleep_until_ms(double time_ms) {
    struct timespec left;
    double left_ms = time_ms - now_ms();
    if (left_ms <= 0) return;
    left.tv_sec = (time_t)(left_ms / 1e3);
    left.tv_nsec = (long)((left_ms - (double)left.tv_sec * 1e3) * 1e6);
    nanosleep(&left, NULL);
}

/* ---- the meter: what passes between the end of the warm-up and the last message ---- */

static struct {
    double start_ms, end_ms, start_cpu_us, end_cpu_us;
} meter;

/* Of all threads of this process. */
static double cpu_us(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static void meter_start(void) { meter.start_ms = now_ms(), meter.start_cpu_us = cpu_us(); }
static void meter_end(void) { meter.end_ms = now_ms(), meter.end_cpu_us = cpu_us(); }

/* ru_maxrss would begin with what the parent had before exec. */
static long peak_kb(void) {
    char line[256];
    long peak = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status)) sscanf(line, "VmHWM: %ld", &peak);
    if (status) fclose(status);
    return peak;
}

/* ---- values: a number that counts up in each partition, the time if it matters, and what fills them up. Seven bits a byte,
 * for there is a client that takes every value for text ---- */

#define SEQUENCE_SIZE 4
#define TIME_SIZE 8

static void number_put(uint8_t *at, int size, uint64_t number) {
    while (size-- > 0) at[size] = number & 127, number >>= 7;
}

static uint64_t number_at(const uint8_t *at, int size) {
    uint64_t number = 0;
    int index;
    for (index = 0; index < size; index++) number = number << 7 | at[index];
    return number;
}

static void value_sequence(uint8_t *value, uint32_t sequence) { number_put(value, SEQUENCE_SIZE, sequence); }
static void value_time(uint8_t *value) { number_put(value + SEQUENCE_SIZE, TIME_SIZE, (uint64_t)(now_ms() * 1e3)); }

/* ---- the ledger: how many messages came, whether each was the next of its partition, and whether all of them did ---- */

static struct {
    int64_t count, misplaced, sum;
    uint32_t next[4096];
} ledger;

static void ledger_add(int32_t partition, const uint8_t *value) {
    uint32_t sequence = (uint32_t)number_at(value, SEQUENCE_SIZE);
    ledger.misplaced += sequence != ledger.next[partition];
    ledger.next[partition] = sequence + 1;
    ledger.sum += sequence;
    ledger.count++;
}

/* ---- latencies ---- */

static double latencies_ms[LATENCIES_MAX];
static int64_t latency_count;

static void latency_add(const uint8_t *value) {
    double sent_ms = (double)number_at(value + SEQUENCE_SIZE, TIME_SIZE) / 1e3;
    if (latency_count < LATENCIES_MAX) latencies_ms[latency_count++] = now_ms() - sent_ms;
}

static int latency_compare(const void *one, const void *other) {
    double first = *(const double *)one, second = *(const double *)other;
    return (first > second) - (first < second);
}

static double latency_quantile(double share) {
    if (latency_count == 0) return 0;
    qsort(latencies_ms, (size_t)latency_count, sizeof *latencies_ms, latency_compare);
    return latencies_ms[(int64_t)(share * (double)(latency_count - 1))];
}

/* ---- the end ---- */

static void report(int64_t messages) {
    printf("{\"messages\": %lld, \"seconds\": %.6f, \"cpu_us\": %.0f, \"peak_kb\": %ld, \"misplaced\": %lld, \"sum\": %lld",
           (long long)messages, (meter.end_ms - meter.start_ms) / 1e3, meter.end_cpu_us - meter.start_cpu_us, peak_kb(),
           (long long)ledger.misplaced, (long long)ledger.sum);
    if (latency_count > 0)
        printf(", \"latency_p50_ms\": %.4f, \"latency_p99_ms\": %.4f", latency_quantile(0.5), latency_quantile(0.99));
    printf("}\n");
    fflush(stdout);
}

#endif
