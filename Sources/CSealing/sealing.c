// SHA-1's own interface is deprecated in OpenSSL 3, not removed; see CSealing.h for why it is used.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "CSealing.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

enum { GCM_TAG = 16, CM_TAG = 10, WORD = 4, HMAC_KEY = 20 };

struct huizhen_sealer {
    EVP_CIPHER_CTX *cipher;
    int counter_mode;
    uint8_t salt[16];  // zero behind its end
    /// HMAC-SHA1 (RFC 2104): the states behind the padded key.
    SHA_CTX inner, outer;
    OSSL_PARAM tag[2];
};

static void prepare_hmac(huizhen_sealer *sealer, const uint8_t *key) {
    uint8_t block[SHA_CBLOCK];
    memset(block, 0x36, sizeof block);
    for (int i = 0; i < HMAC_KEY; i++) block[i] ^= key[i];
    SHA1_Init(&sealer->inner);
    SHA1_Update(&sealer->inner, block, sizeof block);
    for (size_t i = 0; i < sizeof block; i++) block[i] ^= 0x36 ^ 0x5c;
    SHA1_Init(&sealer->outer);
    SHA1_Update(&sealer->outer, block, sizeof block);
    OPENSSL_cleanse(block, sizeof block);
}

huizhen_sealer *huizhen_sealer_make(
    huizhen_suite suite, int seals, const uint8_t *key, const uint8_t *authentication, const uint8_t *salt) {
    huizhen_sealer *sealer = calloc(1, sizeof *sealer);
    if (!sealer) return NULL;
    sealer->counter_mode = suite == HUIZHEN_SUITE_CM80;
    memcpy(sealer->salt, salt, sealer->counter_mode ? 14 : 12);
    sealer->tag[0] = OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, NULL, GCM_TAG);
    sealer->tag[1] = OSSL_PARAM_construct_end();
    if (sealer->counter_mode) prepare_hmac(sealer, authentication);
    const EVP_CIPHER *kind = suite == HUIZHEN_SUITE_CM80     ? EVP_aes_128_ctr()
                             : suite == HUIZHEN_SUITE_GCM128 ? EVP_aes_128_gcm()
                                                             : EVP_aes_256_gcm();
    sealer->cipher = EVP_CIPHER_CTX_new();
    int encrypts = seals || sealer->counter_mode;
    if (!sealer->cipher || EVP_CipherInit_ex(sealer->cipher, kind, NULL, key, NULL, encrypts) != 1) {
        huizhen_sealer_free(sealer);
        return NULL;
    }
    return sealer;
}

void huizhen_sealer_free(huizhen_sealer *sealer) {
    if (!sealer) return;
    EVP_CIPHER_CTX_free(sealer->cipher);
    OPENSSL_cleanse(sealer, sizeof *sealer);
    free(sealer);
}

/// Counter mode (RFC 3711 §4.1.1): salt · 2^16 XOR SSRC · 2^64 XOR index · 2^16.
/// GCM (RFC 7714 §8.1, §9.1): (0 · SSRC · 48-bit index) XOR salt; it has twelve bytes.
static int set_vector(huizhen_sealer *sealer, uint32_t ssrc, uint64_t index) {
    uint8_t vector[16];
    memcpy(vector, sealer->salt, sizeof vector);
    uint32_t source = __builtin_bswap32(ssrc), word;
    uint64_t shifted = __builtin_bswap64(index << 16), half;
    uint8_t *at = vector + (sealer->counter_mode ? 4 : 2);
    memcpy(&word, at, 4);
    word ^= source;
    memcpy(at, &word, 4);
    // Six bytes of index; the two behind them stay the salt's (counter mode) or lie outside of the vector (GCM).
    at = vector + (sealer->counter_mode ? 8 : 6);
    memcpy(&half, at, 8);
    half ^= shifted;
    memcpy(at, &half, 8);
    return EVP_CipherInit_ex(sealer->cipher, NULL, NULL, NULL, vector, -1) == 1;
}

/// Counter mode is its own inverse. Exact overlap of input and output is allowed.
static int apply_counter_mode(huizhen_sealer *sealer, uint8_t *text, size_t count) {
    int written;
    return count == 0 || EVP_CipherUpdate(sealer->cipher, text, &written, text, (int)count) == 1;
}

/// RFC 3711 §4.2: over the packet, and for RTP also over the roll-over counter.
static void authenticate(
    const huizhen_sealer *sealer, const uint8_t *bytes, size_t count, const uint32_t *rollover, uint8_t *digest) {
    SHA_CTX state = sealer->inner;
    SHA1_Update(&state, bytes, count);
    if (rollover) {
        uint32_t big = __builtin_bswap32(*rollover);
        SHA1_Update(&state, &big, sizeof big);
    }
    SHA1_Final(digest, &state);
    state = sealer->outer;
    SHA1_Update(&state, digest, SHA_DIGEST_LENGTH);
    SHA1_Final(digest, &state);
}

static int start_gcm(huizhen_sealer *sealer, const uint8_t *bytes, size_t header, size_t length, int control) {
    int written;
    return EVP_CipherUpdate(sealer->cipher, NULL, &written, bytes, (int)header) == 1 &&
           (!control || EVP_CipherUpdate(sealer->cipher, NULL, &written, bytes + length + GCM_TAG, WORD) == 1);
}

int huizhen_seal(
    huizhen_sealer *sealer, uint32_t ssrc, uint64_t index, uint8_t *bytes, size_t header, size_t length, int control) {
    if (!set_vector(sealer, ssrc, index)) return 0;
    uint8_t *text = bytes + header;
    size_t count = length - header;
    if (sealer->counter_mode) {
        if (!apply_counter_mode(sealer, text, count)) return 0;
        uint8_t digest[SHA_DIGEST_LENGTH];
        uint32_t rollover = (uint32_t)(index >> 16);
        size_t covered = length + (control ? WORD : 0);
        authenticate(sealer, bytes, covered, control ? NULL : &rollover, digest);
        memcpy(bytes + covered, digest, CM_TAG);
        return 1;
    }
    int written;
    if (!start_gcm(sealer, bytes, header, length, control)) return 0;
    if (count > 0 && EVP_CipherUpdate(sealer->cipher, text, &written, text, (int)count) != 1) return 0;
    // GCM has no block left to flush: nothing is written behind the text.
    if (EVP_CipherFinal_ex(sealer->cipher, text + count, &written) != 1) return 0;
    sealer->tag[0].data = bytes + length;
    return EVP_CIPHER_CTX_get_params(sealer->cipher, sealer->tag) == 1;
}

int huizhen_open(
    huizhen_sealer *sealer, uint32_t ssrc, uint64_t index, uint8_t *bytes, size_t header, size_t length, int control) {
    uint8_t *text = bytes + header;
    size_t count = length - header;
    if (sealer->counter_mode) {
        uint8_t digest[SHA_DIGEST_LENGTH];
        uint32_t rollover = (uint32_t)(index >> 16);
        size_t covered = length + (control ? WORD : 0);
        authenticate(sealer, bytes, covered, control ? NULL : &rollover, digest);
        if (CRYPTO_memcmp(digest, bytes + covered, CM_TAG) != 0) return 0;
        return set_vector(sealer, ssrc, index) && apply_counter_mode(sealer, text, count);
    }
    int written;
    if (!set_vector(sealer, ssrc, index) || !start_gcm(sealer, bytes, header, length, control)) return 0;
    if (count > 0 && EVP_CipherUpdate(sealer->cipher, text, &written, text, (int)count) != 1) return 0;
    return EVP_CIPHER_CTX_ctrl(sealer->cipher, EVP_CTRL_AEAD_SET_TAG, GCM_TAG, bytes + length) == 1 &&
           EVP_CipherFinal_ex(sealer->cipher, text + count, &written) == 1;
}
