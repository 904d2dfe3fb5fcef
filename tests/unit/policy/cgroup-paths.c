// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The paths of named cgroups in an image, and the cgroups that the kernel side finds by them. */
#include <errno.h>

#include "tests/unit/compile.h"

#include "policy/base/cleanup.h"
#include "policy/image/decision.h"
#include "policy/language/unit-names.h"

#define HEAD "version: 1\ndefault: allow\nrules:\n- {name: a, deny: load, caller: {cgroup: "

static int find_executable(void *context, const char *path, struct executable_id *ret_id)
{
	(void)context, (void)path, (void)ret_id;
	return -ENOENT;
}

/* Those below /there are there. */
static int find_cgroup(void *context, const char *path, uint64_t *ret_id)
{
	(void)context;
	if (strncmp(path, "/there", 6) != 0)
		return -ENOENT;
	*ret_id = 100 + strlen(path);
	return 0;
}

static struct gk_image *compile(const char *text)
{
	const struct resolver resolver = {.executable = find_executable, .cgroup = find_cgroup};
	struct gk_image *image = NULL;
	struct findings findings;

	compile_bytes_by(&resolver, text, strlen(text), &findings, &image);
	return image;
}

static void make(struct gk_image *image, const char *path, __u64 id)
{
	const __u32 place = gk_made_place(image, id), entry = image_find_path(image, path);

	assert_true(entry < GK_ENTRIES);
	image->made.id[place] = id;
	image->made.entry[place] = entry;
	image->has_made = 1;
}

/* The rule that decides in a cgroup with this id at level 2. */
static __u32 rule_in(const struct gk_image *image, __u64 id)
{
	const __u64 ids[] = {1, 2, id};
	const struct gk_request request = {.operation = GK_OP_LOAD,
					   .caller = {.where = (uintptr_t)ids, .id = id, .level = 2}};

	return gk_decide(image, &request).rule;
}

static void a_cgroup_is_found_by_its_whole_path(void **state)
{
	struct gk_image *image = compile(HEAD "[/x/one, /x/seven77, /x/eight888, /there/two]}}\n");

	(void)state;
	assert_non_null(image);
	assert_true(image_find_path(image, "/x/one") < GK_ENTRIES);
	assert_true(image_find_path(image, "/x/seven77") < GK_ENTRIES);
	assert_true(image_find_path(image, "/x/eight888") < GK_ENTRIES);
	assert_true(image_find_path(image, "/there/two") < GK_ENTRIES);
	assert_int_equal(image_find_path(image, "/x/on"), GK_ENTRIES);
	assert_int_equal(image_find_path(image, "/x/one1"), GK_ENTRIES);
	assert_int_equal(image_find_path(image, "/x/eight88"), GK_ENTRIES);
	assert_int_equal(image_find_path(image, "/x"), GK_ENTRIES);
	free(image);
}

static void a_rule_holds_in_a_cgroup_that_was_made_later(void **state)
{
	struct gk_image *image = compile(HEAD "[/x/one, /there/two]}}\n");

	(void)state;
	assert_non_null(image);
	assert_int_equal(rule_in(image, 77), GK_NO_RULE);
	assert_int_equal(rule_in(image, 110), 0);
	make(image, "/x/one", 77);
	make(image, "/there/two", 78); /* again, with another id */
	assert_int_equal(rule_in(image, 77), 0);
	assert_int_equal(rule_in(image, 78), 0);
	assert_int_equal(rule_in(image, 79), GK_NO_RULE);
	free(image);
}

/* Where there was no room for a cgroup, each may be it: what denies does, and nothing allows. */
static void a_lost_cgroup_may_be_any(void **state)
{
	struct gk_image *image = compile("version: 1\ndefault: deny\nrules:\n"
					 "- {name: a, allow: load, caller: {cgroup: /x/one}}\n"
					 "- {name: b, deny: load, caller: {cgroup: /x/two}}\n"
					 "- {name: c, allow: load}\n");

	(void)state;
	assert_non_null(image);
	assert_int_equal(rule_in(image, 77), 2);
	image->other_cgroup = image->lost_cgroup;
	assert_int_equal(rule_in(image, 77), 1);
	free(image);
}

static void paths_that_are_too_long_together_are_refused(void **state)
{
	_cleanup_free_ char *text = NULL;
	struct gk_image *image;
	size_t size;
	FILE *file;

	(void)state;
	for (unsigned int count = 500; count <= 1000; count += 500) { /* of 400 bytes each */
		free(text);
		file = open_memstream(&text, &size);
		fputs("version: 1\ndefault: allow\nrules:\n- name: a\n  deny: load\n  caller:\n    cgroup:\n", file);
		for (unsigned int i = 0; i < count; i++)
			fprintf(file, "    - /%0398u\n", i);
		fclose(file);
		image = compile(text);
		if (count == 500)
			assert_non_null(image);
		else
			assert_null(image);
		free(image);
	}
}

/* How a request of the host, or of one in these namespaces, from a cgroup by its path is decided. */
static struct gk_decision decide_in(const struct gk_image *image, const char *path, __u8 namespaces)
{
	__u64 ids[GK_CGROUP_LEVELS] = {1};
	uint64_t id;
	struct gk_request request = {.operation = GK_OP_LOAD, .namespaces = namespaces};

	request.caller.where = (uintptr_t)ids;
	request.caller.id = (uintptr_t)path;
	request.caller.kept = 1;
	for (const char *end = strchr(path + 1, '/');; end = strchr(end + 1, '/')) {
		char part[256];

		snprintf(part, sizeof(part), "%.*s", end ? (int)(end - path) : (int)strlen(path), path);
		ids[++request.caller.level] = find_cgroup(NULL, part, &id) < 0 ? 2 : id;
		if (!end)
			break;
	}
	return gk_decide(image, &request);
}

static void a_unit_is_found_in_any_slice(void **state)
{
	struct gk_image *image = compile("version: 1\ndefault: allow\nrules:\n"
					 "- {name: a, deny: load, caller: {unit: one.service, cgroup: /there.slice}}\n"
					 "- {name: b, deny: load, caller: {unit: 'at@*.service'}}\n"
					 "- {name: c, deny: load, caller: {unit: [at@x.service, '*.scope']}}\n"
					 "- {name: d, deny: load, caller: {cgroup: /there.slice}}\n"
					 "- {name: e, deny: load, caller: {unit: one.service}}\n");
	static const struct {
		const char *path;
		__u32 rule;
	} rows[] = {
		{"/system.slice/one.service", 4},
		{"/one.service", 4},
		{"/system.slice/one.service/a/b", 4},
		{"/a.slice/a-b.slice/_one.service", 4},
		{"/there.slice/one.service", 0},
		{"/there.slice/a.slice/one.service/below", 0},
		{"/there.slice/other.service", 3},
		{"/there.slice", 3},
		{"/system.slice/two.service", GK_NO_RULE},
		{"/system.slice/one.service1", GK_NO_RULE},
		{"/system.slice/two.service/one.service", GK_NO_RULE},
		{"/docker/one.service", GK_NO_RULE},
		{"/.slice/one.service", GK_NO_RULE},
		{"/system.slice/at@y.service", 1},
		{"/system.slice/at@x.service", 1},
		{"/system.slice/at.service", GK_NO_RULE},
		{"/system.slice/at@y.socket", GK_NO_RULE},
		{"/user.slice/session-1.scope", 2},
		{"/system.slice", GK_NO_RULE},
	};

	(void)state;
	assert_non_null(image);
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct gk_decision decision = decide_in(image, rows[i].path, 0);

		if (decision.rule != rows[i].rule)
			fail_msg("%s: rule %d", rows[i].path, (int)decision.rule);
	}
	free(image);
}

static void a_service_needs_two_namespaces_of_the_host(void **state)
{
	struct gk_image *image = compile("version: 1\ndefault: allow\n"
					 "host: {services: yes, not-in-cgroups: /there.slice/never.slice}\nrules:\n"
					 "- {name: a, deny: load, caller: {cgroup: /there.slice/named.service}}\n");
	const __u8 sandboxed = 1 << GK_NS_MNT | 1 << GK_NS_NET, user = 1 << GK_NS_USER, pid = 1 << GK_NS_PID;

	(void)state;
	assert_non_null(image);
	assert_int_equal(decide_in(image, "/a.slice/a.service", sandboxed).from, GK_FROM_HOST);
	assert_int_equal(decide_in(image, "/a.slice/a.service", sandboxed | user).from, GK_FROM_CONTAINER);
	assert_int_equal(decide_in(image, "/a.slice/a.service", sandboxed | pid).from, GK_FROM_CONTAINER);
	assert_int_equal(decide_in(image, "/a.slice/a.service/payload", sandboxed).from, GK_FROM_CONTAINER);
	assert_int_equal(decide_in(image, "/a.slice/a.service/payload", 0).from, GK_FROM_HOST);
	assert_int_equal(decide_in(image, "/a.slice/a.scope", sandboxed).from, GK_FROM_CONTAINER);
	assert_int_equal(decide_in(image, "/there.slice/named.service", sandboxed).from, GK_FROM_HOST);
	assert_int_equal(decide_in(image, "/there.slice/named.service", sandboxed).rule, 0);
	assert_int_equal(decide_in(image, "/there.slice/named.service/payload", sandboxed).from, GK_FROM_CONTAINER);
	assert_int_equal(decide_in(image, "/there.slice/named.service/payload", sandboxed).rule, 0);
	assert_int_equal(decide_in(image, "/there.slice/never.slice/a.service", 0).from, GK_FROM_CONTAINER);
	free(image);
}

static void only_units_with_processes_are_named(void **state)
{
	static const char *const good[] = {"a.service", "a-b\\\\x2d.mount", "a@b.service", "a@*.socket", "*.swap"};
	static const char *const bad[] = {"a.slice",    "a",           ".service",     "*@a.service",
					  "a*.service", "@*.service",  "a@*b.service", "a/b.service",
					  "*.target",   "a b.service", "a@b@*.service"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
		assert_null(unit_mistake(good[i]));
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		assert_non_null(unit_mistake(bad[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cgroup_is_found_by_its_whole_path),
		cmocka_unit_test(a_rule_holds_in_a_cgroup_that_was_made_later),
		cmocka_unit_test(a_lost_cgroup_may_be_any),
		cmocka_unit_test(a_unit_is_found_in_any_slice),
		cmocka_unit_test(a_service_needs_two_namespaces_of_the_host),
		cmocka_unit_test(only_units_with_processes_are_named),
		cmocka_unit_test(paths_that_are_too_long_together_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
