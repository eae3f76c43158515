// The floor's table and its one turn.
#pragma once
#include "bench_srtp.h"

#include <arpa/inet.h>
#include <netinet/in.h>

enum { FLOOR_LEGS = 8192, FLOOR_HASH = 32768, FLOOR_STREAMS = 4, FLOOR_ROUTES = 64 };

typedef struct {
    struct sockaddr_in address;
    bench_cipher *open, *seal;
    bench_stream streams[FLOOR_STREAMS];
    unsigned route_count;
    uint16_t routes[FLOOR_ROUTES];
} floor_leg;

typedef struct floor_batch floor_batch;

typedef struct {
    bench_suite suite;
    int segments;
    floor_leg *legs;
    uint16_t hash[FLOOR_HASH];   // leg number plus one, open addressing
    floor_batch *batch;
    uint64_t forwarded, refused;
} floor_table;

floor_table *floor_make(bench_suite suite, int segments);
int floor_set_leg(
    floor_table *table, unsigned number, const char *address, unsigned port, const uint8_t *opens, const uint8_t *seals);
int floor_add_route(floor_table *table, unsigned from, unsigned to);

/// Receives one batch, forwards it, sends. 1 when there may be more.
int floor_turn(floor_table *table, int socket);
