/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#ifndef GATEKEEPER_BASE_CLOCK_H
#define GATEKEEPER_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

/* In ns. CLOCK_BOOTTIME goes on in suspend, nobody sets it, and the kernel side has it as bpf_ktime_get_boot_ns(). */
static inline uint64_t clock_nanoseconds(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

#endif
