/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What there is, or was, of programs that are not the gatekeeper's own. */
#ifndef BPF_LSM_CONTRACT_OTHERS_H
#define BPF_LSM_CONTRACT_OTHERS_H

#include <linux/types.h>

/* Which instructions of the sample programs call bpf_set_retval(), and bpf_sys_close() and bpf_sys_bpf(). */
#define GK_SAMPLE_RETVAL 1
#define GK_SAMPLE_SYS_CLOSE 1
#define GK_SAMPLE_SYS_BPF 7

/* What the hooks found out about programs of others, in the map `.data.others`; the loader about those before them. */
struct gk_others {
	__u64 search; /* the session of the search for gk_gate.aimed that began last */
	__u32 sysctl; /* 1: there is a program of type CGROUP_SYSCTL that could take the place of the guard's */
	__u32 aimed;  /* what is found since that search began; 0: nothing */
	/* The ids of the sample programs, which the loader loads for this, and how the kernel writes their calls; 0:
	 * unknown. */
	__u32 sysctl_sample; /* of type CGROUP_SYSCTL */
	__u32 retval_call;
	__u32 syscall_sample; /* of type SYSCALL */
	__u32 sys_bpf_call;
	__u32 sys_close_call;
	__u32 answers_are_verified; /* 1: LSM programs return 0 or an error, else the kernel does not load them */
};

#endif
