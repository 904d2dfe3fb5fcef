/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The parts of an image by which a cgroup is known: the levels to look at, and those that are made while the policy is
 * in force. */
#ifndef BPF_LSM_CONTRACT_CGROUP_TABLES_H
#define BPF_LSM_CONTRACT_CGROUP_TABLES_H

#include <linux/types.h>

#define GK_CGROUP_LEVELS 32 /* deepest cgroup that a policy can name, and one */

/* The levels at which a policy names cgroups, the deepest first; the root's is 0. Behind the last one: GK_NO_LEVEL. */
#define GK_NO_LEVEL 0xff

struct gk_levels {
	__u8 level[GK_CGROUP_LEVELS];
};

/*
 * The paths of the cgroups that a policy names, and the names of units (NAME.TYPE, NAME@*.TYPE, *.TYPE), for the kernel
 * side to know one when it is made: whole, as words of eight bytes with at least one byte of zero at the end, in chains
 * by their hash (bpf-lsm/contract/named-cgroup.h).
 */
#define GK_PATH_SIZE 1024 /* of a path, with the NUL */
#define GK_PATH_WORDS (GK_PATH_SIZE / 8)
#define GK_PATH_WORDS_ALL 32768 /* of all paths of a policy */
#define GK_PATH_BITS 12
#define GK_PATHS (1 << GK_PATH_BITS)
#define GK_PATH_CHAIN 16
#define GK_UNIT_LEVELS 16 /* deepest cgroup of a unit */

struct gk_path {
	__u16 word;  /* its first one in gk_paths.word */
	__u16 words; /* how many it has */
	__u16 entry; /* index */
	__u16 next;  /* in its chain; 0: none */
};

struct gk_paths {
	__u16 first[GK_PATHS];         /* of each chain; 0: none */
	struct gk_path path[GK_PATHS]; /* from 1 on */
	__u64 word[GK_PATH_WORDS_ALL];
};

/*
 * Named cgroups that were made after the policy was compiled: the entry by the id, near the place that its hash gives.
 * Written by the kernel side, one task at a time; what is gone keeps its place until another needs it.
 */
#define GK_MADE_BITS 14
#define GK_MADE (1 << GK_MADE_BITS)
#define GK_MADE_NEAR 16 /* places in which one may be */
#define GK_MADE_GONE 0x8000

struct gk_made {
	__u64 id[GK_MADE];    /* 0: none */
	__u16 entry[GK_MADE]; /* index, with GK_MADE_GONE */
};

#endif
