/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A folder of state in a directory of the test's own, and policies to put into its history. */
#ifndef TESTS_UNIT_HISTORY_STATES_H
#define TESTS_UNIT_HISTORY_STATES_H

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/history/history.h"

static char directory[] = "/tmp/gatekeeper-test-XXXXXX";
static char state[256];
static struct failure failure;

static inline const char *path_of(const char *name)
{
	static char paths[4][512];
	static unsigned int next;
	char *path = paths[next++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", directory, name);
	return path;
}

static inline void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static inline void run(const char *format, ...) __attribute__((format(printf, 1, 2)));

static inline void run(const char *format, ...)
{
	char command[2048];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	assert_int_equal(system(command), 0);
}

/* A policy file of which each number has a text and a digest of its own. */
static inline const char *write_policy(unsigned int number)
{
	char text[512];

	snprintf(text, sizeof(text), "# %u\nversion: 1\ndefault: %s\nrules: []\n", number,
		 number % 2 ? "allow" : "deny");
	write_file(path_of("policy.yaml"), text);
	return path_of("policy.yaml");
}

/* What load does after a policy became active. Returns as history_add(). */
static inline int add_file(const char *path, enum history_how how, struct history_entry *ret_entry)
{
	struct policy_copy copy = {0};
	struct gk_image *image = NULL;
	struct findings findings;
	__u8 digest[GK_DIGEST_SIZE];
	int error;

	assert_int_equal(policy_compile_file(path, &resolver_by_name, &findings, NULL, &image), 0);
	assert_int_equal(policy_copy_files(path, NULL, NULL, &copy, digest), 0);
	assert_memory_equal(digest, image->digest, sizeof(digest));
	history_entry_make(image, path, how, ret_entry);
	error = history_add(state, ret_entry, &copy, &failure);
	policy_copy_release(&copy);
	free(image);
	return error;
}

static inline struct history_entry add(unsigned int number, enum history_how how)
{
	struct history_entry entry;

	assert_int_equal(add_file(write_policy(number), how, &entry), 0);
	return entry;
}

/* Reads the history and checks how many entries and damaged lines it has. */
static inline const struct history *read_history(size_t count, size_t damaged)
{
	static struct history history;

	assert_int_equal(history_read(state, &history, &failure), 0);
	assert_int_equal(history.count, count);
	assert_int_equal(history.damaged, damaged);
	return &history;
}

static inline const char *text_path(const struct history_entry *entry)
{
	static char path[600];

	snprintf(path, sizeof(path), "%s/history/%s.json", state, entry->digest);
	return path;
}

static inline int set_up(void **unused)
{
	(void)unused;
	run("rm -rf %s/*", directory);
	return 0;
}

static inline int run_history_tests(const char *name, const struct CMUnitTest *tests, size_t count)
{
	int failed;

	if (!mkdtemp(directory))
		return 1;
	snprintf(state, sizeof(state), "%s/state", directory);
	failed = _cmocka_run_group_tests(name, tests, count, NULL, NULL);
	run("rm -rf %s", directory);
	return failed;
}

#endif
