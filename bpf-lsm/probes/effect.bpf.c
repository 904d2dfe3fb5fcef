// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Shows whether the kernel runs BPF LSM programs at all: `gatekeeper doctor` attaches this for the time of one call,
 * which it answers. A program that is attached and never run says nothing.
 *
 * hooks:
 *   lsm/bpf  answers one command, which no kernel has, to the one caller that knows the number
 */
#include "bpf-lsm/kernel/types.bpf.h"

#include "bpf-lsm/contract/effect.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

const volatile __u32 gk_number;

SEC("lsm/bpf")
int BPF_PROG(gk_effect, int cmd, union bpf_attr *attr, unsigned int size)
{
	const volatile __u32 *head = (const volatile void *)attr;

	if (cmd != GK_EFFECT_COMMAND || head[0] != gk_number)
		return 0;
	return -GK_EFFECT_ERRNO;
}
