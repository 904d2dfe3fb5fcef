// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/log/rotate.c: a rotation that fails loses no file. Mounts need root; otherwise their tests are skipped. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/log/rotate.h"

#include "tests/unit/log-directory.h"

#define LINE "{\"@timestamp\":\"2026\",\"event\":{\"sequence\":41}}\n"

static const struct log_rotation rotation = {.size = 1, .keep = 3};
/* The file with this ending has its ending as text. */
static void put(const char *ending)
{
	char name[128];
	int fd;

	snprintf(name, sizeof(name), "%s%s", path, ending);
	fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	assert_int_equal(write(fd, ending, strlen(ending)), strlen(ending));
	close(fd);
}

/* NULL: there is none. */
static void assert_text(const char *ending, const char *text)
{
	char name[128], content[128] = "";
	int fd;

	snprintf(name, sizeof(name), "%s%s", path, ending);
	fd = open(name, O_RDONLY);
	assert_int_equal(fd >= 0, text != NULL);
	if (!text)
		return;
	assert_true(read(fd, content, sizeof(content) - 1) >= 0);
	assert_string_equal(content, text);
	close(fd);
}

static struct log_file open_with_rotated(void)
{
	struct log_file file;

	put(".1");
	put(".2");
	put(".3");
	assert_int_equal(log_file_open(path, &file), 0);
	assert_int_equal(log_file_write(&file, LINE, strlen(LINE)), 0);
	return file;
}

static void assert_unchanged(void)
{
	assert_text("", LINE);
	assert_text(".1", ".1");
	assert_text(".2", ".2");
	assert_text(".3", ".3");
	assert_text(".4", NULL);
}

static void assert_rotates(struct log_file *file)
{
	assert_int_equal(log_rotate_if_due(file, &rotation), 1);
	assert_text("", "");
	assert_text(".1", LINE);
	assert_text(".2", ".1");
	assert_text(".3", ".2");
	assert_text(".4", NULL);
}

/* In a mount namespace of the test's own. */
static bool mount_here(const char *source, const char *target, const char *type, unsigned long flags, const char *data)
{
	static bool separate;

	if (!separate && (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL)))
		return false;
	separate = true;
	return mount(source, target, type, flags, data) == 0;
}

static void a_log_that_cannot_be_renamed_loses_nothing(void **state)
{
	struct log_file file = open_with_rotated();

	(void)state;
	if (!mount_here(path, path, NULL, MS_BIND, NULL))
		skip();
	log_file_close(&file);
	assert_int_equal(log_file_open(path, &file), 0);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(log_rotate_if_due(&file, &rotation), -EBUSY);
		assert_unchanged();
	}
	log_file_close(&file);
	assert_int_equal(umount(path), 0);
	assert_int_equal(log_file_open(path, &file), 0);
	assert_rotates(&file);
	log_file_close(&file);
}

static void without_an_inode_for_the_new_log_nothing_is_lost(void **state)
{
	struct log_file file;

	(void)state;
	if (!mount_here("small", directory, "tmpfs", 0, "nr_inodes=5")) /* the directory, and four files */
		skip();
	file = open_with_rotated();
	for (int i = 0; i < 5; i++) {
		assert_int_equal(log_rotate_if_due(&file, &rotation), -ENOSPC);
		assert_unchanged();
	}
	assert_int_equal(mount(NULL, directory, NULL, MS_REMOUNT, "nr_inodes=6"), 0);
	assert_rotates(&file);
	log_file_close(&file);
	assert_int_equal(umount(directory), 0);
}

/* The same without a mount: no descriptor for the new log. */
static void without_a_descriptor_for_the_new_log_nothing_is_lost(void **state)
{
	struct log_file file = open_with_rotated();
	struct rlimit before, none;

	(void)state;
	getrlimit(RLIMIT_NOFILE, &before);
	none = before;
	none.rlim_cur = 0;
	for (int i = 0; i < 5; i++) {
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
		assert_int_equal(log_rotate_if_due(&file, &rotation), -EMFILE);
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
		assert_unchanged();
	}
	assert_rotates(&file);
	log_file_close(&file);
}

static void a_rotated_file_that_cannot_move_keeps_the_others(void **state)
{
	struct log_file file = open_with_rotated();
	char name[128];

	(void)state;
	snprintf(name, sizeof(name), "%s.2", path);
	if (!mount_here(name, name, NULL, MS_BIND, NULL))
		skip();
	assert_int_equal(log_rotate_if_due(&file, &rotation), -EBUSY);
	assert_unchanged();
	assert_int_equal(umount(name), 0);
	assert_rotates(&file);
	log_file_close(&file);
}

/* As a daemon leaves it that was killed in the middle. */
static void a_free_number_is_filled_first(void **state)
{
	struct log_file file = open_with_rotated();
	char name[128];

	(void)state;
	snprintf(name, sizeof(name), "%s.2", path);
	assert_int_equal(unlink(name), 0);
	assert_int_equal(log_rotate_if_due(&file, &rotation), 1);
	assert_text(".1", LINE);
	assert_text(".2", ".1");
	assert_text(".3", ".3");
	log_file_close(&file);
}

/* Somebody else took the name away. */
static void a_log_without_its_name_only_gets_a_new_file(void **state)
{
	struct log_file file = open_with_rotated();
	char name[128];

	(void)state;
	snprintf(name, sizeof(name), "%s-20261130", path);
	assert_int_equal(rename(path, name), 0);
	assert_int_equal(log_rotate_if_due(&file, &rotation), 1);
	assert_text("", "");
	assert_text("-20261130", LINE);
	assert_text(".1", ".1");
	assert_text(".3", ".3");
	log_file_close(&file);
}

/* logrotate compresses all but the newest; while it does so, a file is there twice. */
static void room_is_made_by_the_oldest_compressed_or_not(void **state)
{
	static const char *const oldest_first[] = {".4.zst", ".3", ".3.xz", ".2.gz", ".1"};
	const size_t count = sizeof(oldest_first) / sizeof(oldest_first[0]);
	struct log_file file;

	(void)state;
	assert_int_equal(log_file_open(path, &file), 0);
	for (size_t i = 0; i < count; i++)
		put(oldest_first[i]);
	for (size_t i = 0; i < count; i++) {
		assert_text(oldest_first[i], oldest_first[i]);
		assert_int_equal(log_rotate_make_room(&file), 0);
		assert_text(oldest_first[i], NULL);
	}
	assert_int_equal(log_rotate_make_room(&file), -ENOENT);
	assert_text("", "");
	log_file_close(&file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIRECTORY(a_log_that_cannot_be_renamed_loses_nothing),
		IN_DIRECTORY(without_an_inode_for_the_new_log_nothing_is_lost),
		IN_DIRECTORY(without_a_descriptor_for_the_new_log_nothing_is_lost),
		IN_DIRECTORY(a_rotated_file_that_cannot_move_keeps_the_others),
		IN_DIRECTORY(a_free_number_is_filled_first),
		IN_DIRECTORY(a_log_without_its_name_only_gets_a_new_file),
		IN_DIRECTORY(room_is_made_by_the_oldest_compressed_or_not),
	};

	return cmocka_run_group_tests_name("log-rotate", tests, NULL, NULL);
}
