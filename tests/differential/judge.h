/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the kernel's half of the differential test is asked, and what it answers: the maps of judge.bpf.c. */
#ifndef TESTS_DIFFERENTIAL_JUDGE_H
#define TESTS_DIFFERENTIAL_JUDGE_H

#include "bpf-lsm/contract/decide.h"

#define JUDGE_BATCH 256 /* requests of one policy that are decided in one run */

/* A request with the ids of the cgroups from the root down to its caller's and its target. */
struct judge_asked {
	struct gk_request request; /* `where` of its places is filled in by the kernel's half */
	__u64 caller[GK_CGROUP_LEVELS];
	__u64 target[GK_CGROUP_LEVELS];
};

#endif
