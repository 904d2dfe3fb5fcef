// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/cli/standard-files.c: output that was lost is a failure, and a closed descriptor gets no other file. */
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
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/cli/standard-files.h"
#include "gatekeeper/cli/verb.h"

#include "tests/unit/output.h"

#define MUCH 100000 /* more than the buffer of stdout, so that a write fails before the end */

static char printed[OUTPUT_SIZE];

/* What a verb with this code and so much output ends with. A child of its own, as its stdout has the error for good. */
static int finish(int output, int code, size_t size)
{
	int status, error, saved;
	pid_t child;

	saved = divert(stderr, &error);
	fflush(stdout);
	child = fork();
	if (child == 0) {
		dup2(output, STDOUT_FILENO);
		while (size-- > 0)
			putchar('x');
		_exit(standard_output_finish(code));
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	restore(stderr, saved, error, printed);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void lost_output_is_a_failure(void **state)
{
	int full = open("/dev/full", O_WRONLY), null = open("/dev/null", O_WRONLY);

	(void)state;
	assert_int_equal(finish(full, EXIT_OK, 1), EXIT_FAILED);
	assert_string_equal(printed, "gatekeeper: cannot write the output: No space left on device\n");
	assert_int_equal(finish(full, EXIT_OK, MUCH), EXIT_FAILED);
	assert_non_null(strstr(printed, "cannot write the output"));
	assert_int_equal(finish(full, EXIT_OK, 0), EXIT_OK);
	assert_int_equal(finish(full, EXIT_MISUSE, 1), EXIT_MISUSE);
	assert_int_equal(finish(null, EXIT_OK, MUCH), EXIT_OK);
	assert_string_equal(printed, "");
	close(full);
	close(null);
}

static void a_reader_may_go_away(void **state)
{
	int ends[2];

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	assert_int_equal(pipe(ends), 0);
	close(ends[0]);
	assert_int_equal(finish(ends[1], EXIT_OK, 1), EXIT_OK);
	assert_int_equal(finish(ends[1], EXIT_OK, MUCH), EXIT_OK);
	assert_string_equal(printed, "");
	close(ends[1]);
	signal(SIGPIPE, SIG_DFL);
}

static bool is_null(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3);
}

/* `closed` has a bit for each descriptor. Returns 0 if all is well, or the number of the step that is not. */
static int open_closed(unsigned int closed)
{
	char byte = 'x';

	for (int fd = 0; fd <= 2; fd++)
		if (closed & 1U << fd)
			close(fd);
	if (standard_files_open())
		return 1;
	for (int fd = 0; fd <= 2; fd++)
		if (closed & 1U << fd && !is_null(fd))
			return 2;
	if (closed & 1 && read(STDIN_FILENO, &byte, 1) >= 0)
		return 3;
	if (closed & 2 && write(STDOUT_FILENO, &byte, 1) >= 0)
		return 4;
	return open("/dev/null", O_RDONLY) > 2 ? 0 : 5;
}

static void closed_descriptors_get_no_other_file(void **state)
{
	(void)state;
	for (unsigned int closed = 0; closed < 8; closed++) {
		int status;
		pid_t child = fork();

		if (child == 0)
			_exit(open_closed(closed));
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lost_output_is_a_failure),
		cmocka_unit_test(a_reader_may_go_away),
		cmocka_unit_test(closed_descriptors_get_no_other_file),
	};

	return cmocka_run_group_tests_name("standard-files", tests, NULL, NULL);
}
