/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What elsewhere.bpf.c and tests/probe/elsewhere.c share, in the map `.data.shared`. */
#ifndef TESTS_LIVE_ELSEWHERE_H
#define TESTS_LIVE_ELSEWHERE_H

#include <linux/bpf.h>

struct shared {
	struct bpf_insn instructions[2]; /* of the XDP program that is loaded */
	char license[4];
	int done;
	int answer; /* of the call */
	char by[16];
	int other; /* the process that is to make the call, as its parent sees it */
	union bpf_attr load, freeze;
};

#endif
