// OpenSSL 3 with its function-like macros as functions: Swift does not import macros.
#pragma once
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/srtp.h>
#include <openssl/x509.h>

static inline EVP_PKEY *huizhen_generate_p256(void) { return EVP_EC_gen("P-256"); }
static inline int huizhen_only_dtls12(SSL_CTX *context) {
    return SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION) == 1 &&
           SSL_CTX_set_max_proto_version(context, DTLS1_2_VERSION) == 1;
}
static inline uint64_t huizhen_dtls_options(void) {
    return SSL_OP_NO_QUERY_MTU | SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
           SSL_OP_CIPHER_SERVER_PREFERENCE;
}
static inline void huizhen_no_session_cache(SSL_CTX *context) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}
static inline void huizhen_set_mtu(SSL *ssl, long bytes) { SSL_set_mtu(ssl, bytes); }
/// Nanoseconds until DTLS wants its timer served; -1 when no timer runs.
static inline int64_t huizhen_dtls_timeout_ns(SSL *ssl) {
    struct timeval left;
    if (!DTLSv1_get_timeout(ssl, &left)) return -1;
    return (int64_t)left.tv_sec * 1000000000 + (int64_t)left.tv_usec * 1000;
}
static inline int huizhen_dtls_handle_timeout(SSL *ssl) { return (int)DTLSv1_handle_timeout(ssl); }
static inline size_t huizhen_bio_pending(BIO *bio) { return BIO_ctrl_pending(bio); }
static inline void huizhen_bio_reset(BIO *bio) { (void)BIO_reset(bio); }
static inline void huizhen_bio_never_eof(BIO *bio) { BIO_set_mem_eof_return(bio, -1); }
static inline int huizhen_set_curves(SSL_CTX *context, const char *list) {
    return (int)SSL_CTX_set1_groups_list(context, list);
}
/// Accepts any certificate here: the peer is known by its fingerprint from the SDP, compared after the handshake.
static inline int huizhen_accept_any_certificate(int ok, X509_STORE_CTX *store) {
    (void)ok;
    (void)store;
    return 1;
}
static inline void huizhen_require_peer_certificate(SSL_CTX *context) {
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, huizhen_accept_any_certificate);
}
/// DTLS retransmission: 100 ms at first, doubled up to 2 s. RFC 6347 §4.2.4.1 allows less than its 1 s where the path
/// is known to be short; browsers start at 50 ms, and a lost flight must not cost a second of joining.
static inline unsigned int huizhen_next_dtls_timer(SSL *ssl, unsigned int timer_us) {
    (void)ssl;
    return timer_us == 0 ? 100000 : timer_us >= 1000000 ? 2000000 : 2 * timer_us;
}
static inline void huizhen_quick_dtls_timer(SSL *ssl) { DTLS_set_timer_cb(ssl, huizhen_next_dtls_timer); }
