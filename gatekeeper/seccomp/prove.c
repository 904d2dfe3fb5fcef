// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A filter that libseccomp made is not trusted: rules without comparisons win silently over those with them, and up to
 * 2.6.0 the merge of 64-bit comparisons can weaken a filter.
 */
#include "gatekeeper/seccomp/prove.h"

#include <errno.h>
#include <seccomp.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/seccomp/build-filter.h"
#include "gatekeeper/seccomp/profile-names.h"

#define CALLS 1024 /* numbers of calls that are simulated: more than there are */
#define X32_BIT 0x40000000
#define VALUES_MAX 1024

struct proof {
	const struct plan *plan;
	struct failure *failure;
	struct filter base, merged;
	const json_t *base_rules;
	json_t *architectures;
	uint64_t value[VALUES_MAX]; /* of arguments of one call: those of the base's rules and those at the edges */
	size_t values;
};

/* The name of a call, for the caller to free; NULL: none. The calls of x32 have x86-64's architecture and one bit more.
 */
static char *call_name(const struct seccomp_data *data)
{
	if (data->arch == SCMP_ARCH_X86_64 && data->nr & X32_BIT)
		return seccomp_syscall_resolve_num_arch(SCMP_ARCH_X32, data->nr);
	return seccomp_syscall_resolve_num_arch(data->arch, data->nr);
}

static const struct plan_call *find_call(const struct proof *proof, const char *name)
{
	for (size_t i = 0; i < CALL_COUNT; i++)
		if (strcmp(proof->plan->call[i].name, name) == 0)
			return &proof->plan->call[i];
	return NULL;
}

static int report(const struct proof *proof, const struct seccomp_data *data, uint32_t expected, uint32_t seen)
{
	_cleanup_free_ char *name = call_name(data);

	return failure_set(proof->failure, -EBADMSG,
			   "the profile does not do what the policy says: call %s (%d of architecture %x) with %llx, "
			   "%llx, %llx gets %x, not %x; nothing is printed",
			   name ? name : "unknown", data->nr, data->arch, (unsigned long long)data->args[0],
			   (unsigned long long)data->args[1], (unsigned long long)data->args[2], seen, expected);
}

static int prove_data(const struct proof *proof, const struct plan_call *call, const struct seccomp_data *data)
{
	uint32_t expected = 0, seen = 0;

	if (filter_run(&proof->base, data, &expected) < 0 || filter_run(&proof->merged, data, &seen) < 0)
		return failure_set(proof->failure, -EBADMSG,
				   "libseccomp made a filter with an instruction that can't be simulated");
	if (call && is_permissive(expected) && plan_denies(call, data->args[call->first], data->args[call->first + 1]))
		expected = SCMP_ACT_ERRNO(EPERM);
	return expected == seen ? 0 : report(proof, data, expected, seen);
}

/* With bits that the kernel does not look at, too. */
static int prove_pair(const struct proof *proof, const struct plan_call *call, struct seccomp_data data, uint64_t first,
		      uint64_t second)
{
	static const uint64_t high[] = {0, 1ULL << 32, 0xffffffffULL << 32, 1ULL << 63};

	for (size_t i = 0; i < ARRAY_LENGTH(high) * ARRAY_LENGTH(high); i++) {
		data.args[call->first] = first | high[i % ARRAY_LENGTH(high)];
		data.args[call->first + 1] = second | high[i / ARRAY_LENGTH(high)];
		if (prove_data(proof, call, &data) < 0)
			return -EBADMSG;
	}
	return 0;
}

/* The second argument that decides, if there is one, beside `first`. */
static int prove_second(const struct proof *proof, const struct plan_call *call, const struct seccomp_data *data,
			uint32_t first)
{
	if (call->arguments == 1)
		return prove_pair(proof, call, *data, first, 0);
	for (size_t i = 0; i < proof->values; i++)
		if (prove_pair(proof, call, *data, first, proof->value[i]) < 0)
			return -EBADMSG;
	for (size_t i = 0; i < call->count; i++)
		for (int near = -1; near <= 1; near++)
			if (prove_pair(proof, call, *data, first, call->row[i].value + (uint32_t)near) < 0)
				return -EBADMSG;
	return 0;
}

/* Each row, what is next to it, each single bit, and the edges. */
static int prove_call(const struct proof *proof, const struct plan_call *call, const struct seccomp_data *data)
{
	for (unsigned int bit = 0; bit < 32; bit++)
		if (prove_pair(proof, call, *data, 1U << bit, 0) < 0 ||
		    prove_pair(proof, call, *data, 1, 1U << bit) < 0)
			return -EBADMSG;
	for (size_t i = 0; i < call->count; i++)
		for (int near = -1; near <= 1; near++) {
			uint32_t first =
				(call->arguments == 2 ? call->row[i].level : call->row[i].value) + (uint32_t)near;

			if (prove_second(proof, call, data, first) < 0)
				return -EBADMSG;
		}
	return prove_second(proof, call, data, ~0U);
}

/* Each value of the base's in each argument. `call`: NULL if the policy does not concern it. */
static int prove_arguments(const struct proof *proof, const struct plan_call *call, struct seccomp_data data)
{
	for (size_t i = 0; i < proof->values; i++)
		for (size_t argument = 0; argument < 6; argument++) {
			memset(data.args, 0, sizeof(data.args));
			data.args[argument] = proof->value[i];
			if (prove_data(proof, call, &data) < 0)
				return -EBADMSG;
		}
	return 0;
}

/* Is a call of this architecture looked at, or the filter's answer to any other one? */
static bool has_architecture(const struct proof *proof, uint32_t architecture)
{
	const json_t *name;
	size_t i;

	json_array_foreach (proof->architectures, i, name)
		if (architecture_number(json_string_value(name)) == architecture)
			return true;
	return false;
}

static bool names_call(const json_t *rule, const char *name)
{
	const json_t *element;
	size_t i;

	json_array_foreach (json_object_get(rule, "names"), i, element) {
		if (strcmp(json_string_value(element), name) == 0)
			return true;
	}
	return false;
}

/* Above the last one there is no room: prove_number() reports it. */
static void add_value(struct proof *proof, uint64_t value)
{
	for (size_t i = 0; i < proof->values; i++)
		if (proof->value[i] == value)
			return;
	if (proof->values < VALUES_MAX)
		proof->value[proof->values++] = value;
}

static void add_argument(struct proof *proof, const json_t *argument)
{
	static const char *const keys[] = {"value", "valueTwo"};

	for (size_t key = 0; key < ARRAY_LENGTH(keys); key++) {
		uint64_t value = json_integer_value(json_object_get(argument, keys[key]));

		add_value(proof, value);
		add_value(proof, value + 1);
		add_value(proof, value | 1ULL << 32);
	}
}

/* The values of a call's arguments that its rules in the base compare, and what is next to them. */
static void find_values(struct proof *proof, const char *name)
{
	const json_t *rule, *argument;
	size_t i, j;

	proof->values = 0;
	add_value(proof, 0);
	add_value(proof, ~0ULL);
	add_value(proof, ~0U);
	json_array_foreach (proof->base_rules, i, rule) {
		if (!names_call(rule, name))
			continue;
		json_array_foreach (json_object_get(rule, "args"), j, argument)
			add_argument(proof, argument);
	}
}

/* A call without a name has no rule, and the filter's answer to any other architecture is one. */
static int prove_number(struct proof *proof, uint32_t architecture, int number)
{
	const struct seccomp_data data = {.nr = number, .arch = architecture};
	_cleanup_free_ char *name = call_name(&data);
	const struct plan_call *call;

	if (!name || !has_architecture(proof, architecture))
		return prove_data(proof, NULL, &data);
	find_values(proof, name);
	if (proof->values == VALUES_MAX)
		return failure_set(proof->failure, -E2BIG,
				   "the base compares %s with more values than can be simulated", name);
	call = find_call(proof, name);
	if (call && call->arguments && plan_denies_any(call) && prove_call(proof, call, &data) < 0)
		return -EBADMSG;
	return prove_arguments(proof, call, data);
}

static int prove_architecture(struct proof *proof, uint32_t architecture)
{
	for (int number = 0; number < CALLS; number++) {
		int r = prove_number(proof, architecture, number);

		if (r == 0)
			r = prove_number(proof, architecture, number | X32_BIT);
		if (r < 0)
			return r;
	}
	return 0;
}

static int prove_all(struct proof *proof)
{
	static const uint32_t architectures[] = {SCMP_ARCH_X86_64, SCMP_ARCH_X86, SCMP_ARCH_AARCH64, SCMP_ARCH_ARM,
						 SCMP_ARCH_S390X};

	for (size_t i = 0; i < ARRAY_LENGTH(architectures); i++) {
		int r = prove_architecture(proof, architectures[i]);

		if (r < 0)
			return r;
	}
	return 0;
}

int prove_merged(const json_t *base, const json_t *merged, const struct plan *plan, const struct conditions *conditions,
		 struct failure *failure)
{
	json_t *resolved_base = profile_resolve(base, conditions), *resolved = profile_resolve(merged, conditions);
	_cleanup_free_ struct proof *proof = calloc(1, sizeof(*proof));
	int r = proof && resolved_base && resolved ? 0 : failure_set(failure, -ENOMEM, "%s", strerror(ENOMEM));

	if (r == 0)
		r = build_filter(resolved_base, &proof->base, failure);
	if (r == 0)
		r = build_filter(resolved, &proof->merged, failure);
	if (r == 0) {
		proof->plan = plan;
		proof->failure = failure;
		proof->architectures = profile_architectures(resolved);
		proof->base_rules = json_object_get(resolved_base, "syscalls");
		r = prove_all(proof);
	}
	json_decref(resolved_base);
	json_decref(resolved);
	return r;
}

#define CAPABILITIES_MAX 64

/* The capabilities that conditions name, each once. Returns their number. */
static size_t find_capabilities(const json_t *base, const char **ret_names)
{
	static const char *const keys[] = {"includes", "excludes"};
	const json_t *rule, *name;
	size_t i, j, count = 0, seen;

	json_array_foreach (json_object_get(base, "syscalls"), i, rule)
		for (size_t key = 0; key < ARRAY_LENGTH(keys); key++)
			json_array_foreach (json_object_get(json_object_get(rule, keys[key]), "caps"), j, name) {
				for (seen = 0; seen < count; seen++)
					if (strcmp(ret_names[seen], json_string_value(name)) == 0)
						break;
				if (seen == count && count < CAPABILITIES_MAX)
					ret_names[count++] = json_string_value(name);
			}
	return count;
}

int prove_conditions(const json_t *base, const json_t *merged, const struct plan *plan,
		     const struct conditions *conditions, struct failure *failure)
{
	const char *all[CAPABILITIES_MAX + 1] = {NULL}, *one[2] = {NULL, NULL};
	struct conditions tried = *conditions;
	size_t count = find_capabilities(base, all);
	int r = prove_merged(base, merged, plan, conditions, failure);

	tried.capability = all;
	if (r == 0)
		r = prove_merged(base, merged, plan, &tried, failure);
	tried.capability = one;
	for (size_t i = 0; i <= count && r == 0; i++) { /* each alone, and none */
		one[0] = all[i];
		r = prove_merged(base, merged, plan, &tried, failure);
	}
	return r;
}
