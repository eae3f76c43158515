// The histogram's inside, for the loops that fill it.
#pragma once
#include "bench_histogram.h"

struct bench_histogram {
    uint64_t total;
    uint64_t largest;
    uint64_t counts[BENCH_HISTOGRAM_BUCKETS];
};

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
