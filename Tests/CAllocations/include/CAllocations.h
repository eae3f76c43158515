// Counts what the calling thread takes from the heap. Linking this replaces malloc and its kin in the whole program by
// functions that count, when the thread has asked for it, and then call glibc's own.
#pragma once
#include <stdint.h>

/// Starts counting on this thread, from zero.
void huizhen_allocations_begin(void);
/// Stops, and gives how many blocks this thread took (malloc, calloc, realloc, aligned forms) since.
uint64_t huizhen_allocations_end(void);
