// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Checks of the features and settings of the kernel. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <linux/magic.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/doctor/checks.h"
#include "gatekeeper/host/kallsyms.h"

#define BTF_PATH "/sys/kernel/btf/vmlinux"
#define SECURITYFS "/sys/kernel/security"

struct doctor_finding doctor_btf(void)
{
	if (access(BTF_PATH, R_OK) == 0)
		return doctor_found(DOCTOR_OK, NULL, "%s is there", BTF_PATH);
	return doctor_found(DOCTOR_FAILED, "boot a kernel with CONFIG_DEBUG_INFO_BTF=y", "%s: %s", BTF_PATH,
			    strerror(errno));
}

/* The number in a file of /proc/sys, or a negative errno. */
static int read_setting(const char *path)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	int value;

	if (!file)
		return -errno;
	if (fscanf(file, "%d", &value) != 1 || value < 0)
		return -EINVAL;
	return value;
}

/* Programs are attached to hooks by ftrace's direct calls. On arm64 kernels before 6.4 lack these: an attach fails. */
struct doctor_finding doctor_trampolines(void)
{
	int value = read_setting("/proc/sys/kernel/ftrace_enabled");

	if (value == -ENOENT)
		return doctor_found(DOCTOR_OK, NULL, "this kernel can't switch them off");
	if (value < 0)
		return doctor_found(DOCTOR_UNKNOWN, "run as root on the host", "kernel.ftrace_enabled: %s",
				    strerror(-value));
	/* If the kernel does not tell, only an attach finds out. */
	if (kallsyms_find("register_ftrace_direct", NULL) == -ENOENT)
		return doctor_found(
			DOCTOR_FAILED,
			"boot a kernel with CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS=y: on arm64 6.4 or later",
			"this kernel has no trampolines for its functions, so BPF LSM programs can't attach");
	if (value == 0)
		return doctor_found(DOCTOR_FAILED, "sysctl kernel.ftrace_enabled=1", "kernel.ftrace_enabled is 0");
	return doctor_found(DOCTOR_OK, NULL, "kernel.ftrace_enabled is %d", value);
}

struct doctor_finding doctor_jit(void)
{
	int value = read_setting("/proc/sys/net/core/bpf_jit_enable");

	if (value < 0)
		return doctor_found(DOCTOR_UNKNOWN, "run as root on the host, with a kernel that has CONFIG_BPF_JIT=y",
				    "net.core.bpf_jit_enable: %s", strerror(-value));
	if (value == 0)
		return doctor_found(DOCTOR_FAILED, "sysctl net.core.bpf_jit_enable=1", "net.core.bpf_jit_enable is 0");
	return doctor_found(DOCTOR_OK, NULL, "net.core.bpf_jit_enable is %d", value);
}

static bool is_securityfs_mounted(void)
{
	struct statfs status;

	return statfs(SECURITYFS, &status) == 0 && (unsigned int)status.f_type == SECURITYFS_MAGIC;
}

struct doctor_finding doctor_lockdown(void)
{
	_cleanup_fclose_ FILE *file = fopen(SECURITYFS "/lockdown", "re");
	char modes[128] = "";

	if (!file && is_securityfs_mounted())
		return doctor_found(DOCTOR_OK, NULL, "this kernel has no lockdown");
	if (!file)
		return doctor_found(DOCTOR_UNKNOWN, "mount -t securityfs securityfs " SECURITYFS,
				    "securityfs, which has the lockdown mode, is not mounted");
	if (!fgets(modes, sizeof(modes), file))
		modes[0] = '\0';
	modes[strcspn(modes, "\n")] = '\0';
	if (strstr(modes, "[confidentiality]"))
		return doctor_found(DOCTOR_FAILED, "boot with lockdown=integrity",
				    "lockdown is in confidentiality mode");
	return doctor_found(DOCTOR_OK, NULL, "%s", modes);
}
