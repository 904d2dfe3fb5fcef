// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The paths of named cgroups in an image, and the cgroups that the kernel side finds by them. */
#include <errno.h>

#include "tests/unit/compile.h"

#include "policy/base/cleanup.h"
#include "policy/image/decision.h"

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

/* As the kernel side does it: the entry of a path, or GK_ENTRIES. */
static __u32 find(const struct gk_image *image, const char *path)
{
	__u64 word[GK_PATH_WORDS] = {0}, hash = 0;
	const size_t words = strlen(path) / 8 + 1;
	const struct gk_path *named;
	__u32 index;

	assert_true(strlen(path) < sizeof(word));
	memcpy(word, path, strlen(path));
	for (size_t i = 0; i < words; i++)
		hash = gk_hash_word(hash, word[i]);
	index = image->paths.first[gk_path_chain(hash)];
	for (int i = 0; i < GK_PATH_CHAIN && index; i++) {
		named = &image->paths.path[index];
		if (named->words == words && memcmp(&image->paths.word[named->word], word, 8 * words) == 0)
			return named->entry;
		index = named->next;
	}
	return GK_ENTRIES;
}

static void make(struct gk_image *image, const char *path, __u64 id)
{
	const __u32 place = gk_made_place(image, id), entry = find(image, path);

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
	assert_true(find(image, "/x/one") < GK_ENTRIES);
	assert_true(find(image, "/x/seven77") < GK_ENTRIES);
	assert_true(find(image, "/x/eight888") < GK_ENTRIES);
	assert_true(find(image, "/there/two") < GK_ENTRIES);
	assert_int_equal(find(image, "/x/on"), GK_ENTRIES);
	assert_int_equal(find(image, "/x/one1"), GK_ENTRIES);
	assert_int_equal(find(image, "/x/eight88"), GK_ENTRIES);
	assert_int_equal(find(image, "/x"), GK_ENTRIES);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cgroup_is_found_by_its_whole_path),
		cmocka_unit_test(a_rule_holds_in_a_cgroup_that_was_made_later),
		cmocka_unit_test(a_lost_cgroup_may_be_any),
		cmocka_unit_test(paths_that_are_too_long_together_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
