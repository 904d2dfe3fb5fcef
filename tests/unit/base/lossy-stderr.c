// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/base/lossy-stderr.c: whoever prints goes on, and each line is read or counted as missing. */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/base/lossy-stderr.h"
#include "gatekeeper/base/print-error.h"

#define LINES 50000

static FILE *original;
static int saved;

/*
 * Whatever is there to be read; `gaps`: how often lines are missing. What is written to a terminal reaches its reader a
 * little later, by a work queue, so that there can be several.
 */
static unsigned long read_lines(int fd, unsigned long *ret_missing, unsigned int *ret_gaps)
{
	static char text[8 << 20];
	size_t size = 0;
	ssize_t got;
	unsigned long lines = 0, missing;
	struct pollfd more = {.fd = fd, .events = POLLIN};

	fcntl(fd, F_SETFL, O_NONBLOCK);
	while (poll(&more, 1, 200) == 1 && (got = read(fd, text + size, sizeof(text) - 1 - size)) > 0)
		size += (size_t)got;
	text[size] = '\0';
	*ret_missing = 0;
	*ret_gaps = 0;
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		if (strstr(line, " lines are missing here")) {
			assert_int_equal(sscanf(line, "gatekeeper: %lu", &missing), 1);
			*ret_missing += missing;
			++*ret_gaps;
		}
		lines += strstr(line, "end of line") != NULL;
	}
	return lines;
}

static void print_lines(unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		print_error("%u: this is the end of line", i);
}

static void print_to(int output)
{
	assert_true(dup2(output, STDERR_FILENO) >= 0);
	assert_int_equal(lossy_stderr_begin(), 0);
}

/* `cuts_lines`: a line may be written in part. */
static void check_reader(int reader, int writer, bool cuts_lines)
{
	unsigned long missing, missing_later, lines;
	unsigned int gaps, gaps_later;

	print_to(writer);
	print_lines(10);
	assert_int_equal(read_lines(reader, &missing, &gaps), 10);
	assert_int_equal(missing, 0);
	print_lines(LINES); /* does not wait */
	lines = read_lines(reader, &missing, &gaps);
	assert_in_range(lines, 100, LINES - 1);
	print_lines(1);
	lines += read_lines(reader, &missing_later, &gaps_later);
	assert_true(missing_later > 0);
	/* Of the line before a gap, only the line break may be missing. */
	assert_in_range(lines + missing + missing_later, LINES + 1, LINES + 1 + (cuts_lines ? gaps + gaps_later : 0));
	print_lines(1);
	assert_int_equal(read_lines(reader, &missing, &gaps), 1);
	assert_int_equal(missing, 0);
	assert_int_equal(fcntl(writer, F_GETFL) & O_NONBLOCK, 0);
}

static void a_pipe_that_nobody_reads_stops_nobody(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	check_reader(ends[0], ends[1], false);
}

static void a_journal_that_stands_still_stops_nobody(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	check_reader(ends[0], ends[1], false);
}

static void a_terminal_that_stands_still_stops_nobody(void **state)
{
	int reader = posix_openpt(O_RDWR | O_NOCTTY), writer;
	char name[64];

	(void)state;
	assert_true(reader >= 0);
	assert_int_equal(grantpt(reader), 0);
	assert_int_equal(unlockpt(reader), 0);
	assert_int_equal(ptsname_r(reader, name, sizeof(name)), 0);
	writer = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(writer >= 0);
	check_reader(reader, writer, true);
}

static void a_file_gets_each_line(void **state)
{
	char name[] = "/tmp/lossy-stderr-XXXXXX";
	int file = mkstemp(name);
	unsigned long missing;
	unsigned int gaps;

	(void)state;
	assert_true(file >= 0);
	assert_int_equal(unlink(name), 0);
	print_to(file);
	print_lines(LINES);
	lseek(file, 0, SEEK_SET);
	assert_int_equal(read_lines(file, &missing, &gaps), LINES);
	assert_int_equal(missing, 0);
}

static int keep(void **state)
{
	(void)state;
	original = stderr;
	saved = dup(STDERR_FILENO);
	return saved < 0;
}

static int put_back(void **state)
{
	(void)state;
	stderr = original;
	return dup2(saved, STDERR_FILENO) < 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_pipe_that_nobody_reads_stops_nobody, keep, put_back),
		cmocka_unit_test_setup_teardown(a_journal_that_stands_still_stops_nobody, keep, put_back),
		cmocka_unit_test_setup_teardown(a_terminal_that_stands_still_stops_nobody, keep, put_back),
		cmocka_unit_test_setup_teardown(a_file_gets_each_line, keep, put_back),
	};

	return cmocka_run_group_tests_name("lossy-stderr", tests, NULL, NULL);
}
