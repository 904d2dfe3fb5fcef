// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Does the kernel know a program that runs as a sealed copy of itself? See bpf-lsm/hooks/mark-copy.bpf.c. */
#include <unistd.h>

#include <bpf/btf.h>

#include "gatekeeper/doctor/checks.h"

#define IMA_DIRECTORY "/sys/kernel/security/ima" /* there if the kernel can digest files (CONFIG_IMA) */

static bool has_function(const struct btf *btf, const char *name)
{
	return btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) >= 0;
}

struct doctor_finding doctor_copies(void)
{
	static const char remedy[] = "in rules for crun, runc or lxc name the unit or the cgroup of the engine, too: "
				     "caller.exe is not enough";
	struct btf *btf = btf__load_vmlinux_btf();
	bool reaches = btf && (has_function(btf, "bpf_get_task_exe_file") || !has_function(btf, "bpf_rdonly_cast"));

	btf__free(btf);
	if (!btf)
		return doctor_found(DOCTOR_UNKNOWN, "fix btf first", "cannot read the kernel's BTF");
	if (access(IMA_DIRECTORY, F_OK) != 0)
		return doctor_found(DOCTOR_WARNING, remedy,
				    "%s is missing: without CONFIG_IMA the kernel can't compare a copy", IMA_DIRECTORY);
	if (!reaches)
		return doctor_found(DOCTOR_WARNING, remedy,
				    "kernels from 6.2 to 6.11 don't let a BPF program compare a copy");
	return doctor_found(DOCTOR_OK, NULL, "the kernel can compare a copy with its original");
}
