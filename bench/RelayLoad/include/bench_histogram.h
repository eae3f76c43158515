// A log-linear histogram in the manner of HdrHistogram: 128 steps an octave, so every value is kept within 0.8 %.
#pragma once
#include <stdint.h>

enum { BENCH_HISTOGRAM_STEPS = 128, BENCH_HISTOGRAM_BUCKETS = BENCH_HISTOGRAM_STEPS * 36 };

typedef struct {
    uint64_t total;
    uint64_t largest;
    uint64_t counts[BENCH_HISTOGRAM_BUCKETS];
} bench_histogram;

void bench_histogram_clear(bench_histogram *histogram);
void bench_histogram_merge(bench_histogram *into, const bench_histogram *from);
/// The upper edge of the step that holds the value which `fraction` of all values do not exceed; 0 when empty.
uint64_t bench_histogram_quantile(const bench_histogram *histogram, double fraction);
/// The largest value that bucket `bucket` stands for.
uint64_t bench_histogram_edge(unsigned bucket);
/// How many values fell into bucket `bucket` (0 beyond the last).
uint64_t bench_histogram_count(const bench_histogram *histogram, unsigned bucket);

static inline unsigned bench_histogram_bucket(uint64_t value) {
    if (value < BENCH_HISTOGRAM_STEPS) return (unsigned)value;
    unsigned octave = 63u - (unsigned)__builtin_clzll(value);  // 7 or more
    unsigned bucket = (octave - 6) * BENCH_HISTOGRAM_STEPS + (unsigned)(value >> (octave - 7) & 127);
    return bucket < BENCH_HISTOGRAM_BUCKETS ? bucket : BENCH_HISTOGRAM_BUCKETS - 1;
}
static inline void bench_histogram_add(bench_histogram *histogram, uint64_t value) {
    histogram->counts[bench_histogram_bucket(value)]++;
    histogram->total++;
    if (value > histogram->largest) histogram->largest = value;
}
