// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/seccomp/profile.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <string.h>
#include <sys/stat.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-file.h"
#include "gatekeeper/seccomp/profile-check.h"
#include "gatekeeper/seccomp/profile-names.h"

uint32_t profile_action(const json_t *object, const char *action, const char *errno_key)
{
	const json_t *number = json_object_get(object, errno_key);
	uint32_t value = SCMP_ACT_KILL_THREAD;

	action_number(json_string_value(json_object_get(object, action)), &value);
	if (value != SCMP_ACT_ERRNO(0) && value != SCMP_ACT_TRACE(0))
		return value;
	return value | (json_is_integer(number) ? json_integer_value(number) & 0xffff : EPERM);
}

bool is_permissive(uint32_t action)
{
	const uint32_t kind = action & SECCOMP_RET_ACTION_FULL;

	return kind == SCMP_ACT_ALLOW || kind == SCMP_ACT_LOG || kind == SCMP_ACT_TRACE(0) || kind == SCMP_ACT_NOTIFY;
}

json_t *profile_architectures(const json_t *profile)
{
	return json_object_get(profile, "architectures");
}

/* The architectures of a row of archMap, if it is the native one's, are those of the profile. */
static int add_sub_architectures(json_t *profile, json_t *ret_architectures)
{
	json_t *row, *sub;
	size_t i, j;

	json_array_foreach (json_object_get(profile, "archMap"), i, row) {
		if (strcmp(json_string_value(json_object_get(row, "architecture")), native_architecture()) != 0)
			continue;
		json_array_foreach (json_object_get(row, "subArchitectures"), j, sub)
			if (json_array_append(ret_architectures, sub) < 0)
				return -ENOMEM;
	}
	return 0;
}

static int keep_native(json_t *profile)
{
	json_t *row;
	size_t i;

	json_array_foreach (json_object_get(profile, "archMap"), i, row) {
		if (json_object_set_new(row, "subArchitectures", json_array()) < 0)
			return -ENOMEM;
	}
	if (json_array_size(profile_architectures(profile)) == 0) /* an engine takes either these or archMap */
		return 0;
	return json_object_set_new(profile, "architectures", json_pack("[s]", native_architecture())) < 0 ? -ENOMEM : 0;
}

/* An errno that has only a name gets its number. */
static int add_errno(json_t *object, const struct action_keys *keys)
{
	const char *name = json_string_value(json_object_get(object, keys->name));

	if (!name || *name == '\0' || json_is_integer(json_object_get(object, keys->number)))
		return 0;
	return json_object_set_new(object, keys->number, json_integer(errno_number(name))) < 0 ? -ENOMEM : 0;
}

static int add_errnos(json_t *profile)
{
	json_t *rule;
	size_t i;

	json_array_foreach (json_object_get(profile, "syscalls"), i, rule) {
		if (add_errno(rule, &keys_of_rule) < 0)
			return -ENOMEM;
	}
	return add_errno(profile, &keys_of_default);
}

int profile_from_text(const char *name, const char *text, size_t length, bool compat, json_t **ret_profile,
		      struct failure *failure)
{
	json_error_t error;
	json_t *profile = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
	int r;

	if (!profile)
		return failure_set(failure, -EINVAL, "%s:%d: not JSON: %s", name, error.line, error.text);
	r = profile_check(name, profile, failure);
	if (r == 0 && (add_errnos(profile) < 0 || (!compat && keep_native(profile) < 0)))
		r = failure_set(failure, -ENOMEM, "%s: %s", name, strerror(ENOMEM));
	if (r < 0)
		json_decref(profile);
	else
		*ret_profile = profile;
	return r;
}

int profile_read(const char *path, bool compat, json_t **ret_profile, struct failure *failure)
{
	_cleanup_free_ char *text = NULL;
	struct stat status;
	int r;

	if (stat(path, &status) < 0)
		return failure_set(failure, -errno, "cannot open %s: %s", path, strerror(errno));
	if (!S_ISREG(status.st_mode))
		return failure_set(failure, -EINVAL, "%s: not a regular file", path);
	r = text_file_read(path, &text);
	if (r == -E2BIG)
		return failure_set(failure, r, "%s: larger than %d bytes, not a seccomp profile", path, TEXT_FILE_MAX);
	if (r < 0)
		return failure_set(failure, r, "cannot read %s: %s", path, strerror(-r));
	return profile_from_text(path, text, strlen(text), compat, ret_profile, failure);
}

/* The architectures of callers that the native kernel also runs. */
static const struct {
	uint32_t native;
	const char *sub[3];
} sub_architectures[] = {
	{SCMP_ARCH_X86_64, {"SCMP_ARCH_X86", "SCMP_ARCH_X32"}},
	{SCMP_ARCH_AARCH64, {"SCMP_ARCH_ARM"}},
	{SCMP_ARCH_S390X, {"SCMP_ARCH_S390"}},
};

static int add_compat(json_t *ret_architectures)
{
	for (size_t i = 0; i < ARRAY_LENGTH(sub_architectures); i++)
		for (const char *const *name = sub_architectures[i].sub;
		     sub_architectures[i].native == seccomp_arch_native() && *name; name++)
			if (json_array_append_new(ret_architectures, json_string(*name)) < 0)
				return -ENOMEM;
	return 0;
}

json_t *profile_empty(bool compat)
{
	json_t *profile = json_pack("{s:s, s:[s], s:[]}", "defaultAction", "SCMP_ACT_ALLOW", "architectures",
				    native_architecture(), "syscalls");

	if (profile && compat && add_compat(profile_architectures(profile)) < 0) {
		json_decref(profile);
		return NULL;
	}
	return profile;
}

static bool has_text(const json_t *array, const char *text)
{
	const json_t *element;
	size_t i;

	json_array_foreach ((json_t *)array, i, element)
		if (strcmp(json_string_value(element), text) == 0)
			return true;
	return false;
}

static bool has_capability(const struct conditions *conditions, const char *name)
{
	for (size_t i = 0; conditions->capability[i]; i++)
		if (strcmp(conditions->capability[i], name) == 0)
			return true;
	return false;
}

/* How many of the capabilities are there? */
static size_t count_capabilities(const json_t *array, const struct conditions *conditions)
{
	const json_t *element;
	size_t i, count = 0;

	json_array_foreach ((json_t *)array, i, element)
		count += has_capability(conditions, json_string_value(element));
	return count;
}

static bool is_kernel_from(const json_t *version, const struct conditions *conditions)
{
	unsigned int major = 0, minor = 0;

	sscanf(json_string_value(version), "%u.%u", &major, &minor);
	return conditions->kernel[0] > major || (conditions->kernel[0] == major && conditions->kernel[1] >= minor);
}

static bool includes(const json_t *condition, const struct conditions *conditions)
{
	const json_t *capabilities = json_object_get(condition, "caps"), *arches = json_object_get(condition, "arches");
	const json_t *kernel = json_object_get(condition, "minKernel");

	if (json_array_size(arches) > 0 && !has_text(arches, native_condition()))
		return false;
	if (count_capabilities(capabilities, conditions) < json_array_size(capabilities))
		return false;
	return !json_is_string(kernel) || is_kernel_from(kernel, conditions);
}

static bool excludes(const json_t *condition, const struct conditions *conditions)
{
	const json_t *kernel = json_object_get(condition, "minKernel");

	if (has_text(json_object_get(condition, "arches"), native_condition()))
		return true;
	if (count_capabilities(json_object_get(condition, "caps"), conditions) > 0)
		return true;
	return json_is_string(kernel) && is_kernel_from(kernel, conditions);
}

bool rule_applies(const json_t *rule, const struct conditions *conditions)
{
	return includes(json_object_get(rule, "includes"), conditions) &&
	       !excludes(json_object_get(rule, "excludes"), conditions);
}

static int copy_members(const json_t *from, const char *const *keys, json_t *ret_object)
{
	for (; *keys; keys++) {
		json_t *value = json_object_get(from, *keys);

		if (value && !json_is_null(value) && json_object_set(ret_object, *keys, value) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int resolve_rules(const json_t *profile, const struct conditions *conditions, json_t *ret_rules)
{
	static const char *const keys[] = {"names", "action", "errnoRet", "args", NULL};
	json_t *rule, *resolved;
	size_t i;

	json_array_foreach (json_object_get(profile, "syscalls"), i, rule) {
		if (!rule_applies(rule, conditions))
			continue;
		resolved = json_object();
		if (json_array_append_new(ret_rules, resolved) < 0 || copy_members(rule, keys, resolved) < 0)
			return -ENOMEM;
		if (json_object_get(rule, "name") &&
		    json_object_set_new(resolved, "names", json_pack("[O]", json_object_get(rule, "name"))) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int resolve_architectures(const json_t *profile, json_t *resolved)
{
	json_t *list = profile_architectures(profile);

	if (json_array_size(list) > 0)
		return json_object_set(resolved, "architectures", list);
	list = json_pack("[s]", native_architecture());
	if (!list || json_object_set_new(resolved, "architectures", list) < 0)
		return -ENOMEM;
	return add_sub_architectures((json_t *)profile, list);
}

json_t *profile_resolve(const json_t *profile, const struct conditions *conditions)
{
	static const char *const keys[] = {"defaultAction", "defaultErrnoRet",  "flags",
					   "listenerPath",  "listenerMetadata", NULL};
	json_t *resolved = json_object(), *rules = json_array();

	if (!resolved || json_object_set(resolved, "syscalls", rules) < 0 ||
	    copy_members(profile, keys, resolved) < 0 || resolve_architectures(profile, resolved) < 0 ||
	    resolve_rules(profile, conditions, rules) < 0) {
		json_decref(resolved);
		resolved = NULL;
	}
	json_decref(rules);
	return resolved;
}
