#define _GNU_SOURCE
#include "load_internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/udp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef UDP_GRO
#define UDP_GRO 104
#endif

/// Large enough that the receivers' own stalls are not taken for the relay's loss.
static const int receive_bytes = 32 << 20;

static uint32_t next_random(uint32_t *state) {  // xorshift32: reproducible, nothing more
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static int open_socket(const load_setup *setup, int index, int *granted) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), one = 1;
    if (fd < 0) return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &receive_bytes, sizeof receive_bytes) != 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &receive_bytes, sizeof receive_bytes);
    socklen_t size = sizeof *granted;
    getsockopt(fd, SOL_SOCKET, SO_RCVBUF, granted, &size);
    setsockopt(fd, IPPROTO_IP, IP_PKTINFO, &one, sizeof one);
    if (setup->segments) setsockopt(fd, SOL_UDP, UDP_GRO, &one, sizeof one);
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons((uint16_t)(setup->port + index))};
    if (bind(fd, (struct sockaddr *)&any, sizeof any) == 0) return fd;
    close(fd);
    return -1;
}

load *load_make(const load_setup *setup, char *problem) {
    load *load = calloc(1, sizeof *load);
    if (!load) return NULL;
    load->setup = *setup;
    uint32_t random = setup->seed | 1;
    for (size_t i = 0; i < sizeof load->audio; i++) load->audio[i] = (uint8_t)next_random(&random);
    for (size_t i = 0; i < sizeof load->video; i++) load->video[i] = (uint8_t)next_random(&random);
    for (int i = 0; i < LOAD_SOCKETS; i++) load->sockets[i] = -1;
    for (int i = 0; i < LOAD_SOCKETS; i++) {
        load->sockets[i] = open_socket(setup, i, &load->receive_buffer);
        if (load->sockets[i] >= 0) continue;
        snprintf(problem, 256, "UDP port %d: %s", setup->port + i, strerror(errno));
        load_free(load);
        return NULL;
    }
    return load;
}

void load_free(load *load) {
    if (!load) return;
    for (int i = 0; i < LOAD_SOCKETS; i++)
        if (load->sockets[i] >= 0) close(load->sockets[i]);
    for (uint32_t i = 0; i < load->party_count; i++) {
        bench_cipher_free(load->parties[i].seal);
        bench_cipher_free(load->parties[i].open);
    }
    free(load);
}

static void add_flow(load *load, uint32_t party, uint32_t kind, uint32_t *random) {
    load_flow *flow = &load->flows[2 * party + kind];
    flow->party = party;
    flow->kind = kind;
    flow->ssrc = (next_random(random) & ~1u) | kind;
    flow->first = next_random(random) & 0x7fff;  // RFC 3711 §3.3.1: start low, so that the roll-over is seen
    flow->timestamp_base = next_random(random);
    flow->phase = next_random(random) / 4294967296.0;
}

int load_add_party(load *load, uint32_t group, const uint8_t *sends, int publishes) {
    if (load->party_count >= LOAD_PARTIES_MAX || group >= LOAD_PARTIES_MAX) return -1;
    uint32_t number = load->party_count;
    load_party *party = &load->parties[number];
    party->group = group;
    party->socket = number % LOAD_SOCKETS;
    party->publishes = publishes != 0;
    party->seal = bench_cipher_make(load->setup.suite, sends, 1);
    if (!party->seal) return -1;
    uint32_t random = load->setup.seed * 2654435761u ^ (number + 1) * 40503u;
    if (!random) random = 1;
    for (int i = 0; i < 8; i++) next_random(&random);
    for (uint32_t kind = 0; kind < 2; kind++) add_flow(load, number, kind, &random);
    load->group_sizes[group]++;
    if (group >= load->group_count) load->group_count = group + 1;
    return (int)load->party_count++;
}

int load_set_relay(load *load, int party, uint32_t address, uint16_t port, const uint8_t *receives) {
    load->parties[party].relay = (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(address)};
    bench_cipher_free(load->parties[party].open);
    memset(load->parties[party].streams, 0, sizeof load->parties[party].streams);
    memset(load->parties[party].arrivals, 0, sizeof load->parties[party].arrivals);
    load->flows[2 * party].number = load->flows[2 * party + 1].number = 0;
    load->parties[party].open = bench_cipher_make(load->setup.suite, receives, 0);
    return load->parties[party].open ? 0 : -1;
}

void load_party_address(const load *load, int party, uint32_t *address, uint16_t *port) {
    *address = LOAD_FIRST_ADDRESS + (uint32_t)party + 1;
    *port = (uint16_t)(load->setup.port + load->parties[party].socket);
}

uint32_t load_party_ssrc(const load *load, int party, load_kind kind) { return load->flows[2 * party + kind].ssrc; }
int load_receive_buffer(const load *load) { return load->receive_buffer; }

void load_pin(int32_t core, const char *name) {
    pthread_setname_np(pthread_self(), name);
    if (core >= 0) load_place(0, core);
}

int load_place(int32_t thread, int32_t core) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(core, &set);
    return sched_setaffinity(thread, sizeof set, &set);
}

int load_cores(int32_t *cores, int capacity) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 0;
    int count = 0;
    for (int core = 0; core < CPU_SETSIZE && count < capacity; core++)
        if (CPU_ISSET(core, &set)) cores[count++] = core;
    return count;
}

/// What the sockets themselves had to throw away: then the receivers were too slow, not the relay.
static uint64_t receiver_drops(const load *load) {
    uint64_t total = 0;
    for (int i = 0; i < LOAD_SOCKETS; i++) {
        uint32_t memory[16] = {0};
        socklen_t size = sizeof memory;
        if (getsockopt(load->sockets[i], SOL_SOCKET, SO_MEMINFO, memory, &size) == 0) total += memory[8];
    }
    return total;
}

static void empty_sockets(const load *load) {
    static char waste[65536];
    for (int i = 0; i < LOAD_SOCKETS; i++)
        while (recv(load->sockets[i], waste, sizeof waste, MSG_DONTWAIT) >= 0) {}
}

load_result *load_result_make(void) {
    load_result *result = calloc(1, sizeof *result);
    if (!result) return NULL;
    result->latency = bench_histogram_make();
    result->lateness = bench_histogram_make();
    if (result->latency && result->lateness) return result;
    load_result_free(result);
    return NULL;
}

void load_result_free(load_result *result) {
    if (!result) return;
    bench_histogram_free(result->latency);
    bench_histogram_free(result->lateness);
    free(result);
}

static void add(load_result *into, const load_result *from) {
    into->sent += from->sent;
    into->delivered += from->delivered;
    into->late += from->late;
    into->duplicates += from->duplicates;
    into->reordered += from->reordered;
    into->undecryptable += from->undecryptable;
    into->verified += from->verified;
    into->corrupt += from->corrupt;
    into->control += from->control;
    into->received_all += from->received_all;
    into->sent_all += from->sent_all;
    into->send_failures += from->send_failures;
    into->flood_sent += from->flood_sent;
    bench_histogram_merge(into->latency, from->latency);
    bench_histogram_merge(into->lateness, from->lateness);
}

/// Loss of each group, from what its flows sent and its parties got.
static void judge_groups(const load *load, uint32_t groups, load_result *result) {
    uint64_t *expected = calloc(load->group_count + 1, sizeof *expected);
    uint64_t *delivered = calloc(load->group_count + 1, sizeof *delivered);
    if (!expected || !delivered) goto done;
    for (uint32_t i = 0; i < load->party_count; i++) {
        const load_party *party = &load->parties[i];
        uint64_t sent = load->flows[2 * i].sent + load->flows[2 * i + 1].sent;
        expected[party->group] += sent * (load->group_sizes[party->group] - 1);
        delivered[party->group] += party->delivered;
    }
    for (uint32_t group = 0; group < load->group_count && group < groups; group++) {
        result->expected += expected[group];
        if (delivered[group] >= expected[group]) continue;
        double loss = 1 - (double)delivered[group] / (double)expected[group];
        result->groups_with_loss++;
        if (loss > result->worst_group_loss) result->worst_group_loss = loss;
    }
done:
    free(expected);
    free(delivered);
}

int load_run(load *load, const load_plan *plan, load_result *result) {
    empty_sockets(load);
    for (uint32_t i = 0; i < load->party_count; i++) {
        load->parties[i].delivered = 0;
        for (uint32_t kind = 0; kind < 2; kind++) {
            load->flows[2 * i + kind].sent = 0;
            load->flows[2 * i + kind].run_start = load->flows[2 * i + kind].number;
        }
    }
    uint64_t drops = receiver_drops(load), start = load_now() + 20000000;
    load_run_state run = {
        .load = load, .plan = plan, .start_ns = start, .measure_from = start + plan->warm_ns,
        .measure_to = start + plan->warm_ns + plan->measure_ns, .send_end = start + plan->warm_ns + plan->measure_ns,
        .sending = load->setup.senders};
    load_thread threads[2 * LOAD_THREADS_MAX + 1];
    int floods = plan->flood_rate > 0 && plan->flood_kinds != 0;
    uint32_t ends = load->setup.senders + load->setup.receivers, count = ends + (floods ? 1 : 0), started = 0;
    int failed = 0;
    for (; started < count && !failed; started++) {
        int sends = started < load->setup.senders;
        threads[started] = (load_thread){
            .run = &run, .index = sends ? started : started - load->setup.senders,
            .result = load_result_make()};
        failed = !threads[started].result
            || pthread_create(
                &threads[started].thread, NULL,
                started == ends ? load_flooder : sends ? load_sender : load_receiver, &threads[started]);
        if (failed) load_result_free(threads[started].result);
    }
    if (failed) {
        started--;
        // A sender that never began is done, else the receivers would wait for it.
        if (started < load->setup.senders)
            atomic_fetch_sub(&run.sending, load->setup.senders - started);
    }
    for (uint32_t i = 0; i < started; i++) {
        pthread_join(threads[i].thread, NULL);
        add(result, threads[i].result);
        load_result_free(threads[i].result);
    }
    judge_groups(load, plan->active_groups, result);
    result->receiver_drops = receiver_drops(load) - drops;
    result->measured_seconds = (double)plan->measure_ns / 1e9;
    return failed ? -1 : 0;
}
