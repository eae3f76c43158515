// Preloaded into a relay (LD_PRELOAD), counts the heap allocations of its packet threads, those named "hz-worker-…".
// The count stands as one 64-bit number in the file that HUIZHEN_ALLOCATION_COUNTER names, 8 bytes long at least.
#pragma once
