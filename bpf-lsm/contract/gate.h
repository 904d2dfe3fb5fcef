/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the hook asks before it looks at an image, and what an image needs of that. */
#ifndef BPF_LSM_CONTRACT_GATE_H
#define BPF_LSM_CONTRACT_GATE_H

#include <linux/types.h>

#include "bpf-lsm/contract/vocabulary.h"

/* LINK_UPDATE, LINK_GET_FD_BY_ID, LINK_DETACH: never of a link of ours. OBJ_GET: whoever opens a pin lists nothing. */
#define GK_GUARDED_COMMANDS (1ULL << 7 | 1ULL << 29 | 1ULL << 30 | 1ULL << 34)

/* PROG_ATTACH (LSM for a cgroup, sysctls), PROG_RUN, RAW_TRACEPOINT_OPEN, LINK_CREATE, LINK_UPDATE: seen while aimed.
 */
#define GK_AIMING_COMMANDS (1ULL << 8 | 1ULL << 10 | 1ULL << 17 | 1ULL << 28 | 1ULL << 29)

/* PROG_LOAD: with a protection lsm/bpf_prog has to know that its program is new. */
#define GK_LOAD_COMMANDS (1ULL << 5)

/*
 * In the map `.data.gate`: a superset of what the image in force needs, widened before another is published and
 * narrowed after. All else is asked of one image, looked up once a call.
 */
struct gk_gate {
	__u64 commands;      /* as in struct gk_image, and GK_GUARDED_COMMANDS */
	__u64 init_commands; /* as in struct gk_image; with protection those that it needs to see */
	__u32 protect;       /* enum gk_protection of the image in force, from when its pins are in their place */
	__u32 aimed;         /* 1: somebody has a program that, attached, would come between us and the kernel */
};

/* Adds what an image with these commands and this protection needs. */
static inline void gk_widen_gate(struct gk_gate *gate, __u64 commands, __u64 init_commands, __u32 protect)
{
	gate->commands |= commands | GK_GUARDED_COMMANDS;
	gate->init_commands |= init_commands;
	if (protect != GK_PROTECT_OFF) {
		gate->commands |= GK_LOAD_COMMANDS;
		gate->init_commands |= GK_LOAD_COMMANDS | GK_GUARDED_COMMANDS;
	}
	if (gate->aimed) {
		gate->commands |= GK_AIMING_COMMANDS;
		gate->init_commands |= GK_AIMING_COMMANDS;
	}
}

/* Does the hook look at the image for each command that the image needs? */
static inline int gk_gate_is_wide_enough(const struct gk_gate *gate, __u64 commands, __u64 init_commands, __u32 protect)
{
	struct gk_gate wide = *gate;

	gk_widen_gate(&wide, commands, init_commands, protect);
	return wide.commands == gate->commands && wide.init_commands == gate->init_commands;
}

#endif
