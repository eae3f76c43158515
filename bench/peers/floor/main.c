// The floor under every SRTP relay on this kernel and OpenSSL: one thread, recvmmsg → unprotect with replay check → protect
// under the receiver's key → sendmmsg, over a static table by source address. No rooms, no RTCP, no repair, no logic.
//
// Commands on standard input: `leg NUMBER ADDRESS PORT OPENS SEALS` (master key ‖ salt in hexadecimal), `route FROM TO`,
// `sync` (answers "ok").
#define _GNU_SOURCE
#include "floor.h"

#include <errno.h>
#include <getopt.h>
#include <netinet/udp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef UDP_GRO
#define UDP_GRO 104
#endif

static void fail(const char *what) {
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int bind_port(const char *address, int port, int segments) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), size = 16 << 20, one = 1;  // as the relay
    if (fd < 0) fail("socket");
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size) != 0)
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    if (segments) setsockopt(fd, SOL_UDP, UDP_GRO, &one, sizeof one);
    struct sockaddr_in local = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    if (inet_pton(AF_INET, address, &local.sin_addr) != 1 || bind(fd, (struct sockaddr *)&local, sizeof local) != 0)
        fail("bind");
    return fd;
}

static int master(const char *text, uint8_t *bytes, size_t count) {
    if (strlen(text) != 2 * count) return 0;
    for (size_t i = 0; i < count; i++)
        if (sscanf(text + 2 * i, "%2hhx", &bytes[i]) != 1) return 0;
    return 1;
}

static int obey(floor_table *table, const char *line) {
    unsigned number, port, from, to;
    char address[64], opens[80], seals[80];
    uint8_t open_key[BENCH_MASTER_MAX], seal_key[BENCH_MASTER_MAX];
    size_t bytes = bench_master_bytes(table->suite);
    if (sscanf(line, "leg %u %63s %u %79s %79s", &number, address, &port, opens, seals) == 5) {
        return master(opens, open_key, bytes) && master(seals, seal_key, bytes)
            && floor_set_leg(table, number, address, port, open_key, seal_key);
    }
    if (sscanf(line, "route %u %u", &from, &to) == 2) return floor_add_route(table, from, to);
    if (strncmp(line, "sync", 4) == 0) return printf("ok\n") > 0 && fflush(stdout) == 0;
    return 0;
}

/// Whole lines from standard input. 0 at its end.
static int read_commands(floor_table *table) {
    static char text[1 << 16];
    static size_t held;
    ssize_t got = read(0, text + held, sizeof text - 1 - held);
    if (got == 0) return 0;
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    held += (size_t)got;
    text[held] = 0;
    char *line = text, *end;
    while ((end = strchr(line, '\n'))) {
        *end = 0;
        if (!obey(table, line)) {
            fprintf(stderr, "floor: not understood: %.60s\n", line);
            exit(1);
        }
        line = end + 1;
    }
    held = (size_t)(text + held - line);
    memmove(text, line, held);
    return held < sizeof text - 1;
}

static void run(floor_table *table, int fd, int busy) {
    int poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event media = {.events = EPOLLIN, .data.fd = fd}, input = {.events = EPOLLIN, .data.fd = 0}, ready[2];
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &media) != 0 || epoll_ctl(poller, EPOLL_CTL_ADD, 0, &input) != 0)
        fail("epoll");
    for (unsigned turn = 0;; turn++) {
        if (busy) {
            if (floor_turn(table, fd)) continue;
            if (turn & 1023) continue;  // commands are looked for now and then
        }
        int count = epoll_wait(poller, ready, 2, busy ? 0 : -1);
        for (int i = 0; i < count; i++) {
            if (ready[i].data.fd == 0) {
                if (!read_commands(table)) return;
            } else {
                while (floor_turn(table, fd)) {}
            }
        }
    }
}

int main(int argc, char **argv) {
    static const struct option options[] = {
        {"suite", 1, 0, 's'}, {"address", 1, 0, 'a'}, {"port", 1, 0, 'p'}, {"core", 1, 0, 'c'},
        {"segments", 0, 0, 'g'}, {"busy", 0, 0, 'b'}, {0}};
    const char *address = "127.0.0.1";
    int port = 5000, core = -1, segments = 0, busy = 0, option;
    bench_suite suite = BENCH_AEAD_AES_128_GCM;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 's') suite = strcmp(optarg, "cm80") == 0 ? BENCH_AES_CM_128_HMAC_SHA1_80 : BENCH_AEAD_AES_128_GCM;
        else if (option == 'a') address = optarg;
        else if (option == 'p') port = atoi(optarg);
        else if (option == 'c') core = atoi(optarg);
        else if (option == 'g') segments = 1;
        else if (option == 'b') busy = 1;
        else return 64;
    }
    if (core >= 0) {
        cpu_set_t set;
        CPU_ZERO(&set);
        CPU_SET(core, &set);
        if (sched_setaffinity(0, sizeof set, &set) != 0) fail("pinning");
    }
    floor_table *table = floor_make(suite, segments);
    if (!table) fail("memory");
    run(table, bind_port(address, port, segments), busy);
    return 0;
}
