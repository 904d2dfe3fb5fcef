// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The limits of an image, and one more: names, ranges of user IDs, sets of rules. */
#include <errno.h>

#include "tests/unit/compile.h"

#include "policy/image/decision.h"
#include "policy/language/names.h"

/* Numbered one after the other, as by a file system and a cgroup hierarchy. */
static struct names numbered;

static int number_of(const char *path, uint64_t *ret_number)
{
	struct name *name;

	assert_int_equal(names_add(&numbered, path, (struct place){0}, &name), 0);
	*ret_number = 1000 + name->number;
	return 0;
}

static int find_executable(void *context, const char *path, struct executable_id *ret_id)
{
	(void)context;
	ret_id->device = 8 << 20 | 1;
	return number_of(path, &ret_id->inode);
}

static int find_cgroup(void *context, const char *path, uint64_t *ret_id)
{
	(void)context;
	return number_of(path, ret_id);
}

static const struct resolver resolver = {.executable = find_executable, .cgroup = find_cgroup};

/* A policy in memory, written piece by piece. */
static FILE *text;
static char *text_bytes;
static size_t text_size;

static void start(const char *head)
{
	text = open_memstream(&text_bytes, &text_size);
	assert_non_null(text);
	fputs(head, text);
}

static int finish(struct findings *findings, struct gk_image **ret_image)
{
	int fd = memfd_create("policy", MFD_CLOEXEC), r;
	char path[64];

	fclose(text);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text_bytes, text_size), text_size);
	free(text_bytes);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	*ret_image = NULL;
	r = policy_compile_file(path, &resolver, findings, NULL, ret_image);
	close(fd);
	return r;
}

static void expect_too_complex(void)
{
	struct findings findings;
	struct gk_image *image;

	assert_int_equal(finish(&findings, &image), -EINVAL);
	assert_null(image);
	assert_int_equal(findings.errors, 1);
	assert_int_equal(findings.finding[findings.count - 1].check, CHECK_TOO_COMPLEX);
}

#define EACH 1365 /* of three kinds of names: all that an image has room for */

static void write_names(unsigned int more)
{
	start("version: 1\ndefault: allow\nrules:\n- name: a\n  deny: load\n  caller:\n    exe:\n");
	for (unsigned int i = 0; i < EACH; i++)
		fprintf(text, "    - /bin/%u\n", i);
	fputs("- name: b\n  deny: load\n  caller:\n    cgroup:\n", text);
	for (unsigned int i = 0; i < EACH; i++)
		fprintf(text, "    - /c/%u\n", i);
	fputs("- name: c\n  deny: load\n  program:\n    name:\n", text);
	for (unsigned int i = 0; i < EACH; i++)
		fprintf(text, "    - p%u\n", i);
	if (more)
		fputs("    tag: 0123456789abcdef\n", text);
}

static void expect_entry(const struct gk_image *image, uint64_t a, uint64_t b, unsigned int rule)
{
	const struct gk_entry *entry = gk_find_entry(image, a, b);

	assert_non_null(entry);
	assert_true(image->vector[GK_CELL_VECTOR(entry->cell)].word[0] >> rule & 1);
}

/* Every key is found in one step, and no other key is found. */
static void the_most_names_fit_and_one_more_does_not(void **state)
{
	struct findings findings;
	struct gk_image *image;

	(void)state;
	write_names(0);
	assert_int_equal(finish(&findings, &image), 0);
	assert_int_equal(image->entry_count, GK_NAMES_MAX + 3);
	for (unsigned int i = 0; i < EACH; i++) {
		uint64_t name[2] = {0};

		expect_entry(image, 1000 + i, (8 << 20 | 1) | GK_KEY_EXECUTABLE, 0);
		expect_entry(image, 1000 + EACH + i, GK_KEY_CGROUP, 1);
		snprintf((char *)name, sizeof(name), "p%u", i);
		expect_entry(image, name[0], name[1] | GK_KEY_NAME, 2);
	}
	expect_entry(image, 0, GK_KEY_EXECUTABLE, 0);
	for (unsigned int i = 0; i < 100000; i++) {
		assert_null(gk_find_entry(image, 1000 + i, (8 << 20 | 2) | GK_KEY_EXECUTABLE));
		assert_null(gk_find_entry(image, i, GK_KEY_TAG));
		assert_null(gk_find_entry(image, 1000 + 2 * EACH + i, GK_KEY_CGROUP));
	}
	free(image);
	write_names(1);
	expect_too_complex();
}

/* A cgroup at each level that a policy can name, and decisions at each level and below the last. */
static void cgroups_of_each_level_match(void **state)
{
	struct gk_image *image;
	struct findings findings;
	char path[256] = "";
	__u64 ids[GK_CGROUP_LEVELS];

	(void)state;
	start("version: 1\ndefault: allow\nrules:\n");
	for (unsigned int level = GK_CGROUP_LEVELS - 1; level-- > 0;) {
		fprintf(text, "- {name: r%u, deny: load, caller: {cgroup: /", level);
		for (unsigned int i = 1; i <= level; i++)
			fprintf(text, "%s%u", i > 1 ? "/" : "", i);
		fputs("}}\n", text);
	}
	assert_int_equal(finish(&findings, &image), 0);
	assert_int_equal(image->caller_level.level[GK_CGROUP_LEVELS - 2], 0);
	assert_int_equal(image->caller_level.level[GK_CGROUP_LEVELS - 1], GK_NO_LEVEL);
	assert_int_equal(image->target_level.level[0], GK_NO_LEVEL);
	for (unsigned int level = 0; level < GK_CGROUP_LEVELS; level++) {
		struct gk_request request = {.operation = GK_OP_LOAD};
		uint64_t id;

		snprintf(path + strlen(path), 8, "/%u", level);
		assert_int_equal(number_of(level == 0 ? "/" : path + 2, &id), 0);
		ids[level] = id;
		request.caller = (struct gk_cgroup_place){.where = (uintptr_t)ids, .level = level};
		assert_int_equal(gk_decide(image, &request).rule,
				 level < GK_CGROUP_LEVELS - 1 ? GK_CGROUP_LEVELS - 2 - level : 0);
	}
	free(image);
}

/* Keys that differ in a byte or two only: each kind has its own high byte. */
static void similar_names_have_entries_of_their_own(void **state)
{
	struct findings findings;
	struct gk_image *image;

	(void)state;
	start("version: 1\ndefault: allow\nrules:\n- name: a\n  deny: load\n  caller: {exe: /bin/a, cgroup: /c}\n  "
	      "program:\n"
	      "    name: ['', a, b]\n    tag:\n");
	for (unsigned int i = 0; i < 256; i++) {
		fprintf(text, "    - 00000000000000%02x\n", i);
		if (i > 0)
			fprintf(text, "    - %02x00000000000000\n    - 000000%02x00000000\n", i, i);
	}
	assert_int_equal(finish(&findings, &image), 0);
	assert_int_equal(image->entry_count, 256 + 2 * 255 + 8);
	for (__u64 i = 0; i < 256; i++)
		assert_non_null(gk_find_entry(image, i << 56, GK_KEY_TAG));
	free(image);
}

#define GAP 1000

/* Ranges that do not touch, so that each needs two intervals. */
static void write_uids(unsigned int first, unsigned int count)
{
	start("version: 1\ndefault: allow\nrules:\n- name: a\n  deny: load\n  caller:\n    uid:\n");
	for (unsigned int i = 0; i < count; i++)
		fprintf(text, "    - %u-%u\n", first + i * GAP, first + i * GAP + 9);
}

static void the_most_user_id_ranges_fit_and_one_more_does_not(void **state)
{
	struct findings findings;
	struct gk_image *image;

	(void)state;
	/* The first interval begins at 0 in any case, so that one more range fits. */
	write_uids(0, GK_UID_INTERVALS / 2);
	assert_int_equal(finish(&findings, &image), 0);
	for (unsigned int i = 0; i < GK_UID_INTERVALS / 2; i++) {
		for (unsigned int uid = i * GAP; uid < i * GAP + GAP; uid += uid < i * GAP + 12 ? 1 : 494)
			assert_int_equal(GK_CELL_VECTOR(image->uid[gk_find_uid(image, uid)].cell) == GK_VECTOR_ALL,
					 uid < i * GAP + 10);
	}
	assert_int_equal(GK_CELL_VECTOR(image->uid[gk_find_uid(image, 4294967294U)].cell), GK_VECTOR_NONE);
	assert_int_equal(GK_CELL_VECTOR(image->uid[gk_find_uid(image, 4294967295U)].cell), GK_VECTOR_NONE);
	free(image);
	write_uids(1, GK_UID_INTERVALS / 2);
	expect_too_complex();
}

/* The largest valid user ID, and the invalid one. */
static void the_largest_user_id_matches(void **state)
{
	struct findings findings;
	struct gk_image *image;

	(void)state;
	start("version: 1\ndefault: allow\nrules:\n- {name: a, deny: load, caller: {uid: 1-4294967294}}\n");
	assert_int_equal(finish(&findings, &image), 0);
	assert_int_equal(GK_CELL_VECTOR(image->uid[gk_find_uid(image, 0)].cell), GK_VECTOR_NONE);
	assert_int_equal(GK_CELL_VECTOR(image->uid[gk_find_uid(image, 1)].cell), GK_VECTOR_ALL);
	assert_int_equal(GK_CELL_VECTOR(image->uid[gk_find_uid(image, 4294967294U)].cell), GK_VECTOR_ALL);
	assert_int_equal(GK_CELL_VECTOR(image->uid[gk_find_uid(image, 4294967295U)].cell), GK_VECTOR_NONE);
	free(image);
}

/* Each name in a set of rules of its own. */
static void write_sets(unsigned int count)
{
	start("version: 1\ndefault: allow\nrules:\n");
	for (unsigned int rule = 0; rule < 12; rule++) {
		fprintf(text, "- name: r%u\n  deny: load\n  program:\n    name:\n    - n0\n", rule);
		for (unsigned int i = 1; i < count; i++) {
			if (i >> rule & 1)
				fprintf(text, "    - n%u\n", i);
		}
	}
}

static void the_most_rule_sets_fit(void **state)
{
	struct findings findings;
	struct gk_image *image;

	(void)state;
	write_sets(4000);
	assert_int_equal(finish(&findings, &image), 0);
	for (unsigned int i = 1; i < 4000; i++) {
		uint64_t name[2] = {0};
		const struct gk_entry *entry;

		snprintf((char *)name, sizeof(name), "n%u", i);
		entry = gk_find_entry(image, name[0], name[1] | GK_KEY_NAME);
		assert_non_null(entry);
		assert_int_equal(image->vector[GK_CELL_VECTOR(entry->cell)].word[0], i);
	}
	free(image);
	write_sets(4095);
	assert_int_equal(finish(&findings, &image), 0);
	assert_true(image->vector_count <= GK_VECTORS_MAX);
	free(image);
}

/* More sets than vectors: names in all combinations, and user IDs in some. */
static void too_many_rule_sets_are_too_complex(void **state)
{
	(void)state;
	write_sets(4095);
	for (unsigned int i = 0; i < 100; i++)
		fprintf(text, "- {name: u%u, deny: load, caller: {uid: %u}}\n", i, i * 10);
	expect_too_complex();
}

/* An image that is full in every respect compiles; the benchmark measures how fast. */
static void the_most_rules_with_names_fit(void **state)
{
	struct findings findings;
	struct gk_image *image;

	(void)state;
	start("version: 1\ndefault: deny\nrules:\n");
	for (unsigned int rule = 0; rule < GK_MAX_RULES; rule++)
		fprintf(text, "- {name: r%u, allow: ['attach:*', load], caller: {uid: %u, exe: /e%u, cgroup: /c%u}}\n",
			rule, rule, rule % 512, rule % 300);
	assert_int_equal(finish(&findings, &image), 0);
	assert_int_equal(image->rule_count, GK_MAX_RULES);
	free(image);
}

static int release(void **state)
{
	(void)state;
	names_release(&numbered);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_most_names_fit_and_one_more_does_not),
		cmocka_unit_test(similar_names_have_entries_of_their_own),
		cmocka_unit_test(cgroups_of_each_level_match),
		cmocka_unit_test(the_most_user_id_ranges_fit_and_one_more_does_not),
		cmocka_unit_test(the_largest_user_id_matches),
		cmocka_unit_test(the_most_rule_sets_fit),
		cmocka_unit_test(too_many_rule_sets_are_too_complex),
		cmocka_unit_test(the_most_rules_with_names_fit),
	};

	return cmocka_run_group_tests_name("policy-limits", tests, NULL, release);
}
