// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/doctor/checks.h"

#include <stddef.h>
#include <stdlib.h>

const struct doctor_check doctor_checks[] = {
	{"root", "loading BPF LSM programs takes CAP_SYS_ADMIN, CAP_BPF and CAP_PERFMON", doctor_root, true, NULL},
	{"namespaces", "the gatekeeper compares each caller with the init namespaces, so it runs in them",
	 doctor_namespaces, false, NULL},
	{"btf", "the programs find the kernel's structures by its BTF", doctor_btf, true, NULL},
	{"lockdown", "in confidentiality mode BPF programs may not read the caller's namespaces", doctor_lockdown, true,
	 NULL},
	{"functions", "each hook is a function of the kernel", doctor_functions, false, NULL},
	{"programs", "the kernel must have what the programs use, and its verifier must accept them", doctor_programs,
	 false, NULL},
	{"jit", "LSM programs run only when they are compiled", doctor_jit, true, NULL},
	{"trampolines", "programs attach by them; ftrace_enabled=0 silently switches off every BPF LSM program",
	 doctor_trampolines, true, NULL},
	{"lsm", "without bpf in the list of security modules the programs attach but never run", doctor_lsm, false,
	 "start containers under a profile of gatekeeper seccomp profile; it leaves open: privileged containers and "
	 "what "
	 "starts without the profile, conditions on target, program and user, netlink (XDP, tc), what is attached now"},
	{"boot", "without bpf in lsm= nothing is enforced after the next boot", doctor_boot, false, NULL},
	{"bpffs", "pins in the BPF file system keep the policy enforced without any process", doctor_bpffs, true, NULL},
	{"cgroup2", "programs attach to cgroups of the unified hierarchy only", doctor_cgroup2, true, NULL},
	{"copies", "crun, runc and lxc run as a copy of their executable, which caller.exe has to recognise",
	 doctor_copies, false, NULL},
	{"neighbours", "the programs of all that attach to a function share its few slots", doctor_neighbours, true,
	 NULL},
	{"policy", "who can change the policy, or a directory on the way, decides what the next load enforces",
	 doctor_policy, false, NULL},
	{"enforcement", "only a denied call proves that the policy is enforced", doctor_enforcement, false, NULL},
	{"attached", "a policy does not detach what was attached before it", doctor_attached, false, NULL},
	{0},
};

void doctor_print_failed(doctor_print *print)
{
	for (const struct doctor_check *check = doctor_checks; check->name; check++) {
		struct doctor_finding finding;

		if (!check->is_quick)
			continue;
		finding = check->check();
		if (finding.state == DOCTOR_FAILED)
			print("%s: %s; fix: %s", check->name, finding.detail, finding.remedy);
		free(finding.lines);
	}
}
