#define _GNU_SOURCE
#include "load_internal.h"

#include <errno.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

// One message is one datagram, or one frame's worth of segments.
enum { BATCH = 16, SLOT_BYTES = (LOAD_VIDEO_BYTES + BENCH_TAG_MAX) * LOAD_FRAME_PACKETS + 64 };

typedef struct {
    struct mmsghdr messages[BATCH];
    struct iovec vectors[BATCH];
    union {
        char bytes[CMSG_SPACE(sizeof(struct in_pktinfo)) + CMSG_SPACE(sizeof(uint16_t))];
        struct cmsghdr align;
    } control[BATCH];
    unsigned packets[BATCH];   // datagrams in each message
    uint8_t slots[BATCH][SLOT_BYTES];
    uint8_t templates[2][LOAD_VIDEO_BYTES];  // by kind; headers and stamps are written here, then protected into a slot
    int socket;
    unsigned count;
} send_batch;

/// Flows of one kind in the order of their phase: each has the same period, so the order repeats for ever.
typedef struct {
    load_flow **flows;
    unsigned count, next;
    double period_ns;
    uint64_t cycle;
} flow_ring;

static int by_phase(const void *a, const void *b) {
    const load_flow *left = *(load_flow *const *)a, *right = *(load_flow *const *)b;
    return (left->phase > right->phase) - (left->phase < right->phase);
}

/// The flows of `kind` this thread sends: those of every `senders`-th socket, so that no socket has two senders.
static int make_ring(flow_ring *ring, const load_thread *thread, uint32_t kind, double rate) {
    load *load = thread->run->load;
    ring->flows = malloc(sizeof(load_flow *) * (load->party_count + 1));
    if (!ring->flows) return 0;
    for (uint32_t i = 0; i < load->party_count; i++) {
        const load_party *party = &load->parties[i];
        if (!party->publishes || !party->open || party->group >= thread->run->plan->active_groups) continue;
        if (party->socket % load->setup.senders == thread->index) ring->flows[ring->count++] = &load->flows[2 * i + kind];
    }
    qsort(ring->flows, ring->count, sizeof *ring->flows, by_phase);
    ring->period_ns = 1e9 / rate / thread->run->plan->speed;
    return 1;
}

static uint64_t due(const flow_ring *ring, uint64_t start) {
    if (!ring->count) return UINT64_MAX;
    return start + (uint64_t)(((double)ring->cycle + ring->flows[ring->next]->phase) * ring->period_ns);
}

static load_flow *take(flow_ring *ring) {
    load_flow *flow = ring->flows[ring->next];
    if (++ring->next == ring->count) {
        ring->next = 0;
        ring->cycle++;
    }
    return flow;
}

static void flush(send_batch *batch, load_result *result) {
    unsigned done = 0;
    while (done < batch->count) {
        int sent = sendmmsg(batch->socket, batch->messages + done, batch->count - done, MSG_NOSIGNAL);
        if (sent > 0) {
            done += (unsigned)sent;
        } else if (errno != EINTR && errno != EAGAIN) {
            result->send_failures += batch->packets[done];
            done++;
        }
    }
    batch->count = 0;
}

/// A free message to `party`'s relay, from the party's own address.
static unsigned next_message(send_batch *batch, const load *load, uint32_t number, unsigned segment, load_result *result) {
    const load_party *party = &load->parties[number];
    int socket = load->sockets[party->socket];
    if (batch->count == BATCH || (batch->count && batch->socket != socket)) flush(batch, result);
    batch->socket = socket;
    unsigned slot = batch->count++;
    struct msghdr *header = &batch->messages[slot].msg_hdr;
    *header = (struct msghdr){
        .msg_name = (void *)&party->relay, .msg_namelen = sizeof party->relay, .msg_iov = &batch->vectors[slot],
        .msg_iovlen = 1, .msg_control = batch->control[slot].bytes, .msg_controllen = sizeof batch->control[slot].bytes};
    struct cmsghdr *control = CMSG_FIRSTHDR(header);
    control->cmsg_level = IPPROTO_IP;
    control->cmsg_type = IP_PKTINFO;
    control->cmsg_len = CMSG_LEN(sizeof(struct in_pktinfo));
    struct in_pktinfo source = {.ipi_spec_dst.s_addr = htonl(LOAD_FIRST_ADDRESS + number + 1)};
    memcpy(CMSG_DATA(control), &source, sizeof source);
    header->msg_controllen = CMSG_SPACE(sizeof source);
    if (segment) {
        control = (struct cmsghdr *)(batch->control[slot].bytes + CMSG_SPACE(sizeof source));
        control->cmsg_level = SOL_UDP;
        control->cmsg_type = UDP_SEGMENT;
        control->cmsg_len = CMSG_LEN(sizeof(uint16_t));
        uint16_t size = (uint16_t)segment;
        memcpy(CMSG_DATA(control), &size, sizeof size);
        header->msg_controllen += CMSG_SPACE(sizeof size);
    }
    batch->vectors[slot] = (struct iovec){batch->slots[slot], 0};
    batch->packets[slot] = 0;
    return slot;
}

/// Writes and protects the next packet of `flow` behind what `slot` holds.
static void append(
    send_batch *batch, unsigned slot, load *load, load_flow *flow, unsigned position, uint64_t due_ns, uint64_t now,
    double period_ns, int keeps
) {
    int is_video = flow->kind == LOAD_CAMERA;
    uint8_t *template = batch->templates[flow->kind];
    size_t length = is_video ? LOAD_VIDEO_BYTES : LOAD_AUDIO_BYTES;
    uint64_t index = flow->first + flow->number, unit = is_video ? flow->number / LOAD_FRAME_PACKETS : flow->number;
    uint32_t timestamp = flow->timestamp_base + (uint32_t)((double)unit * period_ns * (is_video ? 90e-6 : 48e-6));
    int marks = is_video ? position == LOAD_FRAME_PACKETS - 1 : 0;
    template[0] = 0x80;
    template[1] = (uint8_t)(marks << 7 | (is_video ? LOAD_VIDEO_TYPE : LOAD_AUDIO_TYPE));
    template[2] = (uint8_t)(index >> 8);
    template[3] = (uint8_t)index;
    for (int i = 0; i < 4; i++) template[4 + i] = (uint8_t)(timestamp >> (24 - 8 * i));
    for (int i = 0; i < 4; i++) template[8 + i] = (uint8_t)(flow->ssrc >> (24 - 8 * i));
    if (is_video) {
        // VP8 payload descriptor (RFC 7741 §4.2): start of partition 0 in a frame's first packet; then the frame tag,
        // whose lowest bit is 0 in a keyframe: every 32 frames, and when a run begins, as a sender answers a PLI.
        int is_key = unit % 32 == 0 || flow->number - flow->run_start < 2 * LOAD_FRAME_PACKETS;
        template[12] = position == 0 ? 0x10 : 0x00;
        template[13] = position == 0 && is_key ? 0x10 : 0x11;
    }
    load_stamp stamp = {LOAD_MAGIC, (uint32_t)(flow - load->flows), flow->number, due_ns, now};
    memcpy(template + BENCH_RTP_HEADER + LOAD_STAMP_AT, &stamp, sizeof stamp);
    struct iovec *vector = &batch->vectors[slot];
    int protected = bench_protect(
        load->parties[flow->party].seal, template, (uint8_t *)vector->iov_base + vector->iov_len, length, index);
    if (protected > 0 && keeps) load_keep(load, flow->party, (uint8_t *)vector->iov_base + vector->iov_len, (size_t)protected);
    if (protected > 0) vector->iov_len += (size_t)protected;
    batch->packets[slot]++;
    flow->number++;
}

/// One audio packet or one video frame.
static void emit(
    send_batch *batch, const load_run_state *run, load_flow *flow, double period_ns, uint64_t due_ns, load_result *result
) {
    load *load = run->load;
    uint64_t now = load_now();
    unsigned packets = flow->kind == LOAD_CAMERA ? LOAD_FRAME_PACKETS : 1, slot = 0;
    unsigned segment = packets > 1 && load->setup.segments
        ? LOAD_VIDEO_BYTES + (unsigned)bench_tag_bytes(load->setup.suite) : 0;
    for (unsigned i = 0; i < packets; i++) {
        if (i == 0 || !segment) slot = next_message(batch, load, flow->party, segment, result);
        append(batch, slot, load, flow, i, due_ns, now, period_ns, run->plan->flood_rate > 0);
    }
    result->sent_all += packets;
    if (due_ns < run->measure_from || due_ns >= run->measure_to) return;
    result->sent += packets;
    flow->sent += packets;
    bench_histogram_add(result->lateness, now > due_ns ? now - due_ns : 0);
}

static void wait_until(uint64_t instant, int spins) {
    if (spins) {
        __builtin_ia32_pause();
        return;
    }
    struct timespec until = {(time_t)(instant / 1000000000ull), (long)(instant % 1000000000ull)};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

void *load_sender(void *context) {
    load_thread *thread = context;
    load_run_state *run = thread->run;
    const load_setup *setup = &run->load->setup;
    load_pin(setup->sender_cores[thread->index], "load-send");
    send_batch *batch = calloc(1, sizeof *batch);
    flow_ring audio = {0}, video = {0};
    if (!batch || !make_ring(&audio, thread, LOAD_MICROPHONE, LOAD_AUDIO_RATE)
        || !make_ring(&video, thread, LOAD_CAMERA, (double)LOAD_VIDEO_RATE / LOAD_FRAME_PACKETS)) goto done;
    memcpy(batch->templates[LOAD_MICROPHONE], run->load->audio, LOAD_AUDIO_BYTES);
    memcpy(batch->templates[LOAD_CAMERA], run->load->video, LOAD_VIDEO_BYTES);
    for (;;) {
        uint64_t audio_due = due(&audio, run->start_ns), video_due = due(&video, run->start_ns);
        uint64_t next = audio_due < video_due ? audio_due : video_due;
        if (next >= run->send_end) break;
        if (next > load_now()) {
            // Never wait with something in hand, never look at an answer: the schedule alone says when to send.
            if (batch->count) flush(batch, thread->result);
            wait_until(next, setup->spins != 0);
            continue;
        }
        flow_ring *ring = audio_due < video_due ? &audio : &video;
        double period = ring->period_ns;
        emit(batch, run, take(ring), period, next, thread->result);
    }
    if (batch->count) flush(batch, thread->result);
done:
    atomic_fetch_sub_explicit(&run->sending, 1, memory_order_release);
    free(audio.flows);
    free(video.flows);
    free(batch);
    return NULL;
}
