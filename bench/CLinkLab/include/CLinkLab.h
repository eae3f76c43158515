// What a laboratory of network namespaces and TUN devices needs from Linux and Swift's Glibc module does not show.
#pragma once
#include <stdint.h>

/// Moves the calling thread into a network namespace of its own. Returns a descriptor of it, or -errno. The namespace
/// has no name: it is gone when the last descriptor, device and process in it are.
int lab_new_namespace(void);

/// A descriptor of the namespace the calling thread is in, or -errno.
int lab_current_namespace(void);

/// Moves the calling thread into the namespace. Returns 0 or -errno.
int lab_enter_namespace(int descriptor);

/// Makes a TUN device (IP packets, no header of its own) in the calling thread's namespace; non-blocking.
/// Returns the descriptor, whose end is the device's end, or -errno.
int lab_open_tun(const char *name);

/// Sets a device of the calling thread's namespace up or down. Returns 0 or -errno.
int lab_set_device(const char *name, int is_up);

/// Lets the calling thread run before all ordinary ones (SCHED_FIFO) and wakes it without timer slack.
/// Returns 0 or -errno of the first; the second always works.
int lab_raise_thread(void);

/// Lets this process and all it will start go before ordinary work of the machine. Returns 0 or -errno.
int lab_favour_process(void);

/// Gives every thread of this process whose name begins so the same precedence (SCHED_FIFO, one step lower). Returns how
/// many, or -errno.
int lab_raise_threads(const char *prefix);

/// Sleeps until `deadline_ns` of CLOCK_MONOTONIC or until one of `count` descriptors can be read, and says which in the
/// low bits of `readable`. Nanosecond resolution. Returns 0 or -errno.
int lab_wait(const int *descriptors, unsigned count, uint64_t deadline_ns, uint64_t *readable);
