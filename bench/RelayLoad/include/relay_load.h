// Open-loop SRTP load: parties that send audio and video by a fixed schedule to a relay, and the receivers that check what
// comes back. Every party has its own source address in 127.1.0.0/16 and upwards, behind a few shared wildcard sockets,
// so that the load costs less than the relay. Packets carry who sent them, their number, when they were due and when they left.
#pragma once
#include "bench_histogram.h"
#include "bench_srtp.h"

#include <stdint.h>

enum {
    LOAD_THREADS_MAX = 4,
    LOAD_SOCKETS = 4,
    LOAD_AUDIO_BYTES = 120,    // RTP header and payload, before protection
    LOAD_VIDEO_BYTES = 1100,
    LOAD_FRAME_PACKETS = 4,    // a video frame is a burst of so many packets
    LOAD_AUDIO_RATE = 50,      // packets per second
    LOAD_VIDEO_RATE = 115,     // packets per second: 28.75 frames per second
};

typedef enum { LOAD_MICROPHONE = 0, LOAD_CAMERA = 1 } load_kind;

/// What is sent beside the calls.
typedef enum {
    LOAD_FLOOD_RANDOM = 0,     // bytes of chance, from anywhere
    LOAD_FLOOD_STUN = 1,       // well-formed checks for nobody, from anywhere
    LOAD_FLOOD_STRANGER = 2,   // what looks like RTP, from anywhere
    LOAD_FLOOD_FORGED = 3,     // a party's address, SSRC and next numbers, and a tag of chance
    LOAD_FLOOD_REPLAYED = 4,   // what a party sent itself some milliseconds ago, from its address
    LOAD_FLOOD_KINDS = 5,
} load_flood_kind;

typedef struct {
    bench_suite suite;
    uint16_t port;             // first of LOAD_SOCKETS local ports
    uint32_t segments;         // 1: frames leave by UDP_SEGMENT, receivers take UDP_GRO
    uint32_t spins;            // 1: threads poll the clock and the sockets (each has a core); 0: they sleep
    uint32_t senders, receivers;
    int32_t sender_cores[LOAD_THREADS_MAX], receiver_cores[LOAD_THREADS_MAX];  // -1: not pinned
    uint32_t seed;
} load_setup;

typedef struct {
    uint32_t active_groups;    // parties of groups below this number send
    double speed;              // 1: the rates above; 2: twice as many packets a second
    uint64_t warm_ns, measure_ns, drain_ns;
    uint64_t late_ns;          // a packet that needs longer counts as lost
    uint64_t settle_ns;        // and so does one still under way so long after the last was sent: a queue that grows
    uint32_t verify_every;     // authenticate and compare every n-th packet in full; the others' first bytes are decrypted
    double flood_rate;         // packets a second beside the calls; 0 for none
    uint32_t flood_kinds;      // bit n: kind n; they take turns
    int32_t flood_core;
} load_plan;

typedef struct {
    uint64_t sent;             // by senders in the measured time
    uint64_t expected;         // the same, times listeners
    uint64_t delivered;        // in time, each once
    uint64_t late, duplicates, reordered;
    uint64_t undecryptable;    // wrong key, wrong index, not ours
    uint64_t verified, corrupt;
    uint64_t control;          // RTCP packets that came
    uint64_t received_all, sent_all;  // the whole run with warming, for CPU per packet
    uint64_t flood_sent;
    uint64_t send_failures, receiver_drops;
    uint64_t groups_with_loss;
    double worst_group_loss;
    double measured_seconds;
    bench_histogram *latency;  // send call to reception, ns
    bench_histogram *lateness; // schedule to send call, ns: how punctual the generator is
} load_result;

typedef struct load load;

/// NULL without memory.
load_result *load_result_make(void);
void load_result_free(load_result *result);

/// NULL with a reason in `problem` (256 bytes) when sockets cannot be had.
load *load_make(const load_setup *setup, char *problem);
void load_free(load *load);

/// A party of `group`, which protects with `sends` (master key ‖ salt). `publishes`: whether it sends microphone and
/// camera. It takes no part before `load_set_relay`. Returns its number or -1.
int load_add_party(load *load, uint32_t group, const uint8_t *sends, int publishes);
/// Where a party sends (127.0.0.1 = 0x7f000001) and the key by which the relay protects what it sends back.
/// Its streams begin anew, so that a relay that began anew can follow. Returns 0, or -1 without memory.
int load_set_relay(load *load, int party, uint32_t address, uint16_t port, const uint8_t *receives);
/// Where a party receives.
void load_party_address(const load *load, int party, uint32_t *address, uint16_t *port);
/// The SSRC a party sends microphone or camera with.
uint32_t load_party_ssrc(const load *load, int party, load_kind kind);

/// Sends by the plan and waits for the rest; adds to a fresh `result`. Returns 0, or -1 when no thread could be had.
int load_run(load *load, const load_plan *plan, load_result *result);
/// Pins thread `thread` of any process (0: the caller) to `core`. Returns 0 or -1.
int load_place(int32_t thread, int32_t core);
/// The cores this process may use, ascending, at most `capacity`. Returns how many.
int load_cores(int32_t *cores, int capacity);
/// The largest socket buffer granted, in bytes.
int load_receive_buffer(const load *load);
