#define _GNU_SOURCE
#include "CLinuxNet.h"
