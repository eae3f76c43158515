// The few Linux calls Swift's Glibc module cannot see. `_GNU_SOURCE` is defined only in shim.c: in a header it would
// show <sys/socket.h> twice with two different faces.
#pragma once
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/// One datagram received or to be sent. `address` holds a sockaddr_in or sockaddr_in6.
typedef struct {
    uint8_t *bytes;
    uint32_t length;          // in: capacity when receiving, size when sending; out: received size
    uint32_t address_length;
    struct sockaddr_storage address;
    uint64_t arrival_ns;      // kernel arrival, CLOCK_MONOTONIC estimate; 0 when the kernel gave none
    uint32_t segment;         // sending: 0, or the size of one UDP_SEGMENT piece of `length`
    uint32_t truncated;       // receiving: 1 when the datagram was longer than the buffer
} huizhen_datagram;

enum { HUIZHEN_BATCH = 64 };

/// Receives up to HUIZHEN_BATCH datagrams without waiting. Returns the count, 0 when none is there, or -errno.
int huizhen_receive_many(int socket, huizhen_datagram *datagrams, unsigned count);

/// Sends up to HUIZHEN_BATCH datagrams without waiting. Returns how many the kernel took, or -errno when the first failed.
int huizhen_send_many(int socket, huizhen_datagram *datagrams, unsigned count);

/// Makes a non-blocking UDP socket bound to `address`. Returns the descriptor or -errno.
int huizhen_bind_udp(const struct sockaddr *address, socklen_t length, int receive_bytes, int send_bytes);

/// Waits up to `timeout_ns` (-1: for ever) with nanosecond resolution where the kernel has epoll_pwait2.
int huizhen_epoll_wait(int epoll, struct epoll_event *events, int count, int64_t timeout_ns);

/// Pins the calling thread to one processor and names it (15 characters). Returns 0 or errno of the pinning.
int huizhen_place_thread(int processor, const char *name);

/// Nanoseconds of CLOCK_MONOTONIC, and of CLOCK_REALTIME.
uint64_t huizhen_monotonic_ns(void);
uint64_t huizhen_realtime_ns(void);

/// Whether this kernel takes UDP_SEGMENT on `socket`.
int huizhen_has_segmentation(int socket);

/// Tags read from an epoll_event's 64-bit user data (a union Swift would have to spell out).
static inline uint64_t huizhen_epoll_tag(const struct epoll_event *event) { return event->data.u64; }
static inline int huizhen_epoll_watch(int epoll, int descriptor, uint64_t tag) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.u64 = tag}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}
