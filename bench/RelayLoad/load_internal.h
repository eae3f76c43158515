// Shared by the sending and the receiving half of the load.
#pragma once
#include "histogram_internal.h"
#include "relay_load.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

enum {
    LOAD_STAMP_AT = 16,        // payload offset: behind what a codec parser may look at
    LOAD_STAMP_BYTES = 32,
    LOAD_PEEK_BYTES = LOAD_STAMP_AT + LOAD_STAMP_BYTES,
    LOAD_PARTIES_MAX = 8192,
    LOAD_PARTY_STREAMS = 4,
    LOAD_AUDIO_TYPE = 111,
    LOAD_VIDEO_TYPE = 96,
    LOAD_MAGIC = 0x485a4231,   // "HZB1"
    LOAD_FIRST_ADDRESS = 0x7f010000,
    LOAD_FLOOD_BYTES = 1536,
    LOAD_KEPT = 512,           // packets kept for replays: some tens of milliseconds of 50 calls
};

/// What every packet carries, in host order: it never leaves this process.
typedef struct {
    uint32_t magic, flow;
    uint64_t number, due_ns, sent_ns;
} load_stamp;
_Static_assert(sizeof(load_stamp) == LOAD_STAMP_BYTES, "the stamp has a fixed size");

/// A stream of packets one party sends. Written by its sender thread alone.
typedef struct {
    uint32_t party, kind, ssrc;
    uint64_t number;           // of the next packet; its RTP sequence is `first + number`
    uint64_t run_start;        // number of this run's first packet
    uint32_t first;
    uint32_t timestamp_base;
    double phase;              // 0..<1 of its period
    uint64_t sent;             // in the measured time
} load_flow;

/// Numbers of one flow as one party received them. Written by its receiver thread alone.
typedef struct {
    uint64_t next;             // highest number seen, plus one
    uint64_t seen;             // bit i: number `next - 1 - i` came
} load_arrivals;

typedef struct {
    uint32_t group, socket, publishes;
    struct sockaddr_in relay;
    bench_cipher *seal, *open;
    bench_stream streams[LOAD_PARTY_STREAMS];
    load_arrivals arrivals[2]; // by kind; a party has one publisher to listen to
    uint64_t delivered;
} load_party;

typedef struct {
    uint32_t party, length;
    uint8_t bytes[LOAD_FLOOD_BYTES];
} load_kept;

struct load {
    load_setup setup;
    int sockets[LOAD_SOCKETS];
    int receive_buffer;
    uint32_t party_count, flow_count, group_count;
    load_party parties[LOAD_PARTIES_MAX];
    load_flow flows[2 * LOAD_PARTIES_MAX];
    uint32_t group_sizes[LOAD_PARTIES_MAX];
    load_kept kept[LOAD_KEPT];
    atomic_uint kept_count;
    uint8_t audio[LOAD_AUDIO_BYTES], video[LOAD_VIDEO_BYTES];  // templates
};

/// One run, shared by its threads.
typedef struct {
    load *load;
    const load_plan *plan;
    uint64_t start_ns, measure_from, measure_to, send_end;
    atomic_uint sending;       // senders that are not done
} load_run_state;

typedef struct {
    load_run_state *run;
    uint32_t index;
    load_result *result;       // this thread's share
    pthread_t thread;
} load_thread;

void *load_sender(void *thread);
void *load_receiver(void *thread);
void *load_flooder(void *thread);
/// Notes a protected packet for replays.
void load_keep(load *load, uint32_t party, const uint8_t *bytes, size_t length);
void load_pin(int32_t core, const char *name);

static inline uint64_t load_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}
