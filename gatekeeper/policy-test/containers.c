// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/policy-test/containers.h"

#include <errno.h>
#include <string.h>

#include "policy/language/paths.h"

/* The cgroup of a test's caller. */
static const char *cgroup_of(const struct policy_test *test)
{
	if (test->described.container.cgroup[0])
		return test->described.container.cgroup;
	return test->words.caller_cgroup ? test->words.caller_cgroup : "/";
}

static bool is_same_container(const struct policy_test *one, const struct policy_test *other)
{
	return other->words.container && strcmp(one->words.container, other->words.container) == 0 &&
	       strcmp(cgroup_of(one), cgroup_of(other)) == 0;
}

/* The first test whose caller would be in the container of `one`, and should not. */
static const struct policy_test *find_stranger(const struct test_file *file, const struct policy_test *one)
{
	for (size_t i = 0; i < file->count; i++) {
		const struct policy_test *other = &file->test[i];

		if (path_is_below(cgroup_of(other), cgroup_of(one)) && !is_same_container(one, other))
			return other;
	}
	return NULL;
}

int test_containers_check(const struct test_file *file, struct findings *findings)
{
	for (size_t i = 0; i < file->count; i++) {
		const struct policy_test *test = &file->test[i], *stranger;

		stranger = test->described.container.cgroup[0] ? find_stranger(file, test) : NULL;
		if (!stranger)
			continue;
		findings_add(findings, CHECK_BAD_CONTAINER, stranger->place,
			     "the caller is in the cgroup of the container of the test in line %u; give it another "
			     "cgroup, or the same container",
			     test->place.line);
		return -EINVAL;
	}
	return 0;
}

static int tell(void *context, int (*take)(void *to, const struct container *container), void *to,
		uint64_t *ret_generation)
{
	const struct test_file *file = context;
	int r = 0;

	*ret_generation = 0;
	for (size_t i = 0; i < file->count && r == 0; i++)
		if (file->test[i].described.container.cgroup[0])
			r = take(to, &file->test[i].described.container);
	return r;
}

struct resolver test_containers_resolver(const struct test_file *file)
{
	struct resolver resolver = resolver_by_name;

	resolver.containers = tell;
	resolver.context = (void *)file;
	return resolver;
}
