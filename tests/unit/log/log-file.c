// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/log/file.c, log/tail.c: what is in the file after kills, full disks and rotations. */
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
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/log/file.h"

#include "tests/unit/log-directory.h"

#define EVENT "{\"@timestamp\":\"2026\",\"event\":{\"kind\":\"event\",\"id\":\"5000-41\",\"sequence\":41}}\n"
#define LATER "{\"@timestamp\":\"2026\",\"event\":{\"kind\":\"event\",\"id\":\"6000-42\",\"sequence\":42}}\n"
#define REPEAT "{\"@timestamp\":\"2026\",\"event\":{\"kind\":\"event\",\"id\":\"7000-repeat-9\"}}\n"
#define OWN "{\"@timestamp\":\"2026\",\"event\":{\"kind\":\"event\",\"action\":\"daemon-stopped\"}}\n"

static void put(const char *text, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_int_equal(write(fd, text, size), size);
	close(fd);
}

static void assert_content(const char *name, const char *expected)
{
	char content[4096] = "";
	int fd = open(name, O_RDONLY);

	assert_true(fd >= 0);
	assert_true(read(fd, content, sizeof(content) - 1) >= 0);
	assert_string_equal(content, expected);
	close(fd);
}

/* Opens, writes one record, closes. */
static struct log_tail append(const char *line)
{
	struct log_file file;
	struct log_tail tail;

	assert_int_equal(log_file_open(path, &file), 0);
	tail = file.tail;
	assert_int_equal(log_file_write(&file, line, strlen(line)), 0);
	log_file_close(&file);
	return tail;
}

static void makes_file_and_directory(void **state)
{
	struct stat status;

	(void)state;
	snprintf(path, sizeof(path), "%s/new/audit.jsonl", directory);
	umask(0);
	assert_false(append(EVENT).found);
	assert_content(path, EVENT);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0640);
	assert_true(append(OWN).found);
	assert_content(path, EVENT OWN);
}

static void finds_the_last_event(void **state)
{
	struct log_tail tail;

	(void)state;
	put(EVENT LATER OWN, strlen(EVENT LATER OWN));
	tail = append(OWN);
	assert_true(tail.found);
	assert_int_equal(tail.time, 6000);
	assert_int_equal(tail.sequence, 42);
	assert_int_equal(tail.repeat_total, 0);
	tail = append(REPEAT);
	tail = append("");
	assert_int_equal(tail.sequence, 42);
	assert_int_equal(tail.repeat_time, 7000);
	assert_int_equal(tail.repeat_total, 9);
	put(OWN, strlen(OWN));
	assert_false(append(OWN).found);
	put("\n\nnot json\n[[[[\n", 16);
	assert_false(append(OWN).found);
}

/* Wherever a killed writer stopped, the whole lines stay and the torn one goes. */
static void cuts_a_torn_line(void **state)
{
	struct log_tail tail;

	(void)state;
	for (size_t torn = 1; torn < strlen(LATER); torn++) {
		put(EVENT LATER, strlen(EVENT) + torn);
		tail = append(OWN);
		assert_content(path, EVENT OWN);
		assert_int_equal(tail.sequence, 41);
		put(LATER, torn);
		assert_false(append(OWN).found);
		assert_content(path, OWN);
	}
}

static void ends_a_line_that_is_not_ours(void **state)
{
	(void)state;
	put("a file of someone's", 19);
	append(OWN);
	assert_content(path, "a file of someone's\n" OWN);
}

static void finds_the_last_event_behind_a_long_tail(void **state)
{
	const size_t size = 200000;
	char *text = malloc(size);
	struct stat status;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', size);
	memcpy(text, EVENT, strlen(EVENT));
	put(text, size);
	assert_false(append(OWN).found);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_size, size + 1 + strlen(OWN));
	memset(text, '\n', size);
	put(text, size);
	assert_false(append(OWN).found);
	free(text);
}

static void does_not_open_other_kinds_of_files(void **state)
{
	struct log_file file = {.fd = 99};
	char link[128];

	(void)state;
	assert_int_equal(log_file_open(directory, &file), -EISDIR);
	assert_int_equal(log_file_open("/dev/null", &file), -EINVAL);
	assert_int_equal(log_file_open("/dev/null/x", &file), -ENOTDIR);
	assert_int_equal(log_file_open("/no/such/directory", &file), -ENOENT);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(log_file_open(path, &file), -EINVAL);
	snprintf(link, sizeof(link), "%s/link", directory);
	assert_int_equal(symlink("/etc/passwd", link), 0);
	assert_int_equal(log_file_open(link, &file), -ELOOP);
	assert_int_equal(file.fd, 99);
}

static void one_writer_at_a_time(void **state)
{
	struct log_file file, second;

	(void)state;
	assert_int_equal(log_file_open(path, &file), 0);
	assert_int_equal(log_file_open(path, &second), -EWOULDBLOCK);
	log_file_close(&file);
	assert_int_equal(log_file_open(path, &second), 0);
	log_file_close(&second);
}

static void follows_a_rotation(void **state)
{
	struct log_file file;
	char rotated[128];

	(void)state;
	snprintf(rotated, sizeof(rotated), "%s.1", path);
	assert_int_equal(log_file_open(path, &file), 0);
	assert_int_equal(log_file_write(&file, EVENT, strlen(EVENT)), 0);
	assert_int_equal(log_file_reopen(&file), 0); /* nothing was rotated */
	assert_int_equal(rename(path, rotated), 0);
	assert_int_equal(log_file_write(&file, OWN, strlen(OWN)), 0);
	assert_int_equal(log_file_reopen(&file), 0);
	assert_int_equal(log_file_write(&file, LATER, strlen(LATER)), 0);
	assert_content(rotated, EVENT OWN);
	assert_content(path, LATER);
	log_file_close(&file);
}

static void failed_reopen_keeps_the_old_file(void **state)
{
	struct log_file file;
	char rotated[128];

	(void)state;
	snprintf(rotated, sizeof(rotated), "%s.1", path);
	assert_int_equal(log_file_open(path, &file), 0);
	assert_int_equal(rename(path, rotated), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(log_file_reopen(&file), -EISDIR);
	assert_int_equal(log_file_write(&file, EVENT, strlen(EVENT)), 0);
	assert_content(rotated, EVENT);
	log_file_close(&file);
}

/* A limit on the size of the file cuts the line in the middle, as a full disk does. */
static void full_disk_leaves_no_part_of_a_line(void **state)
{
	struct rlimit before, small;
	struct log_file file;

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &before);
	small = before;
	small.rlim_cur = strlen(EVENT) + 10;
	assert_int_equal(log_file_open(path, &file), 0);
	assert_int_equal(log_file_write(&file, EVENT, strlen(EVENT)), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_int_equal(log_file_write(&file, LATER, strlen(LATER)), -EFBIG);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_content(path, EVENT);
	assert_int_equal(log_file_write(&file, LATER, strlen(LATER)), 0);
	assert_content(path, EVENT LATER);
	log_file_close(&file);
}

/* A writer killed at any time: what the next one finds is whole lines. */
static void repairs_what_a_killed_writer_left(void **state)
{
	(void)state;
	for (int round = 0; round < 20; round++) {
		struct log_file file;
		pid_t writer = fork();

		if (writer == 0) {
			if (log_file_open(path, &file) == 0)
				while (log_file_write(&file, EVENT, strlen(EVENT)) == 0)
					;
			_exit(1);
		}
		usleep(2000);
		kill(writer, SIGKILL);
		waitpid(writer, NULL, 0);
		assert_int_equal(log_file_open(path, &file), 0);
		assert_int_equal(lseek(file.fd, 0, SEEK_END) % strlen(EVENT), 0);
		log_file_close(&file);
	}
}

static void writes_to_standard_output(void **state)
{
	struct log_file file;

	(void)state;
	assert_int_equal(log_file_open("-", &file), 0);
	assert_int_equal(file.fd, STDOUT_FILENO);
	assert_int_equal(log_file_reopen(&file), 0);
	log_file_close(&file);
	assert_int_equal(file.fd, STDOUT_FILENO);
}

static void limit_size(rlim_t size)
{
	struct rlimit limit;

	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = size < limit.rlim_max ? size : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* stdout is not ours to cut: the line goes on where it ended, whatever is written next. */
static void a_part_of_a_line_on_standard_output_gets_its_rest(void **state)
{
	struct log_file file = {.fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600)};

	(void)state;
	signal(SIGXFSZ, SIG_IGN);
	limit_size(strlen(EVENT) + 10);
	assert_int_equal(log_file_write(&file, EVENT, strlen(EVENT)), 0);
	assert_int_equal(log_file_write(&file, LATER, strlen(LATER)), 0);
	assert_int_equal(log_file_finish_line(&file), -EFBIG);
	assert_int_equal(log_file_write(&file, OWN, strlen(OWN)), -EFBIG);
	limit_size(strlen(EVENT) + 20);
	assert_int_equal(log_file_finish_line(&file), -EFBIG);
	limit_size(strlen(EVENT LATER)); /* all of the rest, and no more */
	assert_int_equal(log_file_write(&file, OWN, strlen(OWN)), -EFBIG);
	assert_null(file.rest);
	assert_content(path, EVENT LATER);
	limit_size(RLIM_INFINITY);
	assert_int_equal(log_file_write(&file, OWN, strlen(OWN)), 0);
	assert_content(path, EVENT LATER OWN);
	log_file_close(&file);
	close(file.fd);
}

/* As the start of the program leaves a closed one. */
static void needs_a_standard_output_to_write_to(void **state)
{
	struct log_file file;
	int saved = dup(STDOUT_FILENO), null = open("/dev/null", O_RDONLY), r;

	(void)state;
	fflush(stdout);
	dup2(null, STDOUT_FILENO);
	r = log_file_open("-", &file);
	dup2(saved, STDOUT_FILENO);
	assert_int_equal(r, -EBADF);
	close(saved);
	close(null);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIRECTORY(makes_file_and_directory),
		IN_DIRECTORY(finds_the_last_event),
		IN_DIRECTORY(cuts_a_torn_line),
		IN_DIRECTORY(ends_a_line_that_is_not_ours),
		IN_DIRECTORY(finds_the_last_event_behind_a_long_tail),
		IN_DIRECTORY(does_not_open_other_kinds_of_files),
		IN_DIRECTORY(one_writer_at_a_time),
		IN_DIRECTORY(follows_a_rotation),
		IN_DIRECTORY(failed_reopen_keeps_the_old_file),
		IN_DIRECTORY(full_disk_leaves_no_part_of_a_line),
		IN_DIRECTORY(repairs_what_a_killed_writer_left),
		cmocka_unit_test(writes_to_standard_output),
		cmocka_unit_test(needs_a_standard_output_to_write_to),
		IN_DIRECTORY(a_part_of_a_line_on_standard_output_gets_its_rest),
	};

	return cmocka_run_group_tests_name("log-file", tests, NULL, NULL);
}
