// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/find-init-task.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf-lsm/probes/init-task.skel.h"
#include "policy/base/cleanup.h"

#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/host/kallsyms.h"
#include "policy/language/words.h"

static int run_probe(struct init_task_bpf *probe, struct failure *failure)
{
	LIBBPF_OPTS(bpf_test_run_opts, options);
	_cleanup_close_ int pins = open(PINS_BPFFS, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int error;

	probe->bss->gk_found.pins_fd = (__u32)pins;
	error = bpf_prog_test_run_opts(bpf_program__fd(probe->progs.gk_find_init), &options);
	if (error)
		return failure_set(failure, error, "cannot run the probe for init_task: %s", error_text(error));
	return 0;
}

/* Every address must be known: without one, everybody would count as a container. */
static int check(const struct gk_init_task *host, struct failure *failure)
{
	if (!host->found)
		return failure_set(failure, -ESRCH, "the kernel's init_task was not found among the ancestors");
	for (unsigned int i = 0; i < GK_NAMESPACE_COUNT; i++) {
		if (!host->address[i])
			return failure_set(failure, -ESRCH, "the init %s namespace was not found",
					   word_text(&namespace_words, i));
		if (host->loader_namespaces >> i & 1)
			return failure_set(failure, -EPERM,
					   "running in a container (not in the init %s namespace): load the "
					   "gatekeeper on the host",
					   word_text(&namespace_words, i));
	}
	return 0;
}

static int explain_load(int error, struct failure *failure)
{
	if (error == -EPERM)
		return failure_set(failure, error,
				   "the kernel denies loading BPF programs (EPERM): needs root with CAP_BPF and "
				   "CAP_PERFMON, and lockdown below confidentiality");
	return failure_set(failure, error, "cannot load the probe for init_task: %s", error_text(error));
}

static void destroy(struct init_task_bpf **probe)
{
	init_task_bpf__destroy(*probe);
}

int host_find(struct gk_init_task *ret_host, struct failure *failure)
{
	_cleanup_(destroy) struct init_task_bpf *probe = init_task_bpf__open_and_load();
	int error;

	if (!probe)
		return explain_load(-errno, failure);
	error = run_probe(probe, failure);
	if (error)
		return error;
	error = check(&probe->bss->gk_found, failure);
	if (error)
		return error;
	*ret_host = probe->bss->gk_found;
	/* A system may stay in that file system. Both of these may be there in the real root, too. */
	if (access("/run/initramfs", F_OK) && access("/etc/initrd-release", F_OK))
		ret_host->in_initramfs = 0;
	kallsyms_find("sysctl_unprivileged_bpf_disabled", (uint64_t *)&ret_host->unprivileged);
	return 0;
}
