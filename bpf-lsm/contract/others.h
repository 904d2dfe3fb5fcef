/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What there is, or was, of programs that are not the gatekeeper's own. */
#ifndef BPF_LSM_CONTRACT_OTHERS_H
#define BPF_LSM_CONTRACT_OTHERS_H

#include <linux/types.h>

/* What the hooks found out about programs of others, in the map `.data.others`; the loader about those before them. */
struct gk_others {
	__u64 search;      /* the session of the search for gk_gate.aimed that began last */
	__u32 sysctl;      /* 1: there is a program of type CGROUP_SYSCTL that could take the place of the guard's */
	__u32 aimed;       /* what is found since that search began; 0: nothing */
	__u32 shown_call;  /* the id of a program of the loader, whose second instruction calls bpf_set_retval() */
	__u32 retval_call; /* how the kernel writes that; 0: not known */
	__u32 answers_are_verified; /* 1: LSM programs return 0 or an error, else the kernel does not load them */
};

#endif
