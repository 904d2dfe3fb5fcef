// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The guard: keeps the gate itself from being switched off.
 *
 * hooks:
 *   cgroup/sysctl (root cgroup)  every sysctl write; refuses kernel/ftrace_enabled
 *
 * Writing 0 there turns off every BPF trampoline, and with them all BPF LSM programs, silently (6.1 to 7.2). The
 * write needs no capability, only a writable procfs. This hook does not run through a trampoline, and it runs
 * whatever the mount the file is reached by. It refuses everyone: who must write it unloads the gatekeeper first.
 */
#include "bpf-lsm/kernel/types.bpf.h"

#define SYSCTL_REFUSED 0
#define SYSCTL_ALLOWED 1

/* Not static: libbpf's linker (1.1) loses the offset of a static string. */
const char guarded[] = "kernel/ftrace_enabled";

SEC("cgroup/sysctl")
int gk_sysctl(struct bpf_sysctl *ctx)
{
	char name[sizeof(guarded) + 2] = {};
	unsigned int i;

	if (!ctx->write)
		return SYSCTL_ALLOWED;
	/* A longer name is cut, and has then another character where the NUL is. */
	bpf_sysctl_get_name(ctx, name, sizeof(name), 0);
	for (i = 0; i < sizeof(guarded); i++)
		if (name[i] != guarded[i])
			return SYSCTL_ALLOWED;
	return SYSCTL_REFUSED;
}
