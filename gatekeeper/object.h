/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The BPF object, which the program has in it once. */
#ifndef GATEKEEPER_OBJECT_H
#define GATEKEEPER_OBJECT_H

#include <stddef.h>

struct gatekeeper_bpf;

/* Opened, and not loaded; the caller destroys it. NULL with errno. */
struct gatekeeper_bpf *object_open(void);

/* The ELF file. `ret_size`: in bytes */
const void *object_bytes(size_t *ret_size);

#endif
