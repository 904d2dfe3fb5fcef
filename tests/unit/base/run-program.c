// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/base/run-program.c: programs run without anything of the caller, and each failure has its message. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/base/run-program.h"
#include "gatekeeper/base/text-file.h"

static struct failure failure;

static int shell(char *script, char **ret_text)
{
	char *argv[] = {"/bin/sh", "-c", script, NULL};

	failure.text[0] = '\0';
	return ret_text ? run_program_read(argv, ret_text, &failure) : run_program(argv, &failure);
}

static void output_is_read(void **state)
{
	char *text = NULL;

	(void)state;
	assert_int_equal(shell("echo one; echo two", &text), 0);
	assert_string_equal(text, "one\ntwo\n");
	free(text);
}

/* The program ends although its output is larger than what is kept. */
static void output_that_does_not_fit_is_drained(void **state)
{
	char *text = NULL;

	(void)state;
	assert_int_equal(shell("head -c 3000000 /dev/zero | tr '\\0' x", &text), 0);
	assert_int_equal(strlen(text), TEXT_FILE_MAX - 1);
	free(text);
}

/* Neither the caller's environment nor its stdin, nor the signals that it ignores. */
static void nothing_of_the_caller_is_inherited(void **state)
{
	char *text = NULL;

	(void)state;
	setenv("LD_PRELOAD_X", "x", 1);
	setenv("ENV", "/nowhere", 1);
	assert_int_equal(shell("env | grep -v '^PWD=\\|^_=\\|^SHLVL=\\|^OLDPWD=' | sort; wc -c", &text), 0);
	assert_string_equal(text, "HOME=/root\nLC_ALL=C.UTF-8\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n0\n");
	free(text);
	signal(SIGTERM, SIG_IGN);
	assert_int_equal(shell("kill $$; sleep 1; echo survived", NULL), -EREMOTEIO);
	signal(SIGTERM, SIG_DFL);
	assert_string_equal(failure.text, "/bin/sh was killed by signal 15");
}

static void each_failure_has_its_message(void **state)
{
	char *nowhere[] = {"/nowhere/program", NULL}, *text = NULL;

	(void)state;
	assert_int_equal(shell("exit 0", NULL), 0);
	assert_int_equal(shell("exit 7", NULL), -EREMOTEIO);
	assert_string_equal(failure.text, "/bin/sh failed (exit code 7)");
	assert_int_equal(shell("echo x; exit 7", &text), -EREMOTEIO);
	assert_null(text);
	assert_int_equal(run_program(nowhere, &failure), -ENOENT);
	assert_int_equal(run_program_read(nowhere, &text, &failure), -ENOENT);
	assert_string_equal(failure.text, "cannot run /nowhere/program: No such file or directory");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(output_is_read),
		cmocka_unit_test(output_that_does_not_fit_is_drained),
		cmocka_unit_test(nothing_of_the_caller_is_inherited),
		cmocka_unit_test(each_failure_has_its_message),
	};

	return cmocka_run_group_tests_name("run-program", tests, NULL, NULL);
}
