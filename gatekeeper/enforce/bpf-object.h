/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The BPF object, which the program has in it once. */
#ifndef GATEKEEPER_ENFORCE_BPF_OBJECT_H
#define GATEKEEPER_ENFORCE_BPF_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bpf_program;
struct gatekeeper_bpf;

/* Opened, and not loaded; the caller destroys it. NULL with errno. */
struct gatekeeper_bpf *object_open(void);

/* The name of the kernel's function that a program hooks; false: none. */
bool object_hooked_function(const struct bpf_program *program, char *ret_name, size_t size);

/*
 * Before anything else is made of an opened one: of the programs that not all kernels can have, takes those whose
 * function is in this one's BTF. The others are not loaded. Returns bit n for the nth of them.
 */
uint32_t object_take_optional(struct gatekeeper_bpf *skeleton);

/* The ELF file. `ret_size`: in bytes */
const void *object_bytes(size_t *ret_size);

#endif
