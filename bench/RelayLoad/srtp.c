#include "bench_srtp.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdlib.h>
#include <string.h>

struct bench_cipher {
    bench_suite suite;
    EVP_CIPHER_CTX *cipher;
    EVP_CIPHER_CTX *counter;  // for peeking: plain counter mode under the same key
    EVP_MAC_CTX *mac;
    uint8_t salt[16];
};

size_t bench_master_bytes(bench_suite suite) { return suite == BENCH_AEAD_AES_128_GCM ? 28 : 30; }
size_t bench_tag_bytes(bench_suite suite) { return suite == BENCH_AEAD_AES_128_GCM ? 16 : 10; }

/// RFC 3711 §4.3: AES in counter mode over zeros; the label stands at byte 7.
static int derive(const uint8_t *master, size_t salt_bytes, uint8_t label, uint8_t *out, int count) {
    uint8_t start[16] = {0}, zeros[32] = {0};
    memcpy(start, master + 16, salt_bytes);
    start[7] ^= label;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int written = 0;
    int done = context && EVP_EncryptInit_ex2(context, EVP_aes_128_ctr(), master, start, NULL) == 1
        && EVP_EncryptUpdate(context, out, &written, zeros, count) == 1 && written == count;
    EVP_CIPHER_CTX_free(context);
    return done;
}

static EVP_MAC_CTX *make_mac(const uint8_t *key) {
    EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *context = hmac ? EVP_MAC_CTX_new(hmac) : NULL;
    EVP_MAC_free(hmac);
    char digest[] = "SHA1";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
    if (context && EVP_MAC_init(context, key, 20, parameters) == 1) return context;
    EVP_MAC_CTX_free(context);
    return NULL;
}

bench_cipher *bench_cipher_make(bench_suite suite, const uint8_t *master, int seals) {
    static EVP_CIPHER *gcm, *ctr;  // fetched once, kept for the life of the process
    if (!gcm) gcm = EVP_CIPHER_fetch(NULL, "AES-128-GCM", NULL);
    if (!ctr) ctr = EVP_CIPHER_fetch(NULL, "AES-128-CTR", NULL);
    bench_cipher *cipher = calloc(1, sizeof *cipher);
    if (!cipher) return NULL;
    uint8_t key[16], authentication[20];
    size_t salt = bench_master_bytes(suite) - 16;
    cipher->suite = suite;
    cipher->cipher = EVP_CIPHER_CTX_new();
    cipher->counter = EVP_CIPHER_CTX_new();
    int done = cipher->cipher && cipher->counter && derive(master, salt, 0, key, 16)
        && derive(master, salt, 1, authentication, 20) && derive(master, salt, 2, cipher->salt, (int)salt)
        && EVP_EncryptInit_ex2(cipher->counter, ctr, key, NULL, NULL) == 1;
    if (suite == BENCH_AEAD_AES_128_GCM) {
        done = done && EVP_CipherInit_ex2(cipher->cipher, gcm, key, NULL, seals, NULL) == 1;
    } else {
        cipher->mac = make_mac(authentication);
        done = done && cipher->mac && EVP_EncryptInit_ex2(cipher->cipher, ctr, key, NULL, NULL) == 1;
    }
    if (done) return cipher;
    bench_cipher_free(cipher);
    return NULL;
}

void bench_cipher_free(bench_cipher *cipher) {
    if (!cipher) return;
    EVP_CIPHER_CTX_free(cipher->cipher);
    EVP_CIPHER_CTX_free(cipher->counter);
    EVP_MAC_CTX_free(cipher->mac);
    free(cipher);
}

/// RFC 7714 §8.1: 0 ‖ SSRC ‖ index, XOR salt. RFC 3711 §4.1.1: salt·2^16 XOR SSRC·2^64 XOR index·2^16.
static void set_vector(const bench_cipher *cipher, const uint8_t *packet, uint64_t index, uint8_t *vector) {
    int at = cipher->suite == BENCH_AEAD_AES_128_GCM ? 2 : 4;
    memcpy(vector, cipher->salt, 16);
    for (int i = 0; i < 4; i++) vector[at + i] ^= packet[8 + i];
    for (int i = 0; i < 6; i++) vector[at + 4 + i] ^= (uint8_t)(index >> (40 - 8 * i));
}

size_t bench_header_bytes(const uint8_t *packet, size_t length) {
    if (length < BENCH_RTP_HEADER || packet[0] >> 6 != 2) return 0;
    size_t bytes = BENCH_RTP_HEADER + 4u * (packet[0] & 15);
    if (packet[0] & 16) {
        if (length < bytes + 4) return 0;
        bytes += 4 + 4u * (size_t)(packet[bytes + 2] << 8 | packet[bytes + 3]);
    }
    return bytes <= length ? bytes : 0;
}

/// HMAC-SHA1 over packet and roll-over counter; `tag` gets 20 bytes.
static int authenticate(bench_cipher *cipher, const uint8_t *packet, size_t length, uint64_t index, uint8_t *tag) {
    uint32_t rollover = (uint32_t)(index >> 16);
    uint8_t counter[4] = {
        (uint8_t)(rollover >> 24), (uint8_t)(rollover >> 16), (uint8_t)(rollover >> 8), (uint8_t)rollover};
    size_t written;
    return EVP_MAC_init(cipher->mac, NULL, 0, NULL) == 1 && EVP_MAC_update(cipher->mac, packet, length) == 1
        && EVP_MAC_update(cipher->mac, counter, 4) == 1 && EVP_MAC_final(cipher->mac, tag, &written, 20) == 1;
}

int bench_protect(bench_cipher *cipher, const uint8_t *in, uint8_t *out, size_t length, uint64_t index) {
    size_t header = bench_header_bytes(in, length);
    if (!header) return -1;
    uint8_t vector[16], tag[20];
    int written, payload = (int)(length - header);
    set_vector(cipher, in, index, vector);
    if (in != out) memcpy(out, in, header);
    EVP_CIPHER_CTX *context = cipher->cipher;
    if (EVP_EncryptInit_ex2(context, NULL, NULL, vector, NULL) != 1) return -1;
    if (cipher->suite == BENCH_AEAD_AES_128_GCM) {
        int done = EVP_EncryptUpdate(context, NULL, &written, out, (int)header) == 1
            && EVP_EncryptUpdate(context, out + header, &written, in + header, payload) == 1
            && EVP_EncryptFinal_ex(context, out + length, &written) == 1
            && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, 16, out + length) == 1;
        return done ? (int)length + 16 : -1;
    }
    if (EVP_EncryptUpdate(context, out + header, &written, in + header, payload) != 1) return -1;
    if (!authenticate(cipher, out, length, index, tag)) return -1;
    memcpy(out + length, tag, 10);
    return (int)length + 10;
}

int bench_unprotect(bench_cipher *cipher, uint8_t *packet, size_t length, uint64_t index) {
    size_t tag_bytes = bench_tag_bytes(cipher->suite);
    if (length < BENCH_RTP_HEADER + tag_bytes) return -1;
    size_t plain = length - tag_bytes, header = bench_header_bytes(packet, plain);
    if (!header) return -1;
    uint8_t vector[16], tag[20];
    int written, payload = (int)(plain - header);
    set_vector(cipher, packet, index, vector);
    EVP_CIPHER_CTX *context = cipher->cipher;
    if (cipher->suite == BENCH_AEAD_AES_128_GCM) {
        int done = EVP_DecryptInit_ex2(context, NULL, NULL, vector, NULL) == 1
            && EVP_DecryptUpdate(context, NULL, &written, packet, (int)header) == 1
            && EVP_DecryptUpdate(context, packet + header, &written, packet + header, payload) == 1
            && EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, 16, packet + plain) == 1
            && EVP_DecryptFinal_ex(context, packet + plain, &written) == 1;
        return done ? (int)plain : -1;
    }
    if (!authenticate(cipher, packet, plain, index, tag) || CRYPTO_memcmp(tag, packet + plain, 10) != 0) return -1;
    int done = EVP_EncryptInit_ex2(context, NULL, NULL, vector, NULL) == 1
        && EVP_EncryptUpdate(context, packet + header, &written, packet + header, payload) == 1;
    return done ? (int)plain : -1;
}

int bench_peek(bench_cipher *cipher, const uint8_t *packet, size_t length, uint64_t index, uint8_t *out, size_t count) {
    size_t header = bench_header_bytes(packet, length);
    if (!header || length < header + count + bench_tag_bytes(cipher->suite)) return -1;
    uint8_t vector[16];
    int written;
    set_vector(cipher, packet, index, vector);
    // GCM's first payload block is counter 2 behind the 96-bit vector (SP 800-38D §7.1).
    if (cipher->suite == BENCH_AEAD_AES_128_GCM) memcpy(vector + 12, "\0\0\0\2", 4);
    int done = EVP_EncryptInit_ex2(cipher->counter, NULL, NULL, vector, NULL) == 1
        && EVP_EncryptUpdate(cipher->counter, out, &written, packet + header, (int)count) == 1;
    return done ? 0 : -1;
}

uint64_t bench_estimate(const bench_stream *stream, uint16_t sequence) {
    if (!stream->in_use) return sequence;
    uint64_t guess = (stream->highest & ~0xffffull) | sequence;
    if (guess > stream->highest + 32768 && guess >= 65536) return guess - 65536;
    if (guess + 32768 < stream->highest) return guess + 65536;
    return guess;
}

int bench_is_fresh(const bench_stream *stream, uint64_t index) {
    if (!stream->in_use || index > stream->highest) return 1;
    uint64_t age = stream->highest - index;
    return age < 128 && !(stream->seen >> age & 1);
}

void bench_remember(bench_stream *stream, uint64_t index) {
    if (!stream->in_use) {
        stream->in_use = 1;
        stream->highest = index;
        stream->seen = 1;
    } else if (index > stream->highest) {
        uint64_t step = index - stream->highest;
        stream->seen = step < 128 ? stream->seen << step | 1 : 1;
        stream->highest = index;
    } else if (stream->highest - index < 128) {
        stream->seen |= (unsigned __int128)1 << (stream->highest - index);
    }
}

bench_stream *bench_stream_of(bench_stream *streams, unsigned count, uint32_t ssrc) {
    for (unsigned i = 0; i < count; i++) {
        if (!streams[i].in_use) streams[i].ssrc = ssrc;
        if (streams[i].ssrc == ssrc) return &streams[i];
    }
    return NULL;
}
