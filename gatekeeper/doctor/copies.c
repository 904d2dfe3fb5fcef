// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Does the kernel know a program that runs as a sealed copy of itself? See bpf-lsm/hooks/mark-copy.bpf.c. */
#include "gatekeeper/doctor/copies.h"

#include <unistd.h>

#include <bpf/btf.h>

#include "gatekeeper/doctor/checks.h"

#define IMA_DIRECTORY "/sys/kernel/security/ima" /* there if the kernel can digest files (CONFIG_IMA) */

static bool has_function(const struct btf *btf, const char *name)
{
	return btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) >= 0;
}

struct doctor_finding copies_find(const struct btf *btf, const char *ima)
{
	static const char remedy[] = "in rules for crun, runc or lxc name the unit or the cgroup of the engine, too: "
				     "caller.exe is not enough";

	if (access(ima, F_OK) != 0)
		return doctor_found(DOCTOR_WARNING, remedy,
				    "%s is missing: without CONFIG_IMA the kernel can't compare a copy", ima);
	if (!has_function(btf, "bpf_get_task_exe_file") && has_function(btf, "bpf_rdonly_cast"))
		return doctor_found(DOCTOR_WARNING, remedy,
				    "kernels from 6.2 to 6.11 don't let a BPF program compare a copy");
	return doctor_found(DOCTOR_OK, NULL, "the kernel can compare a copy with its original");
}

struct doctor_finding doctor_copies(void)
{
	struct btf *btf = btf__load_vmlinux_btf();
	struct doctor_finding finding;

	if (!btf)
		return doctor_found(DOCTOR_UNKNOWN, "fix btf first", "cannot read the kernel's BTF");
	finding = copies_find(btf, IMA_DIRECTORY);
	btf__free(btf);
	return finding;
}
