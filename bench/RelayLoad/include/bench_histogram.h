// A log-linear histogram in the manner of HdrHistogram: 128 steps an octave, so every value is kept within 0.8 %.
#pragma once
#include <stdint.h>

enum { BENCH_HISTOGRAM_STEPS = 128, BENCH_HISTOGRAM_BUCKETS = BENCH_HISTOGRAM_STEPS * 36 };

typedef struct bench_histogram bench_histogram;

bench_histogram *bench_histogram_make(void);
void bench_histogram_free(bench_histogram *histogram);
void bench_histogram_merge(bench_histogram *into, const bench_histogram *from);
/// The upper edge of the step that holds the value which `fraction` of all values do not exceed; 0 when empty.
uint64_t bench_histogram_quantile(const bench_histogram *histogram, double fraction);
uint64_t bench_histogram_total(const bench_histogram *histogram);
/// The largest value that bucket `bucket` stands for.
uint64_t bench_histogram_edge(unsigned bucket);
/// How many values fell into bucket `bucket` (0 beyond the last).
uint64_t bench_histogram_count(const bench_histogram *histogram, unsigned bucket);
