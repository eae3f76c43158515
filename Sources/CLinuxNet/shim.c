#define _GNU_SOURCE
#include "CLinuxNet.h"
#include <sys/timex.h>

#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netinet/udp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

static uint64_t clock_ns(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}
uint64_t huizhen_monotonic_ns(void) { return clock_ns(CLOCK_MONOTONIC); }
uint64_t huizhen_realtime_ns(void) { return clock_ns(CLOCK_REALTIME); }

int huizhen_receive_many(int socket, huizhen_datagram *datagrams, unsigned count) {
    struct mmsghdr messages[HUIZHEN_BATCH];
    struct iovec vectors[HUIZHEN_BATCH];
    union { char bytes[CMSG_SPACE(sizeof(struct timespec))]; struct cmsghdr align; } control[HUIZHEN_BATCH];
    if (count > HUIZHEN_BATCH) count = HUIZHEN_BATCH;
    for (unsigned i = 0; i < count; i++) {
        vectors[i] = (struct iovec){datagrams[i].bytes, datagrams[i].length};
        messages[i].msg_hdr = (struct msghdr){
            .msg_name = &datagrams[i].address, .msg_namelen = sizeof(struct sockaddr_storage),
            .msg_iov = &vectors[i], .msg_iovlen = 1,
            .msg_control = control[i].bytes, .msg_controllen = sizeof control[i].bytes};
        messages[i].msg_len = 0;
    }
    int got;
    do { got = recvmmsg(socket, messages, count, MSG_DONTWAIT, NULL); } while (got < 0 && errno == EINTR);
    if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -errno;
    if (got == 0) return 0;
    // Kernel stamps are wall time; the difference to "now" moved onto the monotonic clock.
    uint64_t wall = huizhen_realtime_ns(), monotonic = huizhen_monotonic_ns();
    for (int i = 0; i < got; i++) {
        datagrams[i].length = messages[i].msg_len;
        datagrams[i].address_length = messages[i].msg_hdr.msg_namelen;
        datagrams[i].truncated = (messages[i].msg_hdr.msg_flags & MSG_TRUNC) != 0;
        datagrams[i].arrival_ns = 0;
        for (struct cmsghdr *c = CMSG_FIRSTHDR(&messages[i].msg_hdr); c; c = CMSG_NXTHDR(&messages[i].msg_hdr, c)) {
            if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
            struct timespec t;
            memcpy(&t, CMSG_DATA(c), sizeof t);
            uint64_t stamp = (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
            uint64_t age = wall > stamp ? wall - stamp : 0;
            if (age < 1000000000ull && age < monotonic) datagrams[i].arrival_ns = monotonic - age;
        }
    }
    return got;
}

int huizhen_send_many(int socket, huizhen_datagram *datagrams, unsigned count) {
    struct mmsghdr messages[HUIZHEN_BATCH];
    struct iovec vectors[HUIZHEN_BATCH];
    union { char bytes[CMSG_SPACE(sizeof(uint16_t))]; struct cmsghdr align; } control[HUIZHEN_BATCH];
    if (count > HUIZHEN_BATCH) count = HUIZHEN_BATCH;
    for (unsigned i = 0; i < count; i++) {
        vectors[i] = (struct iovec){datagrams[i].bytes, datagrams[i].length};
        messages[i].msg_hdr = (struct msghdr){
            .msg_name = &datagrams[i].address, .msg_namelen = datagrams[i].address_length,
            .msg_iov = &vectors[i], .msg_iovlen = 1};
        messages[i].msg_len = 0;
        if (datagrams[i].segment != 0 && datagrams[i].segment < datagrams[i].length) {
            memset(control[i].bytes, 0, sizeof control[i].bytes);
            messages[i].msg_hdr.msg_control = control[i].bytes;
            messages[i].msg_hdr.msg_controllen = sizeof control[i].bytes;
            struct cmsghdr *c = CMSG_FIRSTHDR(&messages[i].msg_hdr);
            c->cmsg_level = SOL_UDP;
            c->cmsg_type = UDP_SEGMENT;
            c->cmsg_len = CMSG_LEN(sizeof(uint16_t));
            uint16_t segment = (uint16_t)datagrams[i].segment;
            memcpy(CMSG_DATA(c), &segment, sizeof segment);
        }
    }
    int sent;
    do { sent = sendmmsg(socket, messages, count, MSG_DONTWAIT | MSG_NOSIGNAL); } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

int huizhen_bind_udp(const struct sockaddr *address, socklen_t length, int receive_bytes, int send_bytes) {
    int fd = socket(address->sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return -errno;
    int one = 1;
    if (address->sa_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one);
    // Best effort: without the privilege the kernel caps these at net.core.[rw]mem_max.
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &receive_bytes, sizeof receive_bytes) != 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &send_bytes, sizeof send_bytes) != 0)
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &send_bytes, sizeof send_bytes);
    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one);
    // Path MTU: never fragment on our side; an EMSGSIZE is counted like any refused send.
    int discover = address->sa_family == AF_INET6 ? IPV6_PMTUDISC_PROBE : IP_PMTUDISC_PROBE;
    if (address->sa_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER, &discover, sizeof discover);
    else setsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &discover, sizeof discover);
    if (bind(fd, address, length) != 0) {
        int error = errno;
        close(fd);
        return -error;
    }
    return fd;
}

int huizhen_epoll_wait(int epoll, struct epoll_event *events, int count, int64_t timeout_ns) {
    static _Atomic int coarse = 0;
    int got;
    if (!coarse) {
        struct timespec limit = {timeout_ns / 1000000000, timeout_ns % 1000000000};
        got = epoll_pwait2(epoll, events, count, timeout_ns < 0 ? NULL : &limit, NULL);
        if (got >= 0) return got;
        if (errno == EINTR) return 0;
        if (errno != ENOSYS && errno != EPERM) return -errno;
        coarse = 1;
    }
    int64_t ms = timeout_ns < 0 ? -1 : (timeout_ns + 999999) / 1000000;
    got = epoll_wait(epoll, events, count, ms > 1 << 30 ? 1 << 30 : (int)ms);
    return got >= 0 ? got : errno == EINTR ? 0 : -errno;
}

int huizhen_place_thread(int processor, const char *name) {
    char short_name[16] = {0};
    strncpy(short_name, name, sizeof short_name - 1);
    pthread_setname_np(pthread_self(), short_name);
    if (processor < 0) return 0;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    return pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

int huizhen_open_link_events(void) {
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (fd < 0) return -errno;
    struct sockaddr_nl all = {
        .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR};
    if (bind(fd, (struct sockaddr *)&all, sizeof all) != 0) {
        int error = errno;
        close(fd);
        return -error;
    }
    return fd;
}

int huizhen_drain_link_events(int socket) {
    char buffer[8192];
    int any = 0;
    // What the events say is not read: the state is asked for afterwards. ENOBUFS means that some were lost, which is
    // as good a reason to ask.
    for (int i = 0; i < 1024; i++) {
        ssize_t got = recv(socket, buffer, sizeof buffer, MSG_DONTWAIT);
        if (got > 0 || (got < 0 && errno == ENOBUFS)) any = 1;
        else if (got < 0 && errno == EINTR) continue;
        else break;
    }
    return any;
}

int huizhen_wait_for_either(int first, int second, int timeout_ms) {
    struct pollfd two[2] = {{.fd = first, .events = POLLIN}, {.fd = second, .events = POLLIN}};
    if (poll(two, 2, timeout_ms) <= 0) return 0;
    return (two[0].revents != 0) | (two[1].revents != 0) << 1;
}

int huizhen_address_is_usable(const struct sockaddr *address) {
    struct ifaddrs *list;
    if (getifaddrs(&list) != 0) return -errno;
    const struct sockaddr_in *in = (const struct sockaddr_in *)address;
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)address;
    // All of 127/8 is the loopback interface's, though it lists one address.
    int loopback = address->sa_family == AF_INET && ntohl(in->sin_addr.s_addr) >> 24 == 127;
    int usable = 0;
    for (struct ifaddrs *one = list; one != NULL && !usable; one = one->ifa_next) {
        if (one->ifa_addr == NULL || one->ifa_addr->sa_family != address->sa_family) continue;
        int same = 0;
        if (loopback) same = (one->ifa_flags & IFF_LOOPBACK) != 0;
        else if (address->sa_family == AF_INET)
            same = ((struct sockaddr_in *)one->ifa_addr)->sin_addr.s_addr == in->sin_addr.s_addr;
        else if (address->sa_family == AF_INET6)
            same = memcmp(&((struct sockaddr_in6 *)one->ifa_addr)->sin6_addr, &in6->sin6_addr, 16) == 0;
        usable = same && (one->ifa_flags & IFF_UP) && (one->ifa_flags & IFF_RUNNING);
    }
    freeifaddrs(list);
    return usable;
}

int huizhen_has_segmentation(int socket) {
    int value = 0;
    socklen_t length = sizeof value;
    return getsockopt(socket, SOL_UDP, UDP_SEGMENT, &value, &length) == 0;
}

int huizhen_clock_is_synchronised(void) {
    struct timex state = {0};
    return adjtimex(&state) >= 0 && !(state.status & STA_UNSYNC);
}
