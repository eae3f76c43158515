#define _GNU_SOURCE
#include "load_internal.h"

#include <errno.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#ifndef UDP_GRO
#define UDP_GRO 104
#endif

enum { BATCH = 64, SMALL_BYTES = 2048, LARGE_BYTES = 65536 };

typedef struct {
    struct mmsghdr messages[BATCH];
    struct iovec vectors[BATCH];
    union {
        char bytes[CMSG_SPACE(sizeof(struct in_pktinfo)) + CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control[BATCH];
    struct sockaddr_in sources[BATCH];
    uint8_t *bytes;
    size_t slot_bytes;
    uint64_t counter;
} receive_batch;

/// Whether this number is new; keeps the last 64.
static int remember(load_arrivals *arrivals, uint64_t number, load_result *result) {
    if (number >= arrivals->next) {
        uint64_t step = number + 1 - arrivals->next;
        arrivals->seen = step < 64 ? arrivals->seen << step | 1 : 1;
        arrivals->next = number + 1;
        return 1;
    }
    uint64_t age = arrivals->next - 1 - number;
    if (age >= 64) return 1;  // far out of order: given the benefit of the doubt, late anyhow
    if (arrivals->seen >> age & 1) {
        result->duplicates++;
        return 0;
    }
    arrivals->seen |= 1ull << age;
    result->reordered++;
    return 1;
}

/// Authenticates the whole packet and compares every byte of its payload with what was sent.
static void verify(load *load, load_party *party, uint8_t *packet, size_t length, uint64_t index, const load_flow *flow,
                   load_result *result) {
    const uint8_t *template = flow->kind == LOAD_CAMERA ? load->video : load->audio;
    size_t sent = (flow->kind == LOAD_CAMERA ? LOAD_VIDEO_BYTES : LOAD_AUDIO_BYTES) - BENCH_RTP_HEADER;
    int plain = bench_unprotect(party->open, packet, length, index);
    size_t header = plain > 0 ? bench_header_bytes(packet, (size_t)plain) : 0;
    const size_t behind = LOAD_PEEK_BYTES;
    int same = header && (size_t)plain == header + sent
        && memcmp(packet + header + behind, template + BENCH_RTP_HEADER + behind, sent - behind) == 0;
    result->verified++;
    if (!same) result->corrupt++;
}

static void accept_packet(
    const load_run_state *run, receive_batch *batch, uint8_t *packet, size_t length, uint32_t number, uint64_t now,
    load_result *result
) {
    load *load = run->load;
    if (length < BENCH_RTP_HEADER || number >= load->party_count) {
        result->undecryptable++;
        return;
    }
    if (!load->parties[number].open) return;
    if (bench_is_rtcp(packet)) {
        result->control++;
        return;
    }
    load_party *party = &load->parties[number];
    bench_stream *stream = bench_stream_of(party->streams, LOAD_PARTY_STREAMS, bench_ssrc(packet));
    uint8_t start[LOAD_PEEK_BYTES];
    load_stamp stamp;
    uint64_t index = stream ? bench_estimate(stream, bench_sequence(packet)) : 0;
    if (!stream || bench_peek(party->open, packet, length, index, start, sizeof start) != 0) {
        result->undecryptable++;
        return;
    }
    memcpy(&stamp, start + LOAD_STAMP_AT, sizeof stamp);
    const load_flow *flow = &load->flows[stamp.flow < 2 * load->party_count ? stamp.flow : 0];
    if (stamp.magic != LOAD_MAGIC || load->parties[flow->party].group != party->group || flow->party == number) {
        result->undecryptable++;
        return;
    }
    bench_remember(stream, index);
    result->received_all++;
    if (!remember(&party->arrivals[flow->kind], stamp.number, result)) return;
    if (++batch->counter % run->plan->verify_every == 0) verify(load, party, packet, length, index, flow, result);
    if (stamp.due_ns < run->measure_from || stamp.due_ns >= run->measure_to) return;
    uint64_t taken = now > stamp.sent_ns ? now - stamp.sent_ns : 0;
    bench_histogram_add(result->latency, taken);
    // A packet that the load itself sent late gets its full time to settle.
    uint64_t settled = (stamp.sent_ns > run->measure_to ? stamp.sent_ns : run->measure_to) + run->plan->settle_ns;
    if (taken > run->plan->late_ns || now > settled) {
        result->late++;
        return;
    }
    result->delivered++;
    party->delivered++;
}

static void accept_message(const load_run_state *run, receive_batch *batch, int slot, uint64_t now, load_result *result) {
    struct msghdr *header = &batch->messages[slot].msg_hdr;
    size_t length = batch->messages[slot].msg_len, segment = length;
    uint32_t number = UINT32_MAX;
    for (struct cmsghdr *control = CMSG_FIRSTHDR(header); control; control = CMSG_NXTHDR(header, control)) {
        if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo info;
            memcpy(&info, CMSG_DATA(control), sizeof info);
            number = ntohl(info.ipi_addr.s_addr) - LOAD_FIRST_ADDRESS - 1;
        } else if (control->cmsg_level == SOL_UDP && control->cmsg_type == UDP_GRO) {
            int size;
            memcpy(&size, CMSG_DATA(control), sizeof size);
            if (size > 0) segment = (size_t)size;
        }
    }
    uint8_t *bytes = batch->vectors[slot].iov_base;
    for (size_t at = 0; at < length; at += segment) {
        size_t size = length - at < segment ? length - at : segment;
        accept_packet(run, batch, bytes + at, size, number, now, result);
    }
}

static int drain(const load_run_state *run, receive_batch *batch, int socket, load_result *result) {
    for (int i = 0; i < BATCH; i++) {
        batch->messages[i].msg_hdr.msg_namelen = sizeof batch->sources[i];
        batch->messages[i].msg_hdr.msg_controllen = sizeof batch->control[i].bytes;
    }
    int got = recvmmsg(socket, batch->messages, BATCH, MSG_DONTWAIT, NULL);
    uint64_t now = load_now();
    for (int i = 0; i < got; i++) accept_message(run, batch, i, now, result);
    return got > 0 ? got : 0;
}

static receive_batch *make_batch(int segments) {
    receive_batch *batch = calloc(1, sizeof *batch);
    if (!batch) return NULL;
    batch->slot_bytes = segments ? LARGE_BYTES : SMALL_BYTES;
    batch->bytes = malloc(batch->slot_bytes * BATCH);
    if (!batch->bytes) {
        free(batch);
        return NULL;
    }
    for (int i = 0; i < BATCH; i++) {
        batch->vectors[i] = (struct iovec){batch->bytes + (size_t)i * batch->slot_bytes, batch->slot_bytes};
        batch->messages[i].msg_hdr = (struct msghdr){
            .msg_name = &batch->sources[i], .msg_iov = &batch->vectors[i], .msg_iovlen = 1,
            .msg_control = batch->control[i].bytes};
    }
    return batch;
}

void *load_receiver(void *context) {
    load_thread *thread = context;
    load_run_state *run = thread->run;
    const load_setup *setup = &run->load->setup;
    load_pin(setup->receiver_cores[thread->index], "load-receive");
    receive_batch *batch = make_batch(setup->segments != 0);
    if (!batch) return NULL;
    struct pollfd watched[LOAD_SOCKETS];
    nfds_t count = 0;
    for (uint32_t i = 0; i < LOAD_SOCKETS; i++)
        if (i % setup->receivers == thread->index)
            watched[count++] = (struct pollfd){.fd = run->load->sockets[i], .events = POLLIN};
    uint64_t end = 0;  // set when the last sender is done
    while (!end || load_now() < end) {
        if (!end && atomic_load_explicit(&run->sending, memory_order_acquire) == 0) end = load_now() + run->plan->drain_ns;
        int got = 0;
        for (nfds_t i = 0; i < count; i++) got += drain(run, batch, watched[i].fd, thread->result);
        if (!got && !setup->spins) poll(watched, count, 1);
    }
    free(batch->bytes);
    free(batch);
    return NULL;
}
