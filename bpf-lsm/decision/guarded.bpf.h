/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The decision of the guards of the pins. */
#ifndef BPF_LSM_DECISION_GUARDED_BPF_H
#define BPF_LSM_DECISION_GUARDED_BPF_H

#include <linux/errno.h>

#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/event/guard-event.bpf.h"

/* Denies a change of the gatekeeper's own to whoever may not make one. `guarded`: enum gk_guard */
static __noinline int deny_change(__u32 guarded)
{
	if (may_reach_own(current_namespaces(), true))
		return 0;
	gk_write_guarded(GK_EVENT_GUARDED, guarded, -EPERM);
	return -EPERM;
}

#endif
