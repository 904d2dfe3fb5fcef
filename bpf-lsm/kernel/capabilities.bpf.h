/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The capabilities in a task's credentials. */
#ifndef BPF_LSM_KERNEL_CAPABILITIES_BPF_H
#define BPF_LSM_KERNEL_CAPABILITIES_BPF_H

#include "bpf-lsm/kernel/types.bpf.h"

/* One of the sets (cap_effective and so on); bit n is capability n of linux/capability.h. */
#define CAPABILITIES(cred, set) \
	({ \
		const struct cred___words *before = (const void *)(cred); \
		const struct cred___val *since = (const void *)(cred); \
		bpf_core_field_exists(since->set.val) ? since->set.val \
						      : (__u64)before->set.cap[1] << 32 | before->set.cap[0]; \
	})

#endif
