// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/seccomp/build-filter.h"

#include <errno.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/seccomp/profile.h"
#include "gatekeeper/seccomp/profile-names.h"

static void release(scmp_filter_ctx *context)
{
	if (*context)
		seccomp_release(*context);
}

static int add_architectures(scmp_filter_ctx context, const json_t *profile)
{
	const json_t *name;
	size_t i;
	int r;

	json_array_foreach (profile_architectures(profile), i, name) {
		r = seccomp_arch_add(context, architecture_number(json_string_value(name)));
		if (r < 0 && r != -EEXIST)
			return r;
	}
	return 0;
}

static struct scmp_arg_cmp comparison_of(const json_t *argument)
{
	return (struct scmp_arg_cmp){
		.arg = json_integer_value(json_object_get(argument, "index")),
		.op = comparison_number(json_string_value(json_object_get(argument, "op"))),
		.datum_a = json_integer_value(json_object_get(argument, "value")),
		.datum_b = json_integer_value(json_object_get(argument, "valueTwo")),
	};
}

static int add_rule(scmp_filter_ctx context, const json_t *rule, uint32_t action)
{
	struct scmp_arg_cmp comparison[6];
	unsigned int count = 0;
	const json_t *argument, *name;
	size_t i;
	int r;

	json_array_foreach (json_object_get(rule, "args"), i, argument)
		comparison[count++] = comparison_of(argument);
	json_array_foreach (json_object_get(rule, "names"), i, name) {
		r = seccomp_rule_add_array(context, action, seccomp_syscall_resolve_name(json_string_value(name)),
					   count, comparison);
		if (r < 0 && r != -EDOM) /* a call that the architecture does not have */
			return r;
	}
	return 0;
}

static int add_rules(scmp_filter_ctx context, const json_t *profile, uint32_t default_action)
{
	const json_t *rule;
	uint32_t action;
	size_t i;
	int r;

	json_array_foreach (json_object_get(profile, "syscalls"), i, rule) {
		action = profile_action(rule, "action", "errnoRet");
		if (action == default_action)
			continue;
		r = add_rule(context, rule, action);
		if (r < 0)
			return r;
	}
	return 0;
}

static int export_filter(scmp_filter_ctx context, struct filter *ret_filter)
{
	_cleanup_close_ int fd = memfd_create("filter", MFD_CLOEXEC);
	ssize_t size;
	int r;

	if (fd < 0)
		return -errno;
	r = seccomp_export_bpf(context, fd);
	if (r < 0)
		return r;
	size = pread(fd, ret_filter->instruction, sizeof(ret_filter->instruction), 0);
	if (size < 0)
		return -errno;
	ret_filter->count = size / sizeof(ret_filter->instruction[0]);
	return lseek(fd, 0, SEEK_END) > size ? -E2BIG : 0;
}

int build_filter(const json_t *resolved, struct filter *ret_filter, struct failure *failure)
{
	uint32_t action = profile_action(resolved, "defaultAction", "defaultErrnoRet");
	_cleanup_(release) scmp_filter_ctx context = seccomp_init(action);
	int r = context ? 0 : -EINVAL;

	if (r == 0)
		r = add_architectures(context, resolved);
	if (r == 0)
		r = add_rules(context, resolved, action);
	if (r == 0)
		r = export_filter(context, ret_filter);
	if (r < 0)
		return failure_set(failure, r, "libseccomp cannot build the profile: %s", strerror(-r));
	return 0;
}
