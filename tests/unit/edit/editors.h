/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A policy file, editors that are shell scripts, and edits with answers on stdin, for the tests of this folder. */
#ifndef TESTS_UNIT_EDIT_EDITORS_H
#define TESTS_UNIT_EDIT_EDITORS_H

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/base/text-file.h"
#include "gatekeeper/edit/session.h"

#include "tests/unit/output.h"

#define OLD "version: 1\ndefault: allow\nrules: []\n"
#define NEW "version: 1\ndefault: deny\nrules: []\n"
#define BAD "version: 1\ndefault: perhaps\nrules: []\n"

static char directory[] = "/tmp/gatekeeper-test-XXXXXX";
static char policy[256], script[256], temporary[256];
static char printed[OUTPUT_SIZE];
static struct failure failure;

static inline const char *path_of(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static inline void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static inline void assert_text(const char *path, const char *expected)
{
	char *text = NULL;

	assert_int_equal(text_file_read(path, &text), 0);
	assert_string_equal(text, expected);
	free(text);
}

/* An editor that is a shell script; $1 is the copy. */
static inline void set_editor(const char *commands)
{
	char text[2048];

	snprintf(text, sizeof(text), "#!/bin/sh\n%s\n", commands);
	write_file(script, text);
	assert_int_equal(chmod(script, 0700), 0);
	setenv("VISUAL", script, 1);
}

/* Runs an edit with these answers on stdin. Returns its error; *ret_end is untouched then. */
static inline int run(const struct edit_options *options, const char *answers, enum edit_end *ret_end)
{
	char path[sizeof(directory) + 32];
	int saved_input = dup(STDIN_FILENO), input, error, saved_output, output;

	snprintf(path, sizeof(path), "%s/answers", directory);
	write_file(path, answers);
	input = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(dup2(input, STDIN_FILENO) >= 0);
	close(input);
	saved_output = divert(stdout, &output);
	error = edit_session(options, ret_end, &failure);
	restore(stdout, saved_output, output, printed);
	assert_true(dup2(saved_input, STDIN_FILENO) >= 0);
	close(saved_input);
	return error;
}

/* The same for the policy file. */
static inline enum edit_end edit(const char *answers)
{
	const struct edit_options options = {.policy = policy, .log = "/nonexistent", .seconds = 60};
	enum edit_end end = EDIT_LEFT;

	assert_int_equal(run(&options, answers, &end), 0);
	return end;
}

static inline int edit_fails(const char *answers)
{
	const struct edit_options options = {.policy = policy, .log = "/nonexistent", .seconds = 60};
	enum edit_end end = EDIT_LEFT;
	int error = run(&options, answers, &end);

	assert_true(error < 0);
	return error;
}

/* The copy that was kept, as the last output names it. */
static inline const char *find_kept(void)
{
	static char path[512];
	const char *start = strstr(printed, "your text is in ");

	if (!start)
		return NULL;
	assert_int_equal(sscanf(start, "your text is in %511s", path), 1);
	return path;
}

static inline void assert_kept(const char *text)
{
	assert_non_null(find_kept());
	assert_text(find_kept(), text);
}

static inline void assert_nothing_beside(void)
{
	char command[512];

	snprintf(command, sizeof(command), "[ -z \"$(ls -A %s | grep '^[.]gatekeeper')$(ls %s)\" ]", directory,
		 temporary);
	assert_int_equal(system(command), 0);
}

static inline int set_up(void **state)
{
	char command[512];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s/* && mkdir %s", directory, temporary);
	assert_int_equal(system(command), 0);
	setenv("TMPDIR", temporary, 1);
	write_file(policy, OLD);
	return 0;
}

static inline int run_edit_tests(const char *name, const struct CMUnitTest *tests, size_t count)
{
	char command[512];
	int failed;

	if (!mkdtemp(directory))
		return 1;
	snprintf(policy, sizeof(policy), "%s/policy.yaml", directory);
	snprintf(script, sizeof(script), "%s/editor", directory);
	snprintf(temporary, sizeof(temporary), "%s/tmp", directory);
	failed = _cmocka_run_group_tests(name, tests, count, NULL, NULL);
	snprintf(command, sizeof(command), "rm -rf %s", directory);
	return system(command) || failed;
}

#endif
