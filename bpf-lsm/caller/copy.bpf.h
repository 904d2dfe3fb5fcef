/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Programs that run as a sealed copy of themselves: crun, runc and lxc copy their executable to a file in memory, so
 * that no container can write to the original, and execute that. To a policy it is the original (hooks/mark-copy.bpf.c
 * says when it is one).
 */
#ifndef BPF_LSM_CALLER_COPY_BPF_H
#define BPF_LSM_CALLER_COPY_BPF_H

#include "bpf-lsm/kernel/subvolume.bpf.h"
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"

#define GENERATION_SHIFT 32

/* What policies and records know an executable by, with its device: see contract/file-number.h. */
static __always_inline __u64 number_of_file(const struct inode *inode)
{
	return has_subvolumes(inode) ? gk_number_in_subvolume(inode->i_ino, subvolume_of(inode)) : inode->i_ino;
}

/* A task executes this file. */
static __always_inline void note_executable(const struct inode *inode)
{
	if (!gk_renumbered && has_subvolumes(inode))
		gk_renumbered = 1;
}

static __always_inline struct gk_file_key key_of_file(const struct inode *inode)
{
	return (struct gk_file_key){
		.inode = inode->i_ino,
		.device = inode->i_sb->s_dev | (__u64)inode->i_generation << GENERATION_SHIFT,
	};
}

/*
 * What the executable of a caller is a sealed copy of; NULL: of none, as far as is known. A copy has no name. To a
 * caller in or from other namespaces it is only itself: a container finds the copy of the engine that started it, and
 * could execute it with libraries of its own.
 */
static __noinline const struct gk_copy *find_copy(const struct inode *inode, __u8 namespaces)
{
	struct gk_file_key key;

	if (!inode || namespaces || inode->i_nlink)
		return NULL;
	key = key_of_file(inode);
	return bpf_map_lookup_elem(&gk_copies, &key);
}

#endif
