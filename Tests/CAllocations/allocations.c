#include "CAllocations.h"

#include <errno.h>
#include <stddef.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static __thread uint64_t count __attribute__((tls_model("initial-exec")));
static __thread int counting __attribute__((tls_model("initial-exec")));

#define NOTE() do { if (__builtin_expect(counting, 0)) count++; } while (0)

void huizhen_allocations_begin(void) {
    count = 0;
    counting = 1;
}

uint64_t huizhen_allocations_end(void) {
    counting = 0;
    return count;
}

void *malloc(size_t bytes) {
    NOTE();
    return __libc_malloc(bytes);
}
void *calloc(size_t items, size_t bytes) {
    NOTE();
    return __libc_calloc(items, bytes);
}
void *realloc(void *block, size_t bytes) {
    NOTE();
    return __libc_realloc(block, bytes);
}
void *memalign(size_t alignment, size_t bytes) {
    NOTE();
    return __libc_memalign(alignment, bytes);
}
void *aligned_alloc(size_t alignment, size_t bytes) {
    NOTE();
    return __libc_memalign(alignment, bytes);
}
int posix_memalign(void **block, size_t alignment, size_t bytes) {
    if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0) return EINVAL;
    NOTE();
    void *got = __libc_memalign(alignment, bytes);
    if (!got) return ENOMEM;
    *block = got;
    return 0;
}
