/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The BPF object, which is embedded in the program. */
#ifndef GATEKEEPER_ENFORCE_BPF_OBJECT_H
#define GATEKEEPER_ENFORCE_BPF_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bpf_program;
struct gatekeeper_bpf;

/* Opens it, without loading it. The caller destroys it. Returns NULL on failure, with errno. */
struct gatekeeper_bpf *object_open(void);

/* Is it attached, and stays so? The others the loader runs once. */
bool object_is_hook(const struct bpf_program *program);

/* May the kernel skip it, as another task was preempted in it? It then counts that in the program. */
bool object_may_be_skipped(const struct bpf_program *program);

/* Is the hook needed only for `protect: self` and more? It costs calls that are not bpf(). */
bool object_is_guard(const struct gatekeeper_bpf *skeleton, const struct bpf_program *program);

/* Gives the name of the kernel function that a program hooks. Returns false if there is none. */
bool object_hooked_function(const struct bpf_program *program, char *ret_name, size_t size);

/*
 * Does it, attached, take one of the few slots of its function's trampoline? Programs of LSM hooks and functions do;
 * those of tracepoints do not.
 */
bool object_takes_slot(const struct bpf_program *program);

/* Calls `visit` with the function of each program that takes a slot. Returns 0 or a negative errno. */
int object_visit_slots(void (*visit)(void *context, const char *function), void *context);

/*
 * Of the programs whose function not every kernel has, chooses those whose function is in this kernel's BTF; the others
 * are not loaded. To be called first on an opened object. Returns bit n for the nth of these programs.
 */
uint32_t object_take_optional(struct gatekeeper_bpf *skeleton);

/* The ELF file; the size is in bytes. */
const void *object_bytes(size_t *ret_size);

#endif
