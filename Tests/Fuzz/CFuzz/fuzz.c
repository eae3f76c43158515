#include "CFuzz.h"

extern int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*one)(const uint8_t *, size_t));

int huizhen_fuzz(int *argc, char ***argv, int (*one)(const uint8_t *, size_t)) {
    return LLVMFuzzerRunDriver(argc, argv, one);
}
