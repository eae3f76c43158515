#define _GNU_SOURCE
#include "floor.h"

#include <errno.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

enum { BATCH = 64, SMALL_BYTES = 2048, LARGE_BYTES = 65536, ARENA_BYTES = 256 * 1024 };

struct floor_batch {
    struct mmsghdr in[BATCH], out[BATCH];
    struct iovec in_vectors[BATCH], out_vectors[BATCH];
    struct sockaddr_in sources[BATCH];
    union { char bytes[CMSG_SPACE(sizeof(int))]; struct cmsghdr align; } in_control[BATCH], out_control[BATCH];
    uint8_t *bytes;
    size_t slot_bytes;
    uint8_t *arena;              // copies for the second and further receivers of a packet
    size_t arena_used;
    unsigned out_count;
    int socket;
};

floor_table *floor_make(bench_suite suite, int segments) {
    floor_table *table = calloc(1, sizeof *table);
    floor_batch *batch = calloc(1, sizeof *batch);
    if (!table || !batch) return NULL;
    table->suite = suite;
    table->segments = segments;
    table->batch = batch;
    table->legs = calloc(FLOOR_LEGS, sizeof *table->legs);
    batch->slot_bytes = segments ? LARGE_BYTES : SMALL_BYTES;
    batch->bytes = malloc(batch->slot_bytes * BATCH);
    batch->arena = malloc(ARENA_BYTES);
    if (!table->legs || !batch->bytes || !batch->arena) return NULL;
    for (int i = 0; i < BATCH; i++) {
        batch->in_vectors[i] = (struct iovec){batch->bytes + (size_t)i * batch->slot_bytes, batch->slot_bytes};
        batch->in[i].msg_hdr = (struct msghdr){
            .msg_name = &batch->sources[i], .msg_namelen = sizeof batch->sources[i],
            .msg_iov = &batch->in_vectors[i], .msg_iovlen = 1};
        batch->out[i].msg_hdr = (struct msghdr){
            .msg_namelen = sizeof(struct sockaddr_in), .msg_iov = &batch->out_vectors[i], .msg_iovlen = 1};
        struct cmsghdr *control = (struct cmsghdr *)batch->out_control[i].bytes;
        control->cmsg_level = SOL_UDP;
        control->cmsg_type = UDP_SEGMENT;
        control->cmsg_len = CMSG_LEN(sizeof(uint16_t));
    }
    return table;
}

static unsigned hash_of(const struct sockaddr_in *address) {
    uint32_t value = address->sin_addr.s_addr * 2654435761u ^ address->sin_port * 40503u;
    return (value ^ value >> 15) % FLOOR_HASH;
}

static floor_leg *find(floor_table *table, const struct sockaddr_in *address) {
    for (unsigned at = hash_of(address);; at = (at + 1) % FLOOR_HASH) {
        if (!table->hash[at]) return NULL;
        floor_leg *leg = &table->legs[table->hash[at] - 1];
        if (leg->address.sin_addr.s_addr == address->sin_addr.s_addr && leg->address.sin_port == address->sin_port)
            return leg;
    }
}

int floor_set_leg(
    floor_table *table, unsigned number, const char *address, unsigned port, const uint8_t *opens, const uint8_t *seals
) {
    if (number >= FLOOR_LEGS || table->legs[number].open) return 0;
    floor_leg *leg = &table->legs[number];
    leg->address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    if (inet_pton(AF_INET, address, &leg->address.sin_addr) != 1) return 0;
    leg->open = bench_cipher_make(table->suite, opens, 0);
    leg->seal = bench_cipher_make(table->suite, seals, 1);
    unsigned at = hash_of(&leg->address);
    while (table->hash[at]) at = (at + 1) % FLOOR_HASH;
    table->hash[at] = (uint16_t)(number + 1);
    return leg->open && leg->seal;
}

int floor_add_route(floor_table *table, unsigned from, unsigned to) {
    if (from >= FLOOR_LEGS || to >= FLOOR_LEGS || table->legs[from].route_count == FLOOR_ROUTES) return 0;
    table->legs[from].routes[table->legs[from].route_count++] = (uint16_t)to;
    return 1;
}

static void flush(floor_batch *batch) {
    unsigned done = 0;
    while (done < batch->out_count) {
        int sent = sendmmsg(batch->socket, batch->out + done, batch->out_count - done, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent > 0) done += (unsigned)sent;
        else if (errno != EINTR) done++;  // what the kernel does not take is dropped, as by any router
    }
    batch->out_count = 0;
    batch->arena_used = 0;
}

static void send_to(floor_batch *batch, floor_leg *leg, uint8_t *bytes, size_t length, size_t segment) {
    unsigned slot = batch->out_count++;
    struct msghdr *header = &batch->out[slot].msg_hdr;
    header->msg_name = &leg->address;
    batch->out_vectors[slot] = (struct iovec){bytes, length};
    if (segment < length) {
        uint16_t size = (uint16_t)segment;
        memcpy(CMSG_DATA((struct cmsghdr *)batch->out_control[slot].bytes), &size, sizeof size);
        header->msg_control = batch->out_control[slot].bytes;
        header->msg_controllen = CMSG_SPACE(sizeof size);
    } else {
        header->msg_control = NULL;
        header->msg_controllen = 0;
    }
}

/// Opens a run of equal datagrams (the last may be shorter) in place, then seals it for each receiver: copies for all
/// but the last, which gets the run where it lies. Lengths stay, since both sides have the same suite.
static void forward(floor_table *table, floor_leg *leg, uint8_t *run, size_t length, size_t segment) {
    floor_batch *batch = table->batch;
    uint64_t indices[BATCH];
    size_t tag = bench_tag_bytes(table->suite), pieces = 0;
    for (size_t at = 0; at < length; at += segment, pieces++) {
        size_t size = length - at < segment ? length - at : segment;
        if (pieces == BATCH || size < BENCH_RTP_HEADER + tag || bench_is_rtcp(run + at)) goto refused;
        bench_stream *stream = bench_stream_of(leg->streams, FLOOR_STREAMS, bench_ssrc(run + at));
        if (!stream) goto refused;
        uint64_t index = indices[pieces] = bench_estimate(stream, bench_sequence(run + at));
        if (!bench_is_fresh(stream, index) || bench_unprotect(leg->open, run + at, size, index) < 0) goto refused;
        bench_remember(stream, index);
    }
    for (unsigned i = 0; i < leg->route_count; i++) {
        floor_leg *receiver = &table->legs[leg->routes[i]];
        int is_last = i + 1 == leg->route_count;
        if (batch->out_count == BATCH || (!is_last && batch->arena_used + length > ARENA_BYTES)) flush(batch);
        uint8_t *out = is_last ? run : batch->arena + batch->arena_used;
        if (!is_last) batch->arena_used += length;
        size_t piece = 0;
        for (size_t at = 0; at < length; at += segment, piece++) {
            size_t size = length - at < segment ? length - at : segment;
            bench_protect(receiver->seal, run + at, out + at, size - tag, indices[piece]);
        }
        send_to(batch, receiver, out, length, segment);
        table->forwarded += pieces;
    }
    return;
refused:
    table->refused++;
}

static size_t segment_of(struct msghdr *header, size_t length) {
    for (struct cmsghdr *control = CMSG_FIRSTHDR(header); control; control = CMSG_NXTHDR(header, control)) {
        if (control->cmsg_level != SOL_UDP || control->cmsg_type != UDP_GRO) continue;
        int size;
        memcpy(&size, CMSG_DATA(control), sizeof size);
        if (size > 0) return (size_t)size;
    }
    return length;
}

int floor_turn(floor_table *table, int socket) {
    floor_batch *batch = table->batch;
    if (table->segments) {
        for (int i = 0; i < BATCH; i++) {
            batch->in[i].msg_hdr.msg_control = batch->in_control[i].bytes;
            batch->in[i].msg_hdr.msg_controllen = sizeof batch->in_control[i].bytes;
        }
    }
    int got = recvmmsg(socket, batch->in, BATCH, MSG_DONTWAIT, NULL);
    if (got <= 0) return 0;
    batch->socket = socket;
    for (int i = 0; i < got; i++) {
        size_t length = batch->in[i].msg_len;
        size_t segment = table->segments ? segment_of(&batch->in[i].msg_hdr, length) : length;
        floor_leg *leg = length ? find(table, &batch->sources[i]) : NULL;
        if (leg) forward(table, leg, batch->in_vectors[i].iov_base, length, segment);
        else table->refused++;
    }
    // In-place packets lie in the receive slots, so everything leaves before the next batch comes.
    if (batch->out_count) flush(batch);
    return got == BATCH;
}
