/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#ifndef TESTS_STORM_MEMORY_H
#define TESTS_STORM_MEMORY_H

/* What the kernel has in use, once what is on its way to be freed is gone. */
struct memory {
	long available_kib;
	long slab_kib;
	int maps;
};

struct memory memory_read(void);

#endif
