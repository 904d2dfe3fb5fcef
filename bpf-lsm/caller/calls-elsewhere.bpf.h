/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which programs could make bpf() calls in the name of somebody else? Those of type SYSCALL have bpf_sys_bpf() and
 * bpf_sys_close(), and run in the task that asks for it (PROG_RUN). But a function that such a program hands to a
 * timer, a work queue or the next return of a task to user space is run by whatever task is there, also by the
 * gatekeeper, or by a thread of the kernel (kernel/bpf/helpers.c). Who asks would be unknown, so that no such program
 * is issued. Loaders that are programs (bpftool gen skeleton -L) hand no function on.
 */
#ifndef BPF_LSM_CALLER_CALLS_ELSEWHERE_BPF_H
#define BPF_LSM_CALLER_CALLS_ELSEWHERE_BPF_H

#include "bpf-lsm/caller/instructions.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"

#define CODE_LOAD_ADDRESS (BPF_LD | BPF_IMM | BPF_DW)

/* What is found in a program. */
#define MAKES_CALLS 1 /* such a call; or what is written so is not known */
#define HANDS_ON 2    /* the address of a function of its own */
#define CALLS_ELSEWHERE (MAKES_CALLS | HANDS_ON)

struct elsewhere_search {
	__u64 program; /* struct bpf_prog */
	__u32 found;
};

/* One instruction. */
static long search_elsewhere(__u32 number, struct elsewhere_search *search)
{
	__u64 instruction = instruction_at(search->program, number);

	if (calls_function(instruction, gk_others.sys_bpf_call) ||
	    calls_function(instruction, gk_others.sys_close_call))
		search->found |= MAKES_CALLS;
	if (CODE_OF(instruction) == CODE_LOAD_ADDRESS && SOURCE_OF(instruction) == BPF_PSEUDO_FUNC)
		search->found |= HANDS_ON;
	return search->found == CALLS_ELSEWHERE;
}

/* Of a program of type SYSCALL, or an extension, which may take the place of a function that is handed on. */
VERIFIED_ALONE int gk_calls_elsewhere(__u64 address)
{
	struct bpf_prog *program = (void *)address;
	__u32 length = READ(program, len);
	struct elsewhere_search search = {.program = address};

	if (!gk_others.sys_bpf_call || !gk_others.sys_close_call)
		search.found |= MAKES_CALLS;
	if (READ(program, type) == BPF_PROG_TYPE_EXT)
		search.found |= HANDS_ON;
	if (length > INSTRUCTIONS_MAX || bpf_loop(length, search_elsewhere, &search, 0) < 0)
		return 1;
	return search.found == CALLS_ELSEWHERE;
}

/* `type`: of the program */
static __always_inline bool calls_elsewhere(struct bpf_prog *program, __u32 type)
{
	return (type == BPF_PROG_TYPE_SYSCALL || type == BPF_PROG_TYPE_EXT) && gk_calls_elsewhere(address_of(program));
}

#endif
