// The few Linux calls Swift's Glibc module cannot see. `_GNU_SOURCE` is defined only in shim.c: in a header it would
// show <sys/socket.h> twice with two different faces.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "CLinuxNetBurst.h"

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

/// 1 when the kernel believes that its clock follows a time server (adjtimex(2)), else 0.
int huizhen_clock_is_synchronised(void);

/// A socket that becomes readable when an interface or an address of this machine changes (rtnetlink). Descriptor or -errno.
int huizhen_open_link_events(void);

/// Reads away what waits on a link event socket. 1 when anything was there or was lost, else 0.
int huizhen_drain_link_events(int socket);

/// Waits until one of two descriptors is readable. Bit 0: the first, bit 1: the second; 0 after `timeout_ms` (-1: for ever).
int huizhen_wait_for_either(int first, int second, int timeout_ms);

/// Whether this kernel takes UDP_SEGMENT on `socket`.
int huizhen_has_segmentation(int socket);

/// Tags read from an epoll_event's 64-bit user data (a union Swift would have to spell out).
static inline uint64_t huizhen_epoll_tag(const struct epoll_event *event) { return event->data.u64; }
static inline int huizhen_epoll_watch(int epoll, int descriptor, uint64_t tag) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.u64 = tag}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

/// IPv4 addresses as a number (192.0.2.1 = 0xC0000201), IPv6 as two halves in network order; ports as numbers.
static inline void huizhen_set_v4(huizhen_datagram *datagram, uint32_t address, uint16_t port) {
    struct sockaddr_in *in = (struct sockaddr_in *)&datagram->address;
    in->sin_family = AF_INET;
    in->sin_port = htons(port);
    in->sin_addr.s_addr = htonl(address);
    datagram->address_length = sizeof *in;
}
static inline void huizhen_set_v6(huizhen_datagram *datagram, uint64_t high, uint64_t low, uint16_t port) {
    struct sockaddr_in6 *in = (struct sockaddr_in6 *)&datagram->address;
    in->sin6_family = AF_INET6;
    in->sin6_port = htons(port);
    in->sin6_flowinfo = 0;
    in->sin6_scope_id = 0;
    for (int i = 0; i < 8; i++) {
        in->sin6_addr.s6_addr[i] = (uint8_t)(high >> (56 - 8 * i));
        in->sin6_addr.s6_addr[8 + i] = (uint8_t)(low >> (56 - 8 * i));
    }
    datagram->address_length = sizeof *in;
}
/// 4, 6, or 0 for anything else.
static inline int huizhen_get_address(
    const huizhen_datagram *datagram, uint64_t *high, uint64_t *low, uint16_t *port) {
    if (datagram->address.ss_family == AF_INET) {
        const struct sockaddr_in *in = (const struct sockaddr_in *)&datagram->address;
        *high = 0;
        *low = ntohl(in->sin_addr.s_addr);
        *port = ntohs(in->sin_port);
        return 4;
    }
    if (datagram->address.ss_family == AF_INET6) {
        const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)&datagram->address;
        *high = *low = 0;
        for (int i = 0; i < 8; i++) {
            *high = *high << 8 | in->sin6_addr.s6_addr[i];
            *low = *low << 8 | in->sin6_addr.s6_addr[8 + i];
        }
        *port = ntohs(in->sin6_port);
        return 6;
    }
    return 0;
}
/// The local address of `socket`, in the same form as a received datagram's sender.
static inline int huizhen_local_address(int socket, huizhen_datagram *datagram) {
    socklen_t length = sizeof datagram->address;
    int result = getsockname(socket, (struct sockaddr *)&datagram->address, &length);
    datagram->address_length = length;
    return result;
}
/// 1 when an interface that is up and has a carrier holds the address in `datagram`, 0 when none does, or -errno.
int huizhen_address_is_usable(const struct sockaddr *address);
static inline int huizhen_datagram_address_is_usable(const huizhen_datagram *datagram) {
    return huizhen_address_is_usable((const struct sockaddr *)&datagram->address);
}
/// Binds to the address in `datagram`. Returns the descriptor or -errno.
static inline int huizhen_bind_datagram(const huizhen_datagram *datagram, int receive_bytes, int send_bytes) {
    return huizhen_bind_udp(
        (const struct sockaddr *)&datagram->address, datagram->address_length, receive_bytes, send_bytes);
}
