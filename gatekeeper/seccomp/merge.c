// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * In libseccomp a rule without comparisons wins over any with them, in either order: what is denied can't be added to a
 * rule that allows, which is replaced by an exact cover instead.
 */
#include "gatekeeper/seccomp/merge.h"

#include <errno.h>
#include <seccomp.h>
#include <string.h>

#include "gatekeeper/seccomp/cover.h"

struct merge {
	const struct plan *plan;
	const json_t *base;
	json_t *rules; /* of the merged profile */
	bool compat;
	struct failure *failure;
};

static bool is_concerned(const struct merge *merge, const struct plan_call *call)
{
	/* x86-64 has socketcall() for its 32-bit callers only; other architectures have it themselves. */
	if (call == &merge->plan->call[CALL_SOCKETCALL] && !merge->compat &&
	    seccomp_syscall_resolve_name(call->name) < 0)
		return false;
	return plan_denies_any(call);
}

static const struct plan_call *find_call(const struct merge *merge, const char *name)
{
	for (size_t i = 0; i < CALL_COUNT; i++)
		if (strcmp(merge->plan->call[i].name, name) == 0 && is_concerned(merge, &merge->plan->call[i]))
			return &merge->plan->call[i];
	return NULL;
}

/* One rule of a cover. */
struct covered {
	const struct merge *merge;
	const struct plan_call *call;
	const json_t *replaced; /* NULL: the default action */
};

static uint32_t default_action(const struct merge *merge)
{
	return profile_action(merge->base, "defaultAction", "defaultErrnoRet");
}

static int add_rule(const struct covered *covered, bool denied, json_t *arguments)
{
	const json_t *replaced = covered->replaced;
	json_t *rule = replaced ? json_copy((json_t *)replaced) : json_object();

	if (!rule)
		return -ENOMEM;
	json_object_del(rule, "name");
	if (json_object_set_new(rule, "names", json_pack("[s]", covered->call->name)) < 0 ||
	    json_object_set(rule, "args", arguments) < 0)
		goto no_memory;
	if (denied) {
		json_object_del(rule, "errno");
		if (json_object_set_new(rule, "action", json_string("SCMP_ACT_ERRNO")) < 0 ||
		    json_object_set_new(rule, "errnoRet", json_integer(EPERM)) < 0)
			goto no_memory;
	}
	return json_array_append_new(covered->merge->rules, rule) < 0 ? -ENOMEM : 0;
no_memory:
	json_decref(rule);
	return -ENOMEM;
}

static int add_covered(void *context, bool denied, const struct cover_argument *argument, size_t count)
{
	const struct covered *covered = context;
	const uint32_t action = denied ? SCMP_ACT_ERRNO(EPERM)
				       : (covered->replaced ? profile_action(covered->replaced, "action", "errnoRet")
							    : default_action(covered->merge));
	json_t *arguments;
	int r = 0;

	if (action == default_action(covered->merge))
		return 0;
	arguments = json_array();
	for (size_t i = 0; i < count && r == 0; i++)
		r = json_array_append_new(arguments,
					  json_pack("{s:i, s:I, s:I, s:s}", "index", (int)argument[i].index, "value",
						    (json_int_t)argument[i].mask, "valueTwo",
						    (json_int_t)argument[i].value, "op", "SCMP_CMP_MASKED_EQ"));
	r = arguments && r == 0 ? add_rule(covered, denied, arguments) : -ENOMEM;
	json_decref(arguments);
	return r;
}

static int replace(const struct merge *merge, const struct plan_call *call, const json_t *rule)
{
	struct covered covered = {.merge = merge, .call = call, .replaced = rule};

	if (rule && json_array_size(json_object_get(rule, "args")) > 0)
		return failure_set(
			merge->failure, -EINVAL,
			"the base allows %s by its arguments: such a rule can't be merged; allow the call as "
			"a whole in the base",
			call->name);
	return cover_call(call, add_covered, &covered);
}

/* Takes the concerned calls out of a list of names, and puts what replaces them into the merged rules. */
static int replace_names(const struct merge *merge, const json_t *rule, json_t *names)
{
	const struct plan_call *call;
	size_t i = 0;
	int r;

	while (i < json_array_size(names)) {
		call = find_call(merge, json_string_value(json_array_get(names, i)));
		if (!call) {
			i++;
			continue;
		}
		r = replace(merge, call, rule);
		if (r < 0)
			return r;
		json_array_remove(names, i);
	}
	return 0;
}

static int merge_rule(const struct merge *merge, const json_t *rule)
{
	const json_t *name = json_object_get(rule, "name");
	json_t *copy, *names;
	int r;

	if (!is_permissive(profile_action(rule, "action", "errnoRet")))
		return json_array_append(merge->rules, (json_t *)rule) < 0 ? -ENOMEM : 0;
	names = json_is_string(name) ? json_pack("[O]", name) : json_deep_copy(json_object_get(rule, "names"));
	r = names ? replace_names(merge, rule, names) : -ENOMEM;
	if (r == 0 && json_array_size(names) > 0) {
		copy = json_copy((json_t *)rule);
		json_object_del(copy, "name");
		if (!copy || json_object_set(copy, "names", names) < 0 || json_array_append_new(merge->rules, copy) < 0)
			r = -ENOMEM;
	}
	json_decref(names);
	return r;
}

/* Where the default lets calls through, what is denied are rules of their own. */
static int merge_default(const struct merge *merge)
{
	int r = 0;

	if (!is_permissive(default_action(merge)))
		return 0;
	for (size_t i = 0; i < CALL_COUNT && r == 0; i++)
		if (is_concerned(merge, &merge->plan->call[i]))
			r = replace(merge, &merge->plan->call[i], NULL);
	return r;
}

static int merge_rules(const struct merge *merge)
{
	const json_t *rule;
	size_t i;
	int r;

	json_array_foreach (json_object_get(merge->base, "syscalls"), i, rule) {
		r = merge_rule(merge, rule);
		if (r < 0)
			return r;
	}
	return merge_default(merge);
}

int profile_merge(const json_t *base, const struct plan *plan, bool compat, json_t **ret_merged,
		  struct failure *failure)
{
	json_t *merged = json_copy((json_t *)base);
	struct merge merge = {plan, base, json_array(), compat, failure};
	int r = merged && merge.rules && json_object_set_new(merged, "syscalls", merge.rules) == 0 ? 0 : -ENOMEM;

	if (r == 0)
		r = merge_rules(&merge);
	if (r == -ENOMEM)
		failure_set(failure, r, "%s", strerror(ENOMEM));
	if (r < 0)
		json_decref(merged);
	else
		*ret_merged = merged;
	return r;
}
