// SHA-1's own interface is deprecated in OpenSSL 3, not removed; see CSealing.h for why it is used.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "CSealing.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#ifdef HUIZHEN_IPSEC_MB
#define NO_COMPAT_IMB_API_053
#include <intel-ipsec-mb.h>
#endif

enum { GCM_TAG = 16, CM_TAG = 10, WORD = 4, HMAC_KEY = 20, CONTROL_HEADER = 8 };

struct huizhen_sealer {
    EVP_CIPHER_CTX *cipher;
    int counter_mode;
    uint8_t salt[16];  // zero behind its end
    /// HMAC-SHA1 (RFC 2104): the states behind the padded key.
    SHA_CTX inner, outer;
    OSSL_PARAM tag[2];
#ifdef HUIZHEN_IPSEC_MB
    /// The key's schedule for ipsec-mb, which then stands for `cipher`; 64-byte aligned as the sealer is.
    union {
        _Alignas(64) struct gcm_key_data key;
        struct { _Alignas(16) uint32_t expanded[44], inverse[44]; } counter;
    };
    aes_gcm_enc_dec_t seal, open;
    int is_quick;
#endif
};

enum { ALIGNMENT = 64 };

/// Zeroed, on a cache line of its own; NULL when there is no memory.
static void *allocate(size_t size) {
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    void *memory = aligned_alloc(ALIGNMENT, size);
    return memory ? memset(memory, 0, size) : NULL;
}

#ifdef HUIZHEN_IPSEC_MB
/// Its functions for this processor; read-only once made, so that all threads share it. NULL when the processor has no
/// AES instructions: the library would then emulate them.
static IMB_MGR *quick_manager;
static pthread_once_t quick_once = PTHREAD_ONCE_INIT;

static void find_quick(void) {
    IMB_MGR *manager = alloc_mb_mgr(0);
    if (!manager) return;
    IMB_ARCH architecture;
    init_mb_mgr_auto(manager, &architecture);
    uint64_t needed = IMB_FEATURE_AESNI | IMB_FEATURE_PCLMULQDQ;
    if (imb_get_errno(manager) == 0 && (manager->features & needed) == needed) quick_manager = manager;
    else free_mb_mgr(manager);
}

static int use_quick(huizhen_sealer *sealer, huizhen_suite suite, const uint8_t *key) {
    pthread_once(&quick_once, find_quick);
    if (!quick_manager) return 0;
    sealer->is_quick = 1;
    if (suite == HUIZHEN_SUITE_CM80) {
        IMB_AES_KEYEXP_128(quick_manager, key, sealer->counter.expanded, sealer->counter.inverse);
        return 1;
    }
    int is_long = suite == HUIZHEN_SUITE_GCM256;
    if (is_long) IMB_AES256_GCM_PRE(quick_manager, key, &sealer->key);
    else IMB_AES128_GCM_PRE(quick_manager, key, &sealer->key);
    sealer->seal = is_long ? quick_manager->gcm256_enc : quick_manager->gcm128_enc;
    sealer->open = is_long ? quick_manager->gcm256_dec : quick_manager->gcm128_dec;
    return 1;
}

int huizhen_sealing_is_quick(void) {
    pthread_once(&quick_once, find_quick);
    return quick_manager != NULL;
}

enum { MACS = 128 };

/// An HMAC-SHA1 to be computed together with others. It keeps what it needs of its sealer, which may go before.
struct mac {
    _Alignas(16) uint32_t inner[8];
    _Alignas(16) uint32_t outer[8];
    uint8_t digest[24];
    uint8_t *bytes;
    size_t covered;
    uint32_t rollover;  // as it stands on the wire
};

/// What one thread works with. Counter mode is to be had as a job only, and jobs belong to one manager a thread.
struct desk {
    /// Sealed packets that lack their tag, and received ones whose tag was computed before they are opened.
    struct mac owed[MACS], foreseen[MACS];
    int owed_count, foreseen_count, foreseen_next;
    IMB_MGR *manager;
    IMB_JOB jobs[MACS];
};

static pthread_key_t desks;
static pthread_once_t desk_once = PTHREAD_ONCE_INIT;

static void free_desk(void *held) {
    struct desk *desk = held;
    if (desk->manager) free_mb_mgr(desk->manager);
    OPENSSL_cleanse(desk, sizeof *desk);
    free(desk);
}

static void make_key_of_desks(void) { (void)pthread_key_create(&desks, free_desk); }

static _Thread_local struct desk *known_desk;

/// Freed with the thread. NULL when there is no memory.
static struct desk *desk_of_this_thread(void) {
    if (known_desk) return known_desk;
    pthread_once(&desk_once, make_key_of_desks);
    struct desk *desk = allocate(sizeof *desk);
    if (!desk) return NULL;
    desk->manager = alloc_mb_mgr(0);
    IMB_ARCH architecture;
    if (desk->manager) init_mb_mgr_auto(desk->manager, &architecture);
    if (!desk->manager || pthread_setspecific(desks, desk) != 0) {
        free_desk(desk);
        return NULL;
    }
    return known_desk = desk;
}

static int run_counter_mode(const huizhen_sealer *sealer, const uint8_t vector[16], uint8_t *text, size_t count) {
    if (count == 0) return 1;
    struct desk *desk = desk_of_this_thread();
    if (!desk) return 0;
    IMB_MGR *manager = desk->manager;
    IMB_JOB *job = IMB_GET_NEXT_JOB(manager);
    job->cipher_mode = IMB_CIPHER_CNTR;
    job->cipher_direction = IMB_DIR_ENCRYPT;
    job->chain_order = IMB_ORDER_CIPHER_HASH;
    job->hash_alg = IMB_AUTH_NULL;
    job->enc_keys = job->dec_keys = sealer->counter.expanded;
    job->key_len_in_bytes = 16;
    job->iv = vector;
    job->iv_len_in_bytes = 16;
    job->src = job->dst = text;
    job->cipher_start_src_offset_in_bytes = 0;
    job->msg_len_to_cipher_in_bytes = count;
    job->hash_start_src_offset_in_bytes = 0;
    job->msg_len_to_hash_in_bytes = 0;
    job = IMB_SUBMIT_JOB(manager);
    return job && job->status == IMB_STATUS_COMPLETED;
}
#else
static int use_quick(huizhen_sealer *sealer, huizhen_suite suite, const uint8_t *key) {
    (void)sealer, (void)suite, (void)key;
    return 0;
}

int huizhen_sealing_is_quick(void) { return 0; }
#endif

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
    huizhen_suite suite, huizhen_library library, int seals, const uint8_t *key, const uint8_t *authentication,
    const uint8_t *salt) {
    huizhen_sealer *sealer = allocate(sizeof *sealer);
    if (!sealer) return NULL;
    sealer->counter_mode = suite == HUIZHEN_SUITE_CM80;
    memcpy(sealer->salt, salt, sealer->counter_mode ? 14 : 12);
    sealer->tag[0] = OSSL_PARAM_construct_octet_string(OSSL_CIPHER_PARAM_AEAD_TAG, NULL, GCM_TAG);
    sealer->tag[1] = OSSL_PARAM_construct_end();
    if (sealer->counter_mode) prepare_hmac(sealer, authentication);
    if (library == HUIZHEN_LIBRARY_QUICKEST && use_quick(sealer, suite, key)) return sealer;
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
static void make_vector(const huizhen_sealer *sealer, uint32_t ssrc, uint64_t index, uint8_t vector[16]) {
    memcpy(vector, sealer->salt, 16);
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
}

static int set_vector(huizhen_sealer *sealer, uint32_t ssrc, uint64_t index) {
    uint8_t vector[16];
    make_vector(sealer, ssrc, index, vector);
    return EVP_CipherInit_ex(sealer->cipher, NULL, NULL, NULL, vector, -1) == 1;
}

/// Counter mode is its own inverse. Exact overlap of input and output is allowed.
static int apply_counter_mode(huizhen_sealer *sealer, uint32_t ssrc, uint64_t index, uint8_t *text, size_t count) {
#ifdef HUIZHEN_IPSEC_MB
    if (sealer->is_quick) {
        uint8_t vector[16];
        make_vector(sealer, ssrc, index, vector);
        return run_counter_mode(sealer, vector, text, count);
    }
#endif
    int written;
    return set_vector(sealer, ssrc, index) &&
           (count == 0 || EVP_CipherUpdate(sealer->cipher, text, &written, text, (int)count) == 1);
}

/// RFC 3711 §4.2: over the packet, and for RTP also over the roll-over counter, in network order.
static void authenticate(
    const SHA_CTX *inner, const SHA_CTX *outer, const uint8_t *bytes, size_t count, const uint32_t *rollover,
    uint8_t *digest) {
    SHA_CTX state = *inner;
    SHA1_Update(&state, bytes, count);
    if (rollover) SHA1_Update(&state, rollover, WORD);
    SHA1_Final(digest, &state);
    state = *outer;
    SHA1_Update(&state, digest, SHA_DIGEST_LENGTH);
    SHA1_Final(digest, &state);
}

static uint32_t rollover_on_wire(uint64_t index) { return __builtin_bswap32((uint32_t)(index >> 16)); }

// MARK: Tags of counter mode, many at once

#ifdef HUIZHEN_IPSEC_MB
/// From this many on the lanes of ipsec-mb beat SHA-1 one by one, with the processor's own SHA instructions.
enum { WORTH_A_BURST = 4 };

static void take_state(uint32_t *words, const SHA_CTX *state) {
    words[0] = state->h0, words[1] = state->h1, words[2] = state->h2, words[3] = state->h3, words[4] = state->h4;
}

static SHA_CTX behind_key(const uint32_t *words) {
    SHA_CTX state;
    SHA1_Init(&state);
    state.h0 = words[0], state.h1 = words[1], state.h2 = words[2], state.h3 = words[3], state.h4 = words[4];
    state.Nl = SHA_CBLOCK * 8;
    return state;
}

static void fill(struct mac *mac, const huizhen_sealer *sealer, uint64_t index, uint8_t *bytes, size_t covered) {
    take_state(mac->inner, &sealer->inner);
    take_state(mac->outer, &sealer->outer);
    mac->bytes = bytes;
    mac->covered = covered;
    mac->rollover = rollover_on_wire(index);
}

static void compute_alone(struct mac *mac) {
    SHA_CTX inner = behind_key(mac->inner), outer = behind_key(mac->outer);
    authenticate(&inner, &outer, mac->bytes, mac->covered, &mac->rollover, mac->digest);
}

/// The roll-over counter belongs behind the packet: while it is hashed, it stands in place of the tag's first bytes.
static void compute(struct desk *desk, struct mac *macs, int count) {
    if (count < WORTH_A_BURST) {
        for (int i = 0; i < count; i++) compute_alone(&macs[i]);
        return;
    }
    uint32_t kept[MACS];
    for (int i = 0; i < count; i++) {
        struct mac *mac = &macs[i];
        memcpy(&kept[i], mac->bytes + mac->covered, WORD);
        memcpy(mac->bytes + mac->covered, &mac->rollover, WORD);
        IMB_JOB *job = &desk->jobs[i];
        job->src = mac->bytes;
        job->hash_start_src_offset_in_bytes = 0;
        job->msg_len_to_hash_in_bytes = mac->covered + WORD;
        job->auth_tag_output = mac->digest;
        job->auth_tag_output_len_in_bytes = SHA_DIGEST_LENGTH;
        job->u.HMAC._hashed_auth_key_xor_ipad = (const uint8_t *)mac->inner;
        job->u.HMAC._hashed_auth_key_xor_opad = (const uint8_t *)mac->outer;
    }
    uint32_t done = IMB_SUBMIT_HASH_BURST(desk->manager, desk->jobs, (uint32_t)count, IMB_AUTH_HMAC_SHA_1);
    for (int i = 0; i < count; i++) memcpy(macs[i].bytes + macs[i].covered, &kept[i], WORD);
    if (done == (uint32_t)count) return;
    for (int i = 0; i < count; i++) compute_alone(&macs[i]);
}

static void settle(struct desk *desk) {
    compute(desk, desk->owed, desk->owed_count);
    for (int i = 0; i < desk->owed_count; i++)
        memcpy(desk->owed[i].bytes + desk->owed[i].covered, desk->owed[i].digest, CM_TAG);
    desk->owed_count = 0;
}

void huizhen_settle(void) {
    if (known_desk && known_desk->owed_count > 0) settle(known_desk);
}

/// Leaves the tag owed. 0 when it must be computed now.
static int owe(const huizhen_sealer *sealer, uint64_t index, uint8_t *bytes, size_t covered) {
    struct desk *desk = sealer->is_quick ? desk_of_this_thread() : NULL;
    if (!desk) return 0;
    if (desk->owed_count == MACS) settle(desk);
    fill(&desk->owed[desk->owed_count++], sealer, index, bytes, covered);
    return 1;
}

void huizhen_foresee(const huizhen_sealer *sealer, uint64_t index, uint8_t *bytes, size_t length) {
    struct desk *desk = sealer->counter_mode && sealer->is_quick ? desk_of_this_thread() : NULL;
    if (!desk || desk->foreseen_count == MACS) return;
    fill(&desk->foreseen[desk->foreseen_count++], sealer, index, bytes, length);
}

void huizhen_foretell(void) {
    struct desk *desk = known_desk;
    if (!desk || desk->foreseen_count == 0) return;
    // One by one is as well done when the packet is opened.
    if (desk->foreseen_count < WORTH_A_BURST) desk->foreseen_count = 0;
    compute(desk, desk->foreseen, desk->foreseen_count);
    desk->foreseen_next = 0;
}

void huizhen_forget(void) {
    if (known_desk) known_desk->foreseen_count = known_desk->foreseen_next = 0;
}

/// The digest of a packet, if it was foreseen just as it is now: its key, its length, its roll-over counter. Each is
/// given once, so that bytes changed since are never believed.
static const uint8_t *foreseen(
    const huizhen_sealer *sealer, const uint8_t *bytes, size_t covered, uint32_t rollover) {
    struct desk *desk = known_desk;
    if (!desk) return NULL;
    // They stand in the order in which the packets lie in memory, and come.
    while (desk->foreseen_next < desk->foreseen_count && desk->foreseen[desk->foreseen_next].bytes < bytes)
        desk->foreseen_next++;
    if (desk->foreseen_next == desk->foreseen_count) return NULL;
    const struct mac *mac = &desk->foreseen[desk->foreseen_next];
    if (mac->bytes != bytes) return NULL;
    desk->foreseen_next++;
    uint32_t inner[8], outer[8];
    take_state(inner, &sealer->inner);
    take_state(outer, &sealer->outer);
    int is_same = mac->covered == covered && mac->rollover == rollover &&
                  CRYPTO_memcmp(mac->inner, inner, SHA_DIGEST_LENGTH) == 0 &&
                  CRYPTO_memcmp(mac->outer, outer, SHA_DIGEST_LENGTH) == 0;
    return is_same ? mac->digest : NULL;
}
#else
void huizhen_settle(void) {}

static int owe(const huizhen_sealer *sealer, uint64_t index, uint8_t *bytes, size_t covered) {
    (void)sealer, (void)index, (void)bytes, (void)covered;
    return 0;
}

void huizhen_foresee(const huizhen_sealer *sealer, uint64_t index, uint8_t *bytes, size_t length) {
    (void)sealer, (void)index, (void)bytes, (void)length;
}

void huizhen_foretell(void) {}

void huizhen_forget(void) {}

static const uint8_t *foreseen(
    const huizhen_sealer *sealer, const uint8_t *bytes, size_t covered, uint32_t rollover) {
    (void)sealer, (void)bytes, (void)covered, (void)rollover;
    return NULL;
}
#endif

static int start_gcm(huizhen_sealer *sealer, const uint8_t *bytes, size_t header, size_t length, int control) {
    int written;
    return EVP_CipherUpdate(sealer->cipher, NULL, &written, bytes, (int)header) == 1 &&
           (!control || EVP_CipherUpdate(sealer->cipher, NULL, &written, bytes + length + GCM_TAG, WORD) == 1);
}

#ifdef HUIZHEN_IPSEC_MB
/// Both ways: runs over the text and gives the tag. Of a control packet, header and index word are authenticated as one.
static void run_quick(
    huizhen_sealer *sealer, aes_gcm_enc_dec_t run, uint32_t ssrc, uint64_t index, uint8_t *bytes, size_t header,
    size_t length, int control, uint8_t tag[GCM_TAG]) {
    uint8_t vector[16], joined[CONTROL_HEADER + WORD];
    make_vector(sealer, ssrc, index, vector);
    const uint8_t *covered = bytes;
    if (control) {
        memcpy(joined, bytes, CONTROL_HEADER);
        memcpy(joined + CONTROL_HEADER, bytes + length + GCM_TAG, WORD);
        covered = joined;
    }
    struct gcm_context_data state;
    uint8_t *text = bytes + header;
    run(&sealer->key, &state, text, text, length - header, vector, covered, control ? sizeof joined : header, tag,
        GCM_TAG);
}
#endif

int huizhen_seal(
    huizhen_sealer *sealer, uint32_t ssrc, uint64_t index, uint8_t *bytes, size_t header, size_t length, int control,
    int owing) {
#ifdef HUIZHEN_IPSEC_MB
    if (sealer->seal) {
        run_quick(sealer, sealer->seal, ssrc, index, bytes, header, length, control, bytes + length);
        return 1;
    }
#endif
    uint8_t *text = bytes + header;
    size_t count = length - header;
    if (sealer->counter_mode) {
        if (!apply_counter_mode(sealer, ssrc, index, text, count)) return 0;
        if (owing && !control && owe(sealer, index, bytes, length)) return 1;
        uint8_t digest[SHA_DIGEST_LENGTH];
        uint32_t rollover = rollover_on_wire(index);
        size_t covered = length + (control ? WORD : 0);
        authenticate(&sealer->inner, &sealer->outer, bytes, covered, control ? NULL : &rollover, digest);
        memcpy(bytes + covered, digest, CM_TAG);
        return 1;
    }
    int written;
    if (!set_vector(sealer, ssrc, index) || !start_gcm(sealer, bytes, header, length, control)) return 0;
    if (count > 0 && EVP_CipherUpdate(sealer->cipher, text, &written, text, (int)count) != 1) return 0;
    // GCM has no block left to flush: nothing is written behind the text.
    if (EVP_CipherFinal_ex(sealer->cipher, text + count, &written) != 1) return 0;
    sealer->tag[0].data = bytes + length;
    return EVP_CIPHER_CTX_get_params(sealer->cipher, sealer->tag) == 1;
}

int huizhen_open(
    huizhen_sealer *sealer, uint32_t ssrc, uint64_t index, uint8_t *bytes, size_t header, size_t length, int control) {
#ifdef HUIZHEN_IPSEC_MB
    if (sealer->open) {
        uint8_t tag[GCM_TAG];
        run_quick(sealer, sealer->open, ssrc, index, bytes, header, length, control, tag);
        return CRYPTO_memcmp(tag, bytes + length, GCM_TAG) == 0;
    }
#endif
    uint8_t *text = bytes + header;
    size_t count = length - header;
    if (sealer->counter_mode) {
        uint8_t digest[SHA_DIGEST_LENGTH];
        uint32_t rollover = rollover_on_wire(index);
        size_t covered = length + (control ? WORD : 0);
        const uint8_t *known = control ? NULL : foreseen(sealer, bytes, covered, rollover);
        if (!known) {
            authenticate(&sealer->inner, &sealer->outer, bytes, covered, control ? NULL : &rollover, digest);
            known = digest;
        }
        if (CRYPTO_memcmp(known, bytes + covered, CM_TAG) != 0) return 0;
        return apply_counter_mode(sealer, ssrc, index, text, count);
    }
    int written;
    if (!set_vector(sealer, ssrc, index) || !start_gcm(sealer, bytes, header, length, control)) return 0;
    if (count > 0 && EVP_CipherUpdate(sealer->cipher, text, &written, text, (int)count) != 1) return 0;
    return EVP_CIPHER_CTX_ctrl(sealer->cipher, EVP_CTRL_AEAD_SET_TAG, GCM_TAG, bytes + length) == 1 &&
           EVP_CipherFinal_ex(sealer->cipher, text + count, &written) == 1;
}
