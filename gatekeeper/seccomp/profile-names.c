// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/seccomp/profile-names.h"

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>
#include <string.h>

#include "policy/base/cleanup.h"

#define ACTIONS(X) \
	X("SCMP_ACT_KILL", SCMP_ACT_KILL_THREAD) \
	X("SCMP_ACT_KILL_THREAD", SCMP_ACT_KILL_THREAD) \
	X("SCMP_ACT_KILL_PROCESS", SCMP_ACT_KILL_PROCESS) \
	X("SCMP_ACT_TRAP", SCMP_ACT_TRAP) \
	X("SCMP_ACT_ERRNO", SCMP_ACT_ERRNO(0)) \
	X("SCMP_ACT_TRACE", SCMP_ACT_TRACE(0)) \
	X("SCMP_ACT_NOTIFY", SCMP_ACT_NOTIFY) \
	X("SCMP_ACT_LOG", SCMP_ACT_LOG) \
	X("SCMP_ACT_ALLOW", SCMP_ACT_ALLOW)

#define COMPARISONS(X) \
	X(SCMP_CMP_NE) X(SCMP_CMP_LT) X(SCMP_CMP_LE) X(SCMP_CMP_EQ) X(SCMP_CMP_GE) X(SCMP_CMP_GT) X(SCMP_CMP_MASKED_EQ)

/* The name in libseccomp, and the name in conditions. */
#define ARCHITECTURES(X) \
	X(X86_64, "amd64") \
	X(X86, "x86") \
	X(X32, "x32") \
	X(AARCH64, "arm64") \
	X(ARM, "arm") \
	X(PPC64LE, "ppc64le") \
	X(S390X, "s390x") \
	X(S390, "s390") \
	X(RISCV64, "riscv64") \
	X(MIPS64, "mips64") \
	X(MIPS64N32, "mips64n32") \
	X(MIPS, "mips") \
	X(MIPSEL64, "mips64le") \
	X(MIPSEL64N32, "mips64p32le") \
	X(MIPSEL, "mipsle") \
	X(PPC, "ppc") \
	X(PPC64, "ppc64") \
	X(PARISC, "parisc") \
	X(PARISC64, "parisc64")

static const struct {
	const char *name, *condition;
	uint32_t number;
} architectures[] = {
#define ARCHITECTURE_ROW(id, condition) {"SCMP_ARCH_" #id, condition, SCMP_ARCH_##id},
	ARCHITECTURES(ARCHITECTURE_ROW)};

uint32_t architecture_number(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(architectures); i++)
		if (strcmp(architectures[i].name, name) == 0)
			return architectures[i].number;
	return 0;
}

const char *native_architecture(void)
{
	for (size_t i = 0; i < ARRAY_LENGTH(architectures); i++)
		if (architectures[i].number == seccomp_arch_native())
			return architectures[i].name;
	return "";
}

const char *native_condition(void)
{
	for (size_t i = 0; i < ARRAY_LENGTH(architectures); i++)
		if (architectures[i].number == seccomp_arch_native())
			return architectures[i].condition;
	return "";
}

int comparison_number(const char *name)
{
#define COMPARISON_ROW(id) {#id, id},
	static const struct {
		const char *name;
		int number;
	} rows[] = {COMPARISONS(COMPARISON_ROW)};

	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			return rows[i].number;
	return 0;
}

int action_number(const char *name, uint32_t *ret_action)
{
#define ACTION_ROW(text, number) {text, number},
	static const struct {
		const char *name;
		uint32_t number;
	} rows[] = {ACTIONS(ACTION_ROW)};

	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
		if (strcmp(rows[i].name, name) == 0) {
			*ret_action = rows[i].number;
			return 0;
		}
	return -EINVAL;
}

int errno_number(const char *name)
{
	for (int number = 1; number < ERRNOS; number++) {
		const char *known = strerrorname_np(number);

		if (known && strcmp(known, name) == 0)
			return number;
	}
	return -EINVAL;
}
