/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The instructions of a program, as the verifier left them. It writes a call as the distance of two functions, which it
 * tells to nobody: the loader loads a sample program with such a call, from which it is learnt
 * (hooks/gate-objects.bpf.c).
 */
#ifndef BPF_LSM_CALLER_INSTRUCTIONS_BPF_H
#define BPF_LSM_CALLER_INSTRUCTIONS_BPF_H

#include "bpf-lsm/kernel/types-object.bpf.h"

#define INSTRUCTIONS_MAX 1000000 /* include/linux/bpf.h: BPF_COMPLEXITY_LIMIT_INSNS; a longer one is not searched */

/* struct bpf_insn as one number: code, registers, offset, immediate value. */
#define CODE_OF(instruction) ((__u8)(instruction))
#define SOURCE_OF(instruction) ((instruction) >> 12 & 0xf)
#define IMMEDIATE_OF(instruction) ((__u32)((instruction) >> 32))

#define CODE_CALL (BPF_JMP | BPF_CALL)

static __always_inline __u64 instruction_at(__u64 program, __u32 number)
{
	return number_at(program + bpf_core_field_offset(struct bpf_prog, insnsi) + number * sizeof(__u64));
}

/* Does it call this function of the kernel? `call`: how that is written */
static __always_inline bool calls_function(__u64 instruction, __u32 call)
{
	return CODE_OF(instruction) == CODE_CALL && !SOURCE_OF(instruction) && IMMEDIATE_OF(instruction) == call;
}

#endif
