#include "histogram_internal.h"

#include <stdlib.h>

bench_histogram *bench_histogram_make(void) { return calloc(1, sizeof(bench_histogram)); }
void bench_histogram_free(bench_histogram *histogram) { free(histogram); }
uint64_t bench_histogram_total(const bench_histogram *histogram) { return histogram->total; }

void bench_histogram_merge(bench_histogram *into, const bench_histogram *from) {
    into->total += from->total;
    if (from->largest > into->largest) into->largest = from->largest;
    for (unsigned i = 0; i < BENCH_HISTOGRAM_BUCKETS; i++) into->counts[i] += from->counts[i];
}

uint64_t bench_histogram_edge(unsigned bucket) {
    if (bucket < BENCH_HISTOGRAM_STEPS) return bucket;
    unsigned octave = bucket / BENCH_HISTOGRAM_STEPS + 6, step = bucket % BENCH_HISTOGRAM_STEPS;
    return ((uint64_t)(BENCH_HISTOGRAM_STEPS + step + 1) << (octave - 7)) - 1;
}

uint64_t bench_histogram_count(const bench_histogram *histogram, unsigned bucket) {
    return bucket < BENCH_HISTOGRAM_BUCKETS ? histogram->counts[bucket] : 0;
}

uint64_t bench_histogram_quantile(const bench_histogram *histogram, double fraction) {
    if (!histogram->total) return 0;
    uint64_t rank = (uint64_t)(fraction * (double)histogram->total + 0.999999), passed = 0;
    if (rank < 1) rank = 1;
    if (rank >= histogram->total) return histogram->largest;
    for (unsigned i = 0; i < BENCH_HISTOGRAM_BUCKETS; i++) {
        passed += histogram->counts[i];
        if (passed >= rank) {
            uint64_t edge = bench_histogram_edge(i);
            return edge < histogram->largest ? edge : histogram->largest;
        }
    }
    return histogram->largest;
}
