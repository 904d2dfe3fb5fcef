/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which programs of type CGROUP_SYSCTL could answer for the guard of kernel/ftrace_enabled (hooks/guard-ftrace.bpf.c)?
 * The programs of a cgroup run one after the other, and each can set the answer anew by bpf_set_retval(), also to that
 * there is no error (kernel/bpf/cgroup.c bpf_prog_run_array_cg). Ours, of the root cgroup, runs before those that were
 * attached there after it.
 *
 * So a program is searched for a call of that function (instructions.bpf.h).
 */
#ifndef BPF_LSM_CALLER_SYSCTL_ANSWER_BPF_H
#define BPF_LSM_CALLER_SYSCTL_ANSWER_BPF_H

#include "bpf-lsm/caller/instructions.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"

#define CODE_TAIL_CALL (BPF_JMP | BPF_TAIL_CALL)
#define BPF_TAIL_CALL 0xf0 /* include/linux/filter.h: what a call of bpf_tail_call() becomes */

/* Does the instruction call the kernel's function that is written so, or another program? */
static __always_inline bool may_answer_sysctl(__u64 instruction, __u32 call)
{
	if (CODE_OF(instruction) == CODE_TAIL_CALL)
		return true;
	return calls_function(instruction, call);
}

struct answer_search {
	__u64 program; /* struct bpf_prog */
	__u32 call;    /* how the kernel writes the call */
	__u32 found;
};

/* One instruction. */
static long search_answer(__u32 number, struct answer_search *search)
{
	search->found = may_answer_sysctl(instruction_at(search->program, number), search->call);
	return search->found;
}

VERIFIED_ALONE int gk_sets_answer(__u64 program)
{
	struct answer_search search = {.program = program, .call = gk_others.retval_call};
	__u32 length = READ((struct bpf_prog *)program, len);

	if (!search.call || length > INSTRUCTIONS_MAX)
		return 1;
	if (bpf_loop(length, search_answer, &search, 0) != (long)length)
		return 1;
	return search.found;
}

#endif
