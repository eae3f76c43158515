// The two ends of a worker's packet path: everything is allocated once, and only what a packet changes is written.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// The most messages one call to the kernel takes or gives.
enum { HUIZHEN_BURST = 64, HUIZHEN_SEND_BURST = 384, HUIZHEN_SEGMENTS = 8 };

/// An address as numbers: `family` 4 or 6; for 4 only `low` counts.
typedef struct {
    uint64_t high, low;
    uint16_t port;
    uint8_t family;
} huizhen_peer;

/// One message received: one datagram, or several of one size from one peer that the kernel has joined (UDP_GRO).
typedef struct {
    uint8_t *bytes;
    uint32_t length;
    uint32_t segment;     // size of each piece but the last; `length` when there is one
    uint64_t arrival_ns;  // kernel arrival on CLOCK_MONOTONIC; 0 when the kernel gave none
    huizhen_peer peer;
    uint8_t truncated;    // 1 when the buffer was too short
} huizhen_incoming;

typedef struct huizhen_receiver huizhen_receiver;
typedef struct huizhen_sender huizhen_sender;

/// `joined` makes buffers large enough for what UDP_GRO joins (64 KiB). NULL without memory.
huizhen_receiver *huizhen_receiver_new(int joined);
void huizhen_receiver_free(huizhen_receiver *);
/// Takes what is there, at most HUIZHEN_BURST messages, without waiting. Returns the count or -errno.
int huizhen_receiver_take(huizhen_receiver *, int socket);
/// Message `index` of the last take; valid until the next.
const huizhen_incoming *huizhen_receiver_message(const huizhen_receiver *, int index);
/// Asks the kernel to join what comes in one burst from one peer. Returns 0 or errno.
int huizhen_join_received(int socket);

typedef struct {
    uint64_t sent, bytes;  // datagrams
    uint64_t congested;    // the socket's buffer was full
    uint64_t refused;      // too long for the path, no route, link down
    uint64_t calls;        // to sendmmsg
    uint64_t segmented;    // datagrams that left in a run of two or more
    uint64_t fallbacks;    // runs the kernel refused and that were sent plainly
} huizhen_sent;

huizhen_sender *huizhen_sender_new(void);
void huizhen_sender_free(huizhen_sender *);
/// Puts a datagram in line; `bytes` must stay put until the flush. With `segments` > 1, up to so many datagrams of one
/// size to one peer become one run (UDP_SEGMENT); order towards a peer is kept. Returns 0 when the line is full.
int huizhen_sender_add(
    huizhen_sender *, const uint8_t *bytes, uint32_t length, const huizhen_peer *peer, unsigned segments);
/// Sends the line without waiting and empties it. Returns 0, or the errno for which runs must not be used any more on
/// this socket (what was refused has been sent plainly).
int huizhen_sender_flush(huizhen_sender *, int socket, huizhen_sent *counters);
