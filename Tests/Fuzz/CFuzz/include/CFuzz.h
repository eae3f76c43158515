// libFuzzer's entry point for programs with a `main` of their own.
#pragma once
#include <stddef.h>
#include <stdint.h>

int huizhen_fuzz(int *argc, char ***argv, int (*one)(const uint8_t *bytes, size_t length));
