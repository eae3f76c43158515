#define _GNU_SOURCE
#include "CLinuxNetBurst.h"
#include "CLinuxNet.h"

#include <errno.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif

// Socket addresses of the two families we speak, without the 128 bytes of sockaddr_storage.
typedef union {
    struct sockaddr generic;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} address;

static socklen_t put_address(address *a, const huizhen_peer *peer) {
    if (peer->family == 4) {
        a->v4 = (struct sockaddr_in){
            .sin_family = AF_INET, .sin_port = htons(peer->port), .sin_addr.s_addr = htonl((uint32_t)peer->low)};
        return sizeof a->v4;
    }
    a->v6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = htons(peer->port)};
    uint64_t high = __builtin_bswap64(peer->high), low = __builtin_bswap64(peer->low);
    memcpy(&a->v6.sin6_addr.s6_addr[0], &high, 8);
    memcpy(&a->v6.sin6_addr.s6_addr[8], &low, 8);
    return sizeof a->v6;
}

static void get_address(const address *a, huizhen_peer *peer) {
    *peer = (huizhen_peer){0};
    if (a->generic.sa_family == AF_INET) {
        peer->family = 4;
        peer->low = ntohl(a->v4.sin_addr.s_addr);
        peer->port = ntohs(a->v4.sin_port);
    } else if (a->generic.sa_family == AF_INET6) {
        peer->family = 6;
        memcpy(&peer->high, &a->v6.sin6_addr.s6_addr[0], 8);
        memcpy(&peer->low, &a->v6.sin6_addr.s6_addr[8], 8);
        peer->high = __builtin_bswap64(peer->high);
        peer->low = __builtin_bswap64(peer->low);
        peer->port = ntohs(a->v6.sin6_port);
    }
}

// MARK: Receiving

typedef union {
    char bytes[CMSG_SPACE(sizeof(struct timespec)) + CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
} receive_control;

struct huizhen_receiver {
    struct mmsghdr messages[HUIZHEN_BURST];
    struct iovec vectors[HUIZHEN_BURST];
    receive_control control[HUIZHEN_BURST];
    address peers[HUIZHEN_BURST];
    huizhen_incoming incoming[HUIZHEN_BURST];
    size_t capacity;
    int used;
    uint8_t *bytes;
};

huizhen_receiver *huizhen_receiver_new(int joined) {
    huizhen_receiver *r = calloc(1, sizeof *r);
    if (!r) return NULL;
    r->capacity = joined ? 65536 : 2048;
    // Not a power of two: else every buffer's head falls into the same sets of the cache.
    size_t stride = r->capacity + 17 * 64;
    r->bytes = malloc(HUIZHEN_BURST * stride);
    if (!r->bytes) {
        free(r);
        return NULL;
    }
    for (int i = 0; i < HUIZHEN_BURST; i++) {
        r->vectors[i] = (struct iovec){r->bytes + (size_t)i * stride, r->capacity};
        r->messages[i].msg_hdr = (struct msghdr){
            .msg_name = &r->peers[i], .msg_namelen = sizeof r->peers[i], .msg_iov = &r->vectors[i], .msg_iovlen = 1,
            .msg_control = r->control[i].bytes, .msg_controllen = sizeof r->control[i]};
    }
    return r;
}

void huizhen_receiver_free(huizhen_receiver *r) {
    if (!r) return;
    free(r->bytes);
    free(r);
}

static void read_control(huizhen_receiver *r, int i, uint64_t wall, uint64_t monotonic) {
    huizhen_incoming *in = &r->incoming[i];
    struct msghdr *header = &r->messages[i].msg_hdr;
    for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c; c = CMSG_NXTHDR(header, c)) {
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec t;
            memcpy(&t, CMSG_DATA(c), sizeof t);
            uint64_t stamp = (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
            uint64_t age = wall > stamp ? wall - stamp : 0;
            // Kernel stamps are wall time: their age is moved onto the monotonic clock, unless the wall was set.
            if (age < 1000000000ull && age < monotonic) in->arrival_ns = monotonic - age;
        } else if (c->cmsg_level == SOL_UDP && c->cmsg_type == UDP_GRO) {
            int size;
            memcpy(&size, CMSG_DATA(c), sizeof size);
            if (size > 0 && (uint32_t)size < in->length) in->segment = (uint32_t)size;
        }
    }
}

int huizhen_receiver_take(huizhen_receiver *r, int socket) {
    for (int i = 0; i < r->used; i++) {
        r->messages[i].msg_hdr.msg_namelen = sizeof r->peers[i];
        r->messages[i].msg_hdr.msg_controllen = sizeof r->control[i];
    }
    r->used = 0;
    int got;
    do { got = recvmmsg(socket, r->messages, HUIZHEN_BURST, MSG_DONTWAIT, NULL); } while (got < 0 && errno == EINTR);
    if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -errno;
    r->used = got;
    uint64_t wall = huizhen_realtime_ns(), monotonic = huizhen_monotonic_ns();
    for (int i = 0; i < got; i++) {
        huizhen_incoming *in = &r->incoming[i];
        in->bytes = r->vectors[i].iov_base;
        in->length = in->segment = r->messages[i].msg_len;
        in->arrival_ns = 0;
        in->truncated = (r->messages[i].msg_hdr.msg_flags & MSG_TRUNC) != 0;
        get_address(&r->peers[i], &in->peer);
        read_control(r, i, wall, monotonic);
    }
    return got;
}

const huizhen_incoming *huizhen_receiver_message(const huizhen_receiver *r, int index) { return &r->incoming[index]; }

int huizhen_join_received(int socket) {
    int one = 1;
    return setsockopt(socket, SOL_UDP, UDP_GRO, &one, sizeof one) == 0 ? 0 : errno;
}

// MARK: Sending

typedef union {
    char bytes[CMSG_SPACE(sizeof(uint16_t))];
    struct cmsghdr align;
} send_control;

enum { OPEN_RUNS = 256 };

struct huizhen_sender {
    struct mmsghdr messages[HUIZHEN_SEND_BURST];
    struct iovec vectors[HUIZHEN_SEND_BURST][HUIZHEN_SEGMENTS];
    send_control control[HUIZHEN_SEND_BURST];
    address peers[HUIZHEN_SEND_BURST];
    huizhen_peer keys[HUIZHEN_SEND_BURST];
    uint8_t closed[HUIZHEN_SEND_BURST];
    unsigned count;
    // The newest message towards a peer, by a hash of its address; `turn` tells entries of this line from older ones.
    struct { uint32_t turn; uint16_t message; } runs[OPEN_RUNS];
    uint32_t turn;
};

huizhen_sender *huizhen_sender_new(void) {
    huizhen_sender *s = calloc(1, sizeof *s);
    if (!s) return NULL;
    s->turn = 1;
    for (int i = 0; i < HUIZHEN_SEND_BURST; i++) {
        s->messages[i].msg_hdr = (struct msghdr){.msg_name = &s->peers[i], .msg_iov = s->vectors[i], .msg_iovlen = 1};
        struct cmsghdr *c = (struct cmsghdr *)s->control[i].bytes;
        c->cmsg_level = SOL_UDP;
        c->cmsg_type = UDP_SEGMENT;
        c->cmsg_len = CMSG_LEN(sizeof(uint16_t));
    }
    return s;
}

void huizhen_sender_free(huizhen_sender *s) { free(s); }

static unsigned place_of(const huizhen_peer *p) {
    uint64_t h = (p->low ^ p->high ^ (uint64_t)p->port << 40) * 0x9E3779B97F4A7C15ull;
    return (unsigned)(h >> 56) % OPEN_RUNS;
}

static int is_same(const huizhen_peer *a, const huizhen_peer *b) {
    return a->low == b->low && a->port == b->port && a->high == b->high && a->family == b->family;
}

int huizhen_sender_add(
    huizhen_sender *s, const uint8_t *bytes, uint32_t length, const huizhen_peer *peer, unsigned segments) {
    unsigned place = 0;
    if (segments > 1) {
        if (segments > HUIZHEN_SEGMENTS) segments = HUIZHEN_SEGMENTS;
        place = place_of(peer);
        unsigned m = s->runs[place].message;
        if (s->runs[place].turn == s->turn && !s->closed[m] && is_same(&s->keys[m], peer)) {
            struct msghdr *run = &s->messages[m].msg_hdr;
            size_t size = s->vectors[m][0].iov_len;
            // All but the last piece of a run have its size; a shorter one ends it.
            if (run->msg_iovlen < segments && length <= size && (run->msg_iovlen + 1) * size < 65000) {
                s->vectors[m][run->msg_iovlen++] = (struct iovec){(void *)bytes, length};
                if (length < size) s->closed[m] = 1;
                return 1;
            }
        }
    }
    if (s->count >= HUIZHEN_SEND_BURST) return 0;
    unsigned m = s->count++;
    s->keys[m] = *peer;
    s->closed[m] = 0;
    s->vectors[m][0] = (struct iovec){(void *)bytes, length};
    s->messages[m].msg_hdr.msg_iovlen = 1;
    s->messages[m].msg_hdr.msg_namelen = put_address(&s->peers[m], peer);
    if (segments > 1) {
        s->runs[place].turn = s->turn;
        s->runs[place].message = (uint16_t)m;
    }
    return 1;
}

static void count_sent(const struct msghdr *h, huizhen_sent *counters) {
    counters->sent += h->msg_iovlen;
    if (h->msg_iovlen > 1) counters->segmented += h->msg_iovlen;
    for (size_t i = 0; i < h->msg_iovlen; i++) counters->bytes += h->msg_iov[i].iov_len;
}

// A run that the kernel or the device refused, piece by piece.
static void send_plainly(const struct msghdr *run, int socket, huizhen_sent *counters) {
    counters->fallbacks++;
    for (size_t i = 0; i < run->msg_iovlen; i++) {
        struct msghdr one = *run;
        one.msg_iov = &run->msg_iov[i];
        one.msg_iovlen = 1;
        one.msg_control = NULL;
        one.msg_controllen = 0;
        if (sendmsg(socket, &one, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0) count_sent(&one, counters);
        else if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS) counters->congested++;
        else counters->refused++;
    }
}

int huizhen_sender_flush(huizhen_sender *s, int socket, huizhen_sent *counters) {
    int refusal = 0;
    for (unsigned i = 0; i < s->count; i++) {
        struct msghdr *h = &s->messages[i].msg_hdr;
        if (h->msg_iovlen > 1) {
            uint16_t size = (uint16_t)s->vectors[i][0].iov_len;
            memcpy(CMSG_DATA((struct cmsghdr *)s->control[i].bytes), &size, sizeof size);
            h->msg_control = s->control[i].bytes;
            h->msg_controllen = sizeof s->control[i];
        } else {
            h->msg_control = NULL;
            h->msg_controllen = 0;
        }
    }
    unsigned next = 0;
    while (next < s->count) {
        int sent;
        do {
            sent = sendmmsg(socket, s->messages + next, s->count - next, MSG_DONTWAIT | MSG_NOSIGNAL);
        } while (sent < 0 && errno == EINTR);
        counters->calls++;
        if (sent > 0) {
            for (int i = 0; i < sent; i++) count_sent(&s->messages[next + (unsigned)i].msg_hdr, counters);
            next += (unsigned)sent;
            continue;
        }
        int error = sent == 0 ? EAGAIN : errno;
        if (error == EAGAIN || error == EWOULDBLOCK || error == ENOBUFS) {
            // Like any full router: what does not go now is lost, and counted.
            for (; next < s->count; next++) counters->congested += s->messages[next].msg_hdr.msg_iovlen;
            break;
        }
        struct msghdr *h = &s->messages[next++].msg_hdr;
        if (h->msg_iovlen > 1 && (error == EIO || error == EINVAL || error == EMSGSIZE || error == EOPNOTSUPP)) {
            // EMSGSIZE speaks of this path only; the others of the socket or its device.
            if (error != EMSGSIZE) refusal = error;
            send_plainly(h, socket, counters);
        } else {
            counters->refused += h->msg_iovlen;
        }
    }
    s->count = 0;
    if (++s->turn == 0) {
        memset(s->runs, 0, sizeof s->runs);
        s->turn = 1;
    }
    return refusal;
}
