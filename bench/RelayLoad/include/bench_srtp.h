// SRTP on OpenSSL's EVP for the load generator and the C floor: ciphers fetched once, keys set once, per packet only the
// initialisation vector (RFC 3711, RFC 7714). Streams carry the 48-bit index and a replay window.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef enum { BENCH_AEAD_AES_128_GCM = 0, BENCH_AES_CM_128_HMAC_SHA1_80 = 1 } bench_suite;

enum {
    BENCH_MASTER_MAX = 30,  // key ‖ salt: 16 + 12 or 16 + 14 bytes
    BENCH_TAG_MAX = 16,
    BENCH_RTP_HEADER = 12,
};

/// One direction under one master key.
typedef struct bench_cipher bench_cipher;

/// One SSRC as seen by a receiver: highest index and the 128 indices below it. All zero is "nothing yet".
typedef struct {
    uint32_t ssrc;
    uint32_t in_use;
    uint64_t highest;
    unsigned __int128 seen;
} bench_stream;

size_t bench_master_bytes(bench_suite suite);
size_t bench_tag_bytes(bench_suite suite);

/// NULL when OpenSSL lacks memory or the algorithm.
bench_cipher *bench_cipher_make(bench_suite suite, const uint8_t *master, int seals);
void bench_cipher_free(bench_cipher *cipher);

/// Protects `length` bytes of RTP from `in` to `out` (the same place, or apart). Returns the protected length or -1.
int bench_protect(bench_cipher *cipher, const uint8_t *in, uint8_t *out, size_t length, uint64_t index);

/// Authenticates and decrypts in place. Returns the plain length or -1.
int bench_unprotect(bench_cipher *cipher, uint8_t *packet, size_t length, uint64_t index);

/// Decrypts the first `count` bytes of the payload without authenticating: both suites are counter modes.
/// Returns 0, or -1 when the packet is shorter.
int bench_peek(bench_cipher *cipher, const uint8_t *packet, size_t length, uint64_t index, uint8_t *out, size_t count);

/// Bytes of the RTP header with sources and extension, or 0 when `length` does not hold it.
size_t bench_header_bytes(const uint8_t *packet, size_t length);

/// The index that `sequence` most likely stands for (RFC 3711 appendix A).
uint64_t bench_estimate(const bench_stream *stream, uint16_t sequence);
/// 1 when `index` is new.
int bench_is_fresh(const bench_stream *stream, uint64_t index);
void bench_remember(bench_stream *stream, uint64_t index);
/// The stream of `ssrc` among `count`; a free one is given to a new SSRC; NULL when all are taken.
bench_stream *bench_stream_of(bench_stream *streams, unsigned count, uint32_t ssrc);

static inline uint16_t bench_sequence(const uint8_t *packet) { return (uint16_t)(packet[2] << 8 | packet[3]); }
static inline uint32_t bench_ssrc(const uint8_t *packet) {
    return (uint32_t)packet[8] << 24 | (uint32_t)packet[9] << 16 | (uint32_t)packet[10] << 8 | packet[11];
}
/// RFC 5761: RTCP types 192 to 223 stand where RTP has marker and payload type.
static inline int bench_is_rtcp(const uint8_t *packet) { return packet[1] >= 192 && packet[1] <= 223; }
