#include "CEngineFloor.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <string.h>
#include <time.h>

static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static double gcm(int bytes, int rounds) {
    static const unsigned char key[16] = {1}, other[16] = {2};
    unsigned char vector[12] = {3}, packet[2048] = {0x80}, tag[16];
    EVP_CIPHER_CTX *open = EVP_CIPHER_CTX_new(), *seal = EVP_CIPHER_CTX_new();
    EVP_CipherInit_ex(open, EVP_aes_128_gcm(), NULL, key, vector, 0);
    EVP_CipherInit_ex(seal, EVP_aes_128_gcm(), NULL, other, vector, 1);
    int n;
    double from = now_ns();
    for (int i = 0; i < rounds; i++) {
        memcpy(vector + 4, &i, sizeof i);
        EVP_CipherInit_ex(open, NULL, NULL, NULL, vector, -1);
        EVP_CipherUpdate(open, NULL, &n, packet, 12);
        EVP_CipherUpdate(open, packet + 12, &n, packet + 12, bytes - 12);
        EVP_CIPHER_CTX_ctrl(open, EVP_CTRL_AEAD_SET_TAG, 16, tag);
        EVP_CipherFinal_ex(open, packet + bytes, &n);  // the tag is wrong: the work is the same
        EVP_CipherInit_ex(seal, NULL, NULL, NULL, vector, -1);
        EVP_CipherUpdate(seal, NULL, &n, packet, 12);
        EVP_CipherUpdate(seal, packet + 12, &n, packet + 12, bytes - 12);
        EVP_CipherFinal_ex(seal, packet + bytes, &n);
        EVP_CIPHER_CTX_ctrl(seal, EVP_CTRL_AEAD_GET_TAG, 16, tag);
    }
    double spent = now_ns() - from;
    EVP_CIPHER_CTX_free(open);
    EVP_CIPHER_CTX_free(seal);
    return spent / rounds;
}

static EVP_MAC_CTX *hmac(const unsigned char *key) {
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(mac);
    EVP_MAC_free(mac);
    char digest[] = "SHA1";
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
    EVP_MAC_init(context, key, 20, parameters);
    return context;
}

static double cm80(int bytes, int rounds) {
    static const unsigned char key[20] = {1}, other[20] = {2};
    unsigned char vector[16] = {3}, packet[2048] = {0x80}, tag[20];
    EVP_CIPHER_CTX *open = EVP_CIPHER_CTX_new(), *seal = EVP_CIPHER_CTX_new();
    EVP_CipherInit_ex(open, EVP_aes_128_ctr(), NULL, key, vector, 1);
    EVP_CipherInit_ex(seal, EVP_aes_128_ctr(), NULL, other, vector, 1);
    EVP_MAC_CTX *verify = hmac(key), *sign = hmac(other);
    unsigned char rollover[4] = {0};
    size_t written;
    int n;
    double from = now_ns();
    for (int i = 0; i < rounds; i++) {
        memcpy(vector + 4, &i, sizeof i);
        EVP_MAC_init(verify, NULL, 0, NULL);
        EVP_MAC_update(verify, packet, (size_t)bytes);
        EVP_MAC_update(verify, rollover, 4);
        EVP_MAC_final(verify, tag, &written, sizeof tag);
        EVP_CipherInit_ex(open, NULL, NULL, NULL, vector, -1);
        EVP_CipherUpdate(open, packet + 12, &n, packet + 12, bytes - 12);
        EVP_CipherInit_ex(seal, NULL, NULL, NULL, vector, -1);
        EVP_CipherUpdate(seal, packet + 12, &n, packet + 12, bytes - 12);
        EVP_MAC_init(sign, NULL, 0, NULL);
        EVP_MAC_update(sign, packet, (size_t)bytes);
        EVP_MAC_update(sign, rollover, 4);
        EVP_MAC_final(sign, tag, &written, sizeof tag);
    }
    double spent = now_ns() - from;
    EVP_CIPHER_CTX_free(open);
    EVP_CIPHER_CTX_free(seal);
    EVP_MAC_CTX_free(verify);
    EVP_MAC_CTX_free(sign);
    return spent / rounds;
}

double engine_floor_ns(int suite, int bytes, int rounds) {
    return suite == ENGINE_FLOOR_GCM128 ? gcm(bytes, rounds) : cm80(bytes, rounds);
}
