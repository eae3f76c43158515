#define _GNU_SOURCE
#include "load_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

// What nobody asked for, beside the calls: by a schedule of its own, from a thread of its own.

enum { BATCH = 32, SLOT_BYTES = LOAD_FLOOD_BYTES };

/// For one socket.
typedef struct {
    struct mmsghdr messages[BATCH];
    struct iovec vectors[BATCH];
    union { char bytes[CMSG_SPACE(sizeof(struct in_pktinfo))]; struct cmsghdr align; } control[BATCH];
    uint8_t slots[BATCH][SLOT_BYTES];
    unsigned count;
} flood_batch;

typedef struct {
    const load_run_state *run;
    load_result *result;
    flood_batch batches[LOAD_SOCKETS];
    uint8_t packet[SLOT_BYTES];
    uint64_t random;
} flooder;

static uint64_t next_random(flooder *flooder) {  // xorshift64
    flooder->random ^= flooder->random << 13;
    flooder->random ^= flooder->random >> 7;
    return flooder->random ^= flooder->random << 17;
}

static void fill(flooder *flooder, uint8_t *bytes, size_t count) {
    for (size_t i = 0; i < count; i += 8) {
        uint64_t word = next_random(flooder);
        memcpy(bytes + i, &word, count - i < 8 ? count - i : 8);
    }
}

static void flush(flooder *flooder, unsigned socket) {
    flood_batch *batch = &flooder->batches[socket];
    unsigned done = 0;
    while (done < batch->count) {
        int sent = sendmmsg(
            flooder->run->load->sockets[socket], batch->messages + done, batch->count - done, MSG_NOSIGNAL);
        if (sent > 0) {
            done += (unsigned)sent;
            flooder->result->flood_sent += (unsigned)sent;
        } else if (errno != EINTR && errno != EAGAIN) {
            done++;
        }
    }
    batch->count = 0;
}

static void flush_all(flooder *flooder) {
    for (unsigned socket = 0; socket < LOAD_SOCKETS; socket++) flush(flooder, socket);
}

/// What the senders protected lately, for replays: one in eight of them is left alone on either side, so that none is sent while it is written.
void load_keep(load *load, uint32_t party, const uint8_t *bytes, size_t length) {
    if (length > SLOT_BYTES) return;
    uint32_t number = atomic_fetch_add_explicit(&load->kept_count, 1, memory_order_relaxed);
    load_kept *kept = &load->kept[number % LOAD_KEPT];
    kept->party = party;
    kept->length = (uint32_t)length;
    memcpy(kept->bytes, bytes, length);
}

static size_t random_bytes(flooder *flooder, uint8_t *bytes) {
    size_t length = 1 + next_random(flooder) % 1200;
    fill(flooder, bytes, length);
    return length;
}

/// A binding request by the letter (RFC 8489): cookie, a username of nobody's and an integrity of chance.
static size_t stun_looking(flooder *flooder, uint8_t *bytes) {
    static const uint8_t head[] = {0x00, 0x01, 0x00, 0x40, 0x21, 0x12, 0xa4, 0x42};
    fill(flooder, bytes, 100);
    memcpy(bytes, head, sizeof head);
    static const uint8_t name[] = {0x00, 0x06, 0x00, 0x10};
    memcpy(bytes + 20, name, sizeof name);
    for (int i = 24; i < 40; i++) bytes[i] = (uint8_t)("abcdefghijklmnop"[bytes[i] & 15]);
    bytes[32] = ':';
    static const uint8_t priority[] = {0x00, 0x24, 0x00, 0x04}, controlled[] = {0x80, 0x29, 0x00, 0x08};
    memcpy(bytes + 40, priority, sizeof priority);
    memcpy(bytes + 48, controlled, sizeof controlled);
    static const uint8_t integrity[] = {0x00, 0x08, 0x00, 0x14};
    memcpy(bytes + 60, integrity, sizeof integrity);
    return 84;
}

static size_t rtp_looking(flooder *flooder, uint8_t *bytes) {
    size_t length = next_random(flooder) & 1 ? LOAD_AUDIO_BYTES + 16 : LOAD_VIDEO_BYTES + 16;
    fill(flooder, bytes, length);
    bytes[0] = 0x80;
    bytes[1] = LOAD_VIDEO_TYPE;
    return length;
}

/// The right address, SSRC and number, everything but the keys: it costs the relay a whole decryption.
static size_t forged(flooder *flooder, const load *load, uint32_t party, uint8_t *bytes) {
    size_t length = rtp_looking(flooder, bytes);
    const load_flow *flow = &load->flows[2 * party + (length > LOAD_AUDIO_BYTES + 16)];
    uint64_t index = flow->first + flow->number + 1 + next_random(flooder) % 16;
    bytes[1] = length > LOAD_AUDIO_BYTES + 16 ? LOAD_VIDEO_TYPE : LOAD_AUDIO_TYPE;
    bytes[2] = (uint8_t)(index >> 8);
    bytes[3] = (uint8_t)index;
    for (int i = 0; i < 4; i++) bytes[8 + i] = (uint8_t)(flow->ssrc >> (24 - 8 * i));
    return length;
}

/// Writes one packet of `kind` that pretends to be from `*source` and gives its length; `*party` may become another.
static size_t write_packet(
    flooder *flooder, const load *load, load_flood_kind kind, uint32_t *party, uint32_t *source
) {
    uint8_t *bytes = flooder->packet;
    *source = 0x7fc80000 | (uint32_t)(next_random(flooder) & 0xffff);  // 127.200.0.0/16: nobody's
    switch (kind) {
    case LOAD_FLOOD_STUN: return stun_looking(flooder, bytes);
    case LOAD_FLOOD_STRANGER: return rtp_looking(flooder, bytes);
    case LOAD_FLOOD_FORGED:
        *source = LOAD_FIRST_ADDRESS + *party + 1;
        return forged(flooder, load, *party, bytes);
    case LOAD_FLOOD_REPLAYED: {
        uint32_t count = atomic_load_explicit(&load->kept_count, memory_order_acquire);
        if (count < LOAD_KEPT) return random_bytes(flooder, bytes);
        const load_kept *kept = &load->kept[(count + LOAD_KEPT / 8 + next_random(flooder) % (LOAD_KEPT * 3 / 4)) % LOAD_KEPT];
        memcpy(bytes, kept->bytes, kept->length);
        *party = kept->party;
        *source = LOAD_FIRST_ADDRESS + kept->party + 1;
        return kept->length;
    }
    default: return random_bytes(flooder, bytes);
    }
}

static void emit(flooder *flooder, uint64_t number) {
    const load_run_state *run = flooder->run;
    const load *load = run->load;
    uint32_t kinds[LOAD_FLOOD_KINDS], known = 0, source, party = (uint32_t)(next_random(flooder) % load->party_count);
    for (uint32_t kind = 0; kind < LOAD_FLOOD_KINDS; kind++)
        if (run->plan->flood_kinds >> kind & 1) kinds[known++] = kind;
    size_t length = write_packet(flooder, load, (load_flood_kind)kinds[number % known], &party, &source);
    unsigned socket = load->parties[party].socket;
    flood_batch *batch = &flooder->batches[socket];
    if (batch->count == BATCH) flush(flooder, socket);
    unsigned slot = batch->count++;
    memcpy(batch->slots[slot], flooder->packet, length);
    struct msghdr *header = &batch->messages[slot].msg_hdr;
    *header = (struct msghdr){
        .msg_name = (void *)&load->parties[party].relay, .msg_namelen = sizeof load->parties[party].relay,
        .msg_iov = &batch->vectors[slot], .msg_iovlen = 1, .msg_control = batch->control[slot].bytes,
        .msg_controllen = sizeof batch->control[slot].bytes};
    struct cmsghdr *control = CMSG_FIRSTHDR(header);
    control->cmsg_level = IPPROTO_IP;
    control->cmsg_type = IP_PKTINFO;
    control->cmsg_len = CMSG_LEN(sizeof(struct in_pktinfo));
    struct in_pktinfo information = {.ipi_spec_dst.s_addr = htonl(source)};
    memcpy(CMSG_DATA(control), &information, sizeof information);
    batch->vectors[slot] = (struct iovec){batch->slots[slot], length};
}

void *load_flooder(void *context) {
    load_thread *thread = context;
    load_run_state *run = thread->run;
    load_pin(run->plan->flood_core, "load-flood");
    flooder *flooder = calloc(1, sizeof *flooder);
    if (!flooder) return NULL;
    flooder->run = run;
    flooder->result = thread->result;
    flooder->random = run->load->setup.seed * 0x9e3779b97f4a7c15ull | 1;
    double period = 1e9 / run->plan->flood_rate;
    for (uint64_t number = 0;; number++) {
        uint64_t due = run->start_ns + (uint64_t)((double)number * period);
        if (due >= run->send_end) break;
        if (due > load_now()) {
            flush_all(flooder);
            while (load_now() < due) __builtin_ia32_pause();
        }
        emit(flooder, number);
    }
    flush_all(flooder);
    free(flooder);
    return NULL;
}
