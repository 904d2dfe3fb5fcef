/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What a daemon notes about itself for whoever asks who writes the log. */
#ifndef BPF_LSM_CONTRACT_LOG_WRITER_H
#define BPF_LSM_CONTRACT_LOG_WRITER_H

#include <linux/types.h>

/*
 * Who writes the log, in the map `gk_writer`: user space's own, noted once a second. A load starts with an empty one,
 * so that a daemon which cannot reach the loaded programs is not in it.
 */
#define GK_LOG_PATH_SIZE 256

struct gk_writer {
	__u64 checked;              /* CLOCK_BOOTTIME in ns: when the daemon last emptied the rings, or tried to */
	__u64 recorded;             /* the same of its last record; 0: none */
	__u32 pid;                  /* 0: it has ended */
	__s32 error;                /* the negative errno of the last try to write, or 0 */
	char log[GK_LOG_PATH_SIZE]; /* the path of the log; empty: stdout */
	__u64 left_out;             /* events that it only counted, as the policy has `service-manager: count` */
};

#endif
