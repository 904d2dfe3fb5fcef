/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Is process 1 still in the initramfs that the programs were loaded in? Once it was seen to have left, never again:
 * root on the host can trace it back into what is left there.
 */
#ifndef BPF_LSM_CALLER_INITRAMFS_BPF_H
#define BPF_LSM_CALLER_INITRAMFS_BPF_H

#include "bpf-lsm/kernel/rootfs.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/origin.bpf.h"

/* Notes if it has left. It runs the real root's first program after that, and nobody of the real root runs before. */
static __always_inline void watch_initramfs(void)
{
	struct pid_namespace *pids = (void *)gk_host.address[GK_NS_PID];

	if (gk_host.in_initramfs && !gk_left_initramfs && !is_in_rootfs(READ(pids, child_reaper)))
		gk_left_initramfs = 1;
}

static __always_inline bool is_initramfs(void)
{
	watch_initramfs();
	return gk_host.in_initramfs && !gk_left_initramfs;
}

#endif
