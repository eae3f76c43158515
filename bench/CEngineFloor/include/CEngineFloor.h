// The cryptography of one forwarded packet and nothing else: what no relay that opens and seals can do without.
#pragma once
#include <stdint.h>

enum { ENGINE_FLOOR_GCM128, ENGINE_FLOOR_CM80 };

/// Opens and seals `rounds` times a packet of `bytes` (header 12 included) in place, with the cheapest calls OpenSSL
/// has. Returns nanoseconds of CLOCK_MONOTONIC a packet.
double engine_floor_ns(int suite, int bytes, int rounds);
