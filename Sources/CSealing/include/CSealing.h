// Seals and opens one SRTP or SRTCP packet in place (RFC 3711, RFC 7714) on OpenSSL, in one call: in C, because a packet
// costs a handful of OpenSSL calls with pointers into itself, and because HMAC-SHA1 with its two inner states kept
// ready needs SHA-1's own interface (EVP_MAC allocates for every packet).
//
//     RTP    header · text · tag                      RTCP   header 8 · text · tag · word       (GCM)
//                                                            header 8 · text · word · tag       (counter mode)
#pragma once
#include <stddef.h>
#include <stdint.h>

/// One direction's keys of RTP or of RTCP.
typedef struct huizhen_sealer huizhen_sealer;

typedef enum { HUIZHEN_SUITE_CM80, HUIZHEN_SUITE_GCM128, HUIZHEN_SUITE_GCM256 } huizhen_suite;

/// Who encrypts: OpenSSL, or Intel's ipsec-mb where it is built in and the processor has AES instructions. One call of
/// ipsec-mb costs a fifth of OpenSSL's five. HMAC-SHA1 is OpenSSL's in either case.
typedef enum { HUIZHEN_LIBRARY_QUICKEST, HUIZHEN_LIBRARY_OPENSSL } huizhen_library;

/// Whether HUIZHEN_LIBRARY_QUICKEST is ipsec-mb here.
int huizhen_sealing_is_quick(void);

/// `key` has 16 or 32 bytes, `authentication` 20 (counter mode, else ignored), `salt` 14 or 12. NULL when OpenSSL lacks
/// memory or the algorithm.
huizhen_sealer *huizhen_sealer_make(
    huizhen_suite suite, huizhen_library library, int seals, const uint8_t *key, const uint8_t *authentication,
    const uint8_t *salt);
void huizhen_sealer_free(huizhen_sealer *sealer);

/// Encrypts `bytes[header..<length]` and writes the tag. For RTCP (`control`) the index word stands already in its place.
/// There must be room behind `length` for tag and word. `owing`: the tag of an RTP packet in counter mode may be left
/// out until `huizhen_settle` on the same thread; `bytes` must stay until then. Returns 1, or 0 on failure.
int huizhen_seal(
    huizhen_sealer *sealer, uint32_t ssrc, uint64_t index, uint8_t *bytes, size_t header, size_t length, int control,
    int owing);

/// Writes all tags that are owed on this thread. SHA-1 over sixteen packets at once costs a fourth of one by one.
void huizhen_settle(void);

/// The same for packets that have come in one burst: `huizhen_foresee` names each in the order of their addresses
/// (`length` of the plain packet, its likely index), `huizhen_foretell` computes their tags, `huizhen_open` uses what is
/// still right, and `huizhen_forget` must be called before the bytes may be written by anybody else. None of it changes
/// what is accepted.
void huizhen_foresee(const huizhen_sealer *sealer, uint64_t index, uint8_t *bytes, size_t length);
void huizhen_foretell(void);
void huizhen_forget(void);

/// Verifies the tag and decrypts `bytes[header..<length]`, where `length` is that of the plain packet; tag and word
/// stand behind it. Returns 1 when authentic, else 0; the text is then not to be used.
int huizhen_open(
    huizhen_sealer *sealer, uint32_t ssrc, uint64_t index, uint8_t *bytes, size_t header, size_t length, int control);
