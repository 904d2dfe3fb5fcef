// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/log/chain.c, log/verify.c: every way to tamper with a log shows, and no restart or rotation breaks it. */
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

#include "gatekeeper/log/file.h"
#include "gatekeeper/log/rotate.h"
#include "gatekeeper/log/verify.h"

#include "tests/unit/log-directory.h"
#include "tests/unit/output.h"

static char rotated[100];

static int enter_rotated(void **state)
{
	int error = enter(state);

	snprintf(rotated, sizeof(rotated), "%s.1", path);
	return error;
}

static struct log_file open_chained(void)
{
	struct log_file file;

	assert_int_equal(log_file_open(path, &file), 0);
	log_file_chain(&file);
	return file;
}

static void write_some(struct log_file *file, int first, int count)
{
	char line[128];

	for (int i = first; i < first + count; i++) {
		int length = snprintf(line, sizeof(line), "{\"@timestamp\":\"2026\",\"event\":{\"sequence\":%d}}\n", i);

		assert_int_equal(log_file_write(file, line, length), 0);
	}
}

/* Ten lines, of two daemons. */
static void write_ten(void)
{
	struct log_file file = open_chained();

	write_some(&file, 0, 4);
	log_file_close(&file);
	file = open_chained();
	write_some(&file, 4, 6);
	log_file_close(&file);
}

static size_t get(char lines[][256])
{
	FILE *file = fopen(path, "r");
	size_t count = 0;

	while (fgets(lines[count], 256, file))
		count++;
	fclose(file);
	return count;
}

static void put(char lines[][256], size_t count)
{
	FILE *file = fopen(path, "w");

	for (size_t i = 0; i < count; i++)
		fputs(lines[i], file);
	fclose(file);
}

static void whole_chain_is_verified(void **state)
{
	(void)state;
	write_ten();
	assert_int_equal(log_verify(path), 0);
}

static void changed_record_is_found(void **state)
{
	static char lines[16][256], saved[256];

	(void)state;
	write_ten();
	assert_int_equal(get(lines), 10);
	for (int i = 0; i < 10; i++) {
		strcpy(saved, lines[i]);
		lines[i][20] ^= 1;
		put(lines, 10);
		/* Of the first one in all files it is only known that it goes on from nothing. */
		assert_int_equal(log_verify(path), i == 0 ? 0 : 1);
		strcpy(lines[i], saved);
	}
	lines[9][strlen(lines[9]) - 4] ^= 1; /* the last hash */
	put(lines, 10);
	assert_int_equal(log_verify(path), 1);
}

static void removed_inserted_or_swapped_record_is_found(void **state)
{
	static char lines[16][256], changed[16][256];

	(void)state;
	write_ten();
	assert_int_equal(get(lines), 10);
	for (int i = 1; i < 9; i++) {
		memcpy(changed, lines, sizeof(lines));
		memmove(changed[i], changed[i + 1], (9 - i) * sizeof(*changed));
		put(changed, 9);
		assert_int_equal(log_verify(path), 1);
		memcpy(changed, lines, sizeof(lines));
		memmove(changed[i + 1], changed[i], (9 - i) * sizeof(*changed));
		put(changed, 10);
		assert_int_equal(log_verify(path), 1);
		memcpy(changed, lines, sizeof(lines));
		strcpy(changed[i], lines[i + 1]);
		strcpy(changed[i + 1], lines[i]);
		put(changed, 10);
		assert_int_equal(log_verify(path), 1);
	}
	memcpy(changed, lines, sizeof(lines));
	strcpy(changed[5], "{\"@timestamp\":\"2026\"}\n"); /* without a hash */
	put(changed, 10);
	assert_int_equal(log_verify(path), 1);
}

static void chain_continues_over_rotations(void **state)
{
	struct log_file file;

	(void)state;
	file = open_chained();
	write_some(&file, 0, 3);
	assert_int_equal(rename(path, rotated), 0);
	write_some(&file, 3, 2); /* not told yet */
	assert_int_equal(log_file_reopen(&file), 0);
	write_some(&file, 5, 3);
	log_file_close(&file);
	assert_int_equal(log_verify(path), 0);
	/* Rotated while no daemon runs. */
	assert_int_equal(unlink(rotated), 0);
	assert_int_equal(rename(path, rotated), 0);
	file = open_chained();
	write_some(&file, 8, 2);
	log_file_close(&file);
	assert_int_equal(log_verify(path), 0);
	/* What was removed with the rotation shows. */
	assert_int_equal(truncate(rotated, 200), 0);
	assert_int_equal(log_verify(path), 1);
}

static __attribute__((format(printf, 1, 2))) void run_command(const char *format, ...)
{
	char command[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	assert_int_equal(system(command), 0);
}

/* Both rotated files, in two forms of compression: the chain is verified in them, and damage is an error. */
static void compressed_files_are_verified(void **state)
{
	char second[104];
	struct log_file file;

	(void)state;
	snprintf(second, sizeof(second), "%s.2", path);
	for (int i = 0; i < 3; i++) {
		file = open_chained();
		write_some(&file, 5 * i, 5);
		log_file_close(&file);
		if (i == 1)
			assert_int_equal(rename(rotated, second), 0);
		if (i < 2)
			assert_int_equal(rename(path, rotated), 0);
	}
	assert_int_equal(log_verify(path), 0);
	run_command("gzip %s", rotated);
	run_command("xz %s", second);
	assert_int_equal(log_verify(path), 0);
	run_command("xz -d %s.xz && sed -i 3s/[0-9]/x/ %s && xz %s", second, second, second);
	assert_int_equal(log_verify(path), 1);
	run_command("rm %s.xz", second);
	assert_int_equal(log_verify(path), 0);
	run_command("truncate -s -9 %s.gz", rotated);
	assert_int_equal(log_verify(path), 1);
}

/* Rotated and compressed while no daemon runs; the current file was made by somebody else, and is empty. */
static void chain_continues_from_a_compressed_file(void **state)
{
	static const char *const programs[] = {"gzip", "xz", "zstd -q --rm"};
	char second[104];
	struct log_file file;

	(void)state;
	snprintf(second, sizeof(second), "%s.2", path);
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++) {
		write_ten();
		assert_int_equal(rename(path, rotated), 0);
		run_command("%s %s && : >%s", programs[i], rotated, path);
		file = open_chained();
		write_some(&file, 10, 2);
		log_file_close(&file);
		assert_int_equal(log_verify(path), 0);
		run_command("rm %s*", path);
	}
	/* Rotated twice, without a line in between. */
	write_ten();
	assert_int_equal(rename(path, second), 0);
	run_command("gzip %s && : >%s && gzip %s", second, rotated, rotated);
	file = open_chained();
	write_some(&file, 10, 2);
	log_file_close(&file);
	assert_int_equal(log_verify(path), 0);
	run_command("rm %s.gz", second); /* control: it was continued from there */
	file = open_chained();
	write_some(&file, 12, 1);
	log_file_close(&file);
	assert_int_equal(log_verify(path), 0);
	run_command("sed -i 2s/11/12/ %s", path);
	assert_int_equal(log_verify(path), 1);
}

static void append(const char *name, const char *bytes, size_t size, unsigned int zeros)
{
	int fd = open(name, O_WRONLY | O_APPEND);
	struct stat status;

	assert_int_equal(write(fd, bytes, size), size);
	assert_int_equal(fstat(fd, &status), 0);
	assert_int_equal(ftruncate(fd, status.st_size + zeros), 0);
	close(fd);
}

static int verify(char *ret_printed)
{
	int output, saved = divert(stdout, &output), code = log_verify(path);

	restore(stdout, saved, output, ret_printed);
	return code;
}

/* The machine crashed: the file has grown, and its last bytes were not written. */
static void zeros_of_a_crash_are_cut_off(void **state)
{
	static const char part[] = "{\"@timest";
	char printed[OUTPUT_SIZE];
	struct log_file file;

	(void)state;
	for (int i = 0; i < 4; i++) {
		write_ten();
		append(path, part, i % 2 ? strlen(part) : 0, i < 2 ? 100 : 200000);
		assert_int_equal(verify(printed), 0);
		assert_non_null(strstr(printed, "cut off by a crash of the machine"));
		assert_non_null(strstr(printed, "the chain is whole"));
		file = open_chained();
		assert_int_equal(file.tail.zeros, i < 2 ? 100 : 200000);
		write_some(&file, 10, 2);
		log_file_close(&file);
		assert_int_equal(verify(printed), 0);
		assert_null(strstr(printed, "crash"));
		unlink(path);
	}
}

/* The same with a rotation before the next daemon, and what a daemon of before made of it. */
static void zeros_of_a_crash_are_no_tampering(void **state)
{
	static char lines[16][256];
	char printed[OUTPUT_SIZE];
	struct log_file file;

	(void)state;
	write_ten();
	append(path, "", 0, 100);
	assert_int_equal(rename(path, rotated), 0);
	file = open_chained();
	write_some(&file, 10, 2);
	log_file_close(&file);
	assert_int_equal(verify(printed), 0);
	assert_non_null(strstr(printed, ".1:11: cut off by a crash"));
	unlink(rotated);
	unlink(path);

	write_ten();
	assert_int_equal(get(lines), 10);
	append(path, "", 0, 100);
	append(path, "\n", 1, 0);
	for (int i = 0; i < 10; i++)
		append(path, lines[i], strlen(lines[i]), 0); /* a chain of its own */
	assert_int_equal(verify(printed), 1);
	assert_non_null(strstr(printed, "begins anew after a crash"));
	assert_null(strstr(printed, "broken"));
	append(path, lines[3], strlen(lines[3]), 0);
	assert_int_equal(verify(printed), 1);
	assert_non_null(strstr(printed, "the chain is broken"));
}

/* A file of somebody else is not cut, whatever its end. */
static void zeros_of_others_stay(void **state)
{
	struct log_file file;
	struct stat status;

	(void)state;
	for (int i = 0; i < 2; i++) {
		close(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600));
		append(path, "text\n", i ? 5 : 0, 100);
		assert_int_equal(log_file_open(path, &file), 0);
		assert_int_equal(fstat(file.fd, &status), 0);
		assert_int_equal(status.st_size, (i ? 5 : 0) + 100 + 1);
		log_file_close(&file);
	}
}

/* By the daemon itself: so many files are kept, the newest lines of all are there, and the chain is whole. */
static void rotates_by_size(void **state)
{
	const struct log_rotation rotation = {.size = 1000, .keep = 3};
	struct log_file file = open_chained();
	char name[128];
	int rotated_count = 0;

	(void)state;
	assert_int_equal(log_rotate_if_due(&file, &rotation), 0);
	for (int i = 0; i < 60; i++) {
		write_some(&file, i, 1);
		rotated_count += log_rotate_if_due(&file, &rotation);
	}
	assert_true(rotated_count > 5);
	log_file_close(&file);
	assert_int_equal(log_verify(path), 0);
	for (int i = 1; i <= 4; i++) {
		snprintf(name, sizeof(name), "%s.%d", path, i);
		assert_int_equal(access(name, F_OK), i <= 3 ? 0 : -1);
	}
	file = open_chained();
	assert_int_equal(log_rotate_make_room(&file), 0);
	assert_int_equal(access(name, F_OK), -1);
	snprintf(name, sizeof(name), "%s.3", path);
	assert_int_equal(access(name, F_OK), -1);
	assert_int_equal(log_verify(path), 0);
	assert_int_equal(log_rotate_make_room(&file), 0);
	assert_int_equal(log_rotate_make_room(&file), 0);
	assert_int_equal(log_rotate_make_room(&file), -ENOENT);
	log_file_close(&file);
}

static void rotates_by_age(void **state)
{
	const struct log_rotation tomorrow = {.seconds = 24 * 60 * 60, .keep = 1}, now = {.seconds = 1, .keep = 1};
	struct log_file file = open_chained();

	(void)state;
	assert_int_equal(log_rotate_if_due(&file, &now), 0); /* nothing is in it */
	write_some(&file, 0, 1);
	assert_int_equal(log_rotate_if_due(&file, &tomorrow), 0);
	sleep(2);
	assert_int_equal(log_rotate_if_due(&file, &now), 1);
	assert_int_equal(access(rotated, F_OK), 0);
	log_file_close(&file);
}

/* A killed writer's unfinished line is cut off; the next goes on from the last whole one. */
static void chain_continues_after_a_kill(void **state)
{
	struct log_file file;
	int fd;

	(void)state;
	write_ten();
	fd = open(path, O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, "{\"@timestamp\":\"20", 17), 17);
	close(fd);
	assert_int_equal(log_verify(path), 0);
	file = open_chained();
	write_some(&file, 10, 2);
	log_file_close(&file);
	assert_int_equal(log_verify(path), 0);
}

static void lines_before_the_chain_are_counted(void **state)
{
	struct log_file file;

	(void)state;
	assert_int_equal(log_file_open(path, &file), 0);
	write_some(&file, 0, 2);
	assert_int_equal(log_verify(path), 1); /* nothing to verify is no success */
	log_file_close(&file);
	write_ten();
	assert_int_equal(log_verify(path), 0);
}

static void seals_objects_only(void **state)
{
	struct log_chain chain = {0};
	size_t length;
	char *line;

	(void)state;
	assert_int_equal(log_chain_seal(&chain, "text\n", 5, &line, &length, &chain), -EINVAL);
	assert_int_equal(log_chain_seal(&chain, "{}", 2, &line, &length, &chain), -EINVAL);
	assert_false(log_chain_read("", 0, &chain));
	assert_false(log_chain_read(",\"chain\":\"", 10, &chain));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(whole_chain_is_verified, enter_rotated, leave),
		cmocka_unit_test_setup_teardown(changed_record_is_found, enter_rotated, leave),
		cmocka_unit_test_setup_teardown(removed_inserted_or_swapped_record_is_found, enter_rotated, leave),
		cmocka_unit_test_setup_teardown(chain_continues_over_rotations, enter_rotated, leave),
		cmocka_unit_test_setup_teardown(compressed_files_are_verified, enter_rotated, leave),
		cmocka_unit_test_setup_teardown(chain_continues_from_a_compressed_file, enter_rotated, leave),
		cmocka_unit_test_setup_teardown(zeros_of_a_crash_are_cut_off, enter_rotated, leave),
		cmocka_unit_test_setup_teardown(zeros_of_a_crash_are_no_tampering, enter_rotated, leave),
		cmocka_unit_test_setup_teardown(zeros_of_others_stay, enter_rotated, leave),
		cmocka_unit_test_setup_teardown(chain_continues_after_a_kill, enter_rotated, leave),
		cmocka_unit_test_setup_teardown(lines_before_the_chain_are_counted, enter_rotated, leave),
		cmocka_unit_test_setup_teardown(rotates_by_size, enter_rotated, leave),
		cmocka_unit_test_setup_teardown(rotates_by_age, enter_rotated, leave),
		cmocka_unit_test(seals_objects_only),
	};

	return cmocka_run_group_tests_name("log-chain", tests, NULL, NULL);
}
