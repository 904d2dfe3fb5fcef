// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/seccomp/profile-check.h"

#include <errno.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "gatekeeper/base/escape.h"
#include "gatekeeper/seccomp/profile-names.h"

#define RULES_MAX 2000
#define ARGUMENTS_MAX 6

const struct action_keys keys_of_default = {"defaultAction", "defaultErrnoRet", "defaultErrno"};
const struct action_keys keys_of_rule = {"action", "errnoRet", "errno"};

struct checked {
	const char *name; /* of the file */
	size_t rule;      /* from 1; 0: the profile itself */
	struct failure *failure;
};

/* Reports `what` with the place; texts of the file are escaped as JSON has them. */
static int fail(const struct checked *checked, const char *what, const json_t *value)
{
	char *text = value ? json_dumps(value, JSON_ENCODE_ANY | JSON_ENSURE_ASCII | JSON_COMPACT) : NULL;
	char place[40] = "";

	if (checked->rule)
		snprintf(place, sizeof(place), "rule %zu of syscalls: ", checked->rule);
	failure_set(checked->failure, -EINVAL, "%s: %s%s%s%.80s", checked->name, place, what, text ? ": " : "",
		    text ? text : "");
	free(text);
	return -EINVAL;
}

static bool is_absent(const json_t *value)
{
	return !value || json_is_null(value);
}

static const char *const profile_keys[] = {
	"defaultAction", "defaultErrnoRet", "defaultErrno",     "archMap",  "architectures",
	"flags",         "listenerPath",    "listenerMetadata", "syscalls", NULL};
static const char *const map_keys[] = {"architecture", "subArchitectures", NULL};
static const char *const rule_keys[] = {"name", "names",   "action",   "errnoRet", "errno",
					"args", "comment", "includes", "excludes", NULL};
static const char *const argument_keys[] = {"index", "value", "valueTwo", "op", NULL};
static const char *const condition_keys[] = {"caps", "arches", "minKernel", NULL};

static bool is_one_of(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

/*
 * Engines are written in Go, whose JSON reader ignores case: what is an unknown key here can be a second "syscalls"
 * there.
 */
static int check_keys(const struct checked *checked, const json_t *object, const char *const *known)
{
	const char *key;
	json_t *value, *text;

	json_object_foreach ((json_t *)object, key, value) {
		if (is_one_of(known, key))
			continue;
		text = json_string(key);
		fail(checked, "unknown key", text);
		json_decref(text);
		return -EINVAL;
	}
	return 0;
}

static int check_texts(const struct checked *checked, const json_t *object, const char *key)
{
	const json_t *array = json_object_get(object, key), *element;
	size_t i;

	if (is_absent(array))
		return 0;
	if (!json_is_array(array))
		return fail(checked, "must be a list of strings", array);
	json_array_foreach ((json_t *)array, i, element)
		if (!json_is_string(element))
			return fail(checked, "must be a string", element);
	return 0;
}

static int check_architectures(const struct checked *checked, const json_t *object, const char *key)
{
	const json_t *element;
	size_t i;

	if (check_texts(checked, object, key) < 0)
		return -EINVAL;
	json_array_foreach (json_object_get(object, key), i, element)
		if (!architecture_number(json_string_value(element)))
			return fail(checked, "unknown architecture", element);
	return 0;
}

static int check_arch_map(const struct checked *checked, const json_t *profile)
{
	const json_t *map = json_object_get(profile, "archMap"), *row, *name;
	size_t i;

	if (is_absent(map))
		return 0;
	if (!json_is_array(map))
		return fail(checked, "archMap must be a list", map);
	json_array_foreach ((json_t *)map, i, row) {
		if (check_keys(checked, row, map_keys) < 0)
			return -EINVAL;
		name = json_object_get(row, "architecture");
		if (!json_is_string(name) || !architecture_number(json_string_value(name)))
			return fail(checked, "archMap: unknown architecture", row);
		if (check_architectures(checked, row, "subArchitectures") < 0)
			return -EINVAL;
	}
	return 0;
}

/* Of the number and the name some engines read one, some the other. */
static int check_errno(const struct checked *checked, const json_t *number, const json_t *name)
{
	if (!is_absent(number) &&
	    (!json_is_integer(number) || json_integer_value(number) < 0 || json_integer_value(number) >= ERRNOS))
		return fail(checked, "not an errno", number);
	if (is_absent(name) || (json_is_string(name) && *json_string_value(name) == '\0'))
		return 0;
	if (!json_is_string(name) || errno_number(json_string_value(name)) < 0)
		return fail(checked, "not the name of an errno", name);
	if (!is_absent(number) && errno_number(json_string_value(name)) != json_integer_value(number))
		return fail(checked, "not the same errno as the number beside it", name);
	return 0;
}

static int check_action(const struct checked *checked, const json_t *object, const struct action_keys *keys)
{
	const json_t *action = json_object_get(object, keys->action);
	uint32_t unused;

	if (!json_is_string(action))
		return fail(checked, "an action is missing: give SCMP_ACT_ERRNO or another one", action);
	if (action_number(json_string_value(action), &unused) < 0)
		return fail(checked, "unknown action", action);
	return check_errno(checked, json_object_get(object, keys->number), json_object_get(object, keys->name));
}

static int check_argument(const struct checked *checked, const json_t *argument)
{
	const json_t *index = json_object_get(argument, "index"), *value = json_object_get(argument, "value");
	const json_t *second = json_object_get(argument, "valueTwo"), *comparison = json_object_get(argument, "op");

	if (check_keys(checked, argument, argument_keys) < 0)
		return -EINVAL;
	if (!json_is_integer(index) || json_integer_value(index) < 0 || json_integer_value(index) >= ARGUMENTS_MAX)
		return fail(checked, "the index of an argument must be 0 to 5", argument);
	if (!json_is_integer(value) || (!is_absent(second) && !json_is_integer(second)))
		return fail(checked, "value and valueTwo must be numbers", argument);
	if (!json_is_string(comparison) || !comparison_number(json_string_value(comparison)))
		return fail(checked, "unknown comparison", argument);
	return 0;
}

/* Engines take two comparisons of one argument as two rules: that is not what they say, so they are refused. */
static int check_arguments(const struct checked *checked, const json_t *rule)
{
	const json_t *arguments = json_object_get(rule, "args"), *argument;
	unsigned int seen = 0, bit;
	size_t i;

	if (is_absent(arguments))
		return 0;
	if (!json_is_array(arguments) || json_array_size(arguments) > ARGUMENTS_MAX)
		return fail(checked, "args must be a list of at most six", arguments);
	json_array_foreach ((json_t *)arguments, i, argument) {
		if (check_argument(checked, argument) < 0)
			return -EINVAL;
		bit = 1U << json_integer_value(json_object_get(argument, "index"));
		if (seen & bit)
			return fail(checked, "two comparisons of one argument", argument);
		seen |= bit;
	}
	return 0;
}

static int check_condition(const struct checked *checked, const json_t *rule, const char *key)
{
	const json_t *condition = json_object_get(rule, key), *kernel = json_object_get(condition, "minKernel");
	unsigned int version[2];

	if (is_absent(condition))
		return 0;
	if (!json_is_object(condition))
		return fail(checked, "conditions must be an object", condition);
	if (check_keys(checked, condition, condition_keys) < 0 || check_texts(checked, condition, "caps") < 0 ||
	    check_texts(checked, condition, "arches") < 0)
		return -EINVAL;
	if (!is_absent(kernel) &&
	    (!json_is_string(kernel) || sscanf(json_string_value(kernel), "%u.%u", &version[0], &version[1]) != 2))
		return fail(checked, "minKernel must be a version as 4.8", kernel);
	return 0;
}

static int check_call(const struct checked *checked, const json_t *call)
{
	int number;

	if (!json_is_string(call))
		return fail(checked, "the name of a system call must be a string", call);
	number = seccomp_syscall_resolve_name(json_string_value(call));
	return number == __NR_SCMP_ERROR ? fail(checked, "unknown system call", call) : 0;
}

static int check_names(const struct checked *checked, const json_t *rule)
{
	const json_t *names = json_object_get(rule, "names"), *name = json_object_get(rule, "name"), *element;
	size_t i;

	if (!is_absent(name))
		return is_absent(names) ? check_call(checked, name) : fail(checked, "both name and names", name);
	if (!json_is_array(names))
		return fail(checked, "names must be a list of system calls", names);
	json_array_foreach ((json_t *)names, i, element)
		if (check_call(checked, element) < 0)
			return -EINVAL;
	return 0;
}

static int check_rule(const struct checked *checked, const json_t *rule)
{
	if (!json_is_object(rule))
		return fail(checked, "must be an object", rule);
	if (check_keys(checked, rule, rule_keys) < 0 || check_names(checked, rule) < 0 ||
	    check_action(checked, rule, &keys_of_rule) < 0 || check_arguments(checked, rule) < 0 ||
	    check_condition(checked, rule, "includes") < 0)
		return -EINVAL;
	return check_condition(checked, rule, "excludes");
}

static int check_rules(struct checked *checked, const json_t *profile)
{
	const json_t *rules = json_object_get(profile, "syscalls"), *rule;
	size_t i;

	if (is_absent(rules))
		return 0;
	if (!json_is_array(rules))
		return fail(checked, "syscalls must be a list", rules);
	if (json_array_size(rules) > RULES_MAX)
		return fail(checked, "more rules than any engine's profile has", NULL);
	json_array_foreach ((json_t *)rules, i, rule) {
		checked->rule = i + 1;
		if (check_rule(checked, rule) < 0)
			return -EINVAL;
	}
	return 0;
}

int profile_check(const char *name, const json_t *profile, struct failure *failure)
{
	struct checked checked = {.name = name, .failure = failure};

	if (!json_is_object(profile))
		return fail(&checked, "a profile must be an object", NULL);
	if (check_keys(&checked, profile, profile_keys) < 0 || check_action(&checked, profile, &keys_of_default) < 0 ||
	    check_architectures(&checked, profile, "architectures") < 0 || check_arch_map(&checked, profile) < 0)
		return -EINVAL;
	return check_rules(&checked, profile);
}
