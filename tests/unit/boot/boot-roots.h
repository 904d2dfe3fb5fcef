/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Systems after real ones, as rows: what the gatekeeper finds there, what enable makes of the next boot's command line,
 * and that disable leaves every byte as it was.
 */
#ifndef TESTS_UNIT_BOOT_BOOT_ROOTS_H
#define TESTS_UNIT_BOOT_BOOT_ROOTS_H

#include <errno.h>

#include "tests/unit/boot/boot-root.h"

#define FILES_MAX 8
#define OURS "lsm=" COMPOSED

/* A file, a directory (text NULL), or with another kind before the path: */
#define PROGRAM "program:"   /* a shell script */
#define VARIABLE "variable:" /* of the boot loader */
#define NUMBER "number:"     /* a variable of the firmware: a number below 256, by its character */
#define IMAGE "image:"       /* a unified kernel image with this command line */

struct root_file {
	const char *name, *text;
};

struct root {
	const char *name;
	const char *line;      /* of this boot */
	const char *mechanism; /* NULL: none */
	enum boot_answer next; /* has the next boot bpf, before enable? */
	int error;             /* of enable */
	const char *after;     /* in the next boot's command line after enable; with an error, in the message */
	struct root_file files[FILES_MAX];
};

static void put_file(const struct root_file *file)
{
	const char *rest = strchr(file->name, ':');

	rest = rest ? rest + 1 : file->name;
	if (strncmp(file->name, PROGRAM, strlen(PROGRAM)) == 0)
		put_program(rest, file->text);
	else if (strncmp(file->name, VARIABLE, strlen(VARIABLE)) == 0)
		put_variable(rest, file->text);
	else if (strncmp(file->name, NUMBER, strlen(NUMBER)) == 0)
		put_number(rest, file->text[0]);
	else if (strncmp(file->name, IMAGE, strlen(IMAGE)) == 0)
		put_image(rest, file->text);
	else if (file->text)
		put(rest, file->text);
	else
		put_directory(rest);
}

static void check_state(const struct root *row)
{
	struct boot_state seen;

	boot_look(&host, &seen);
	if ((seen.mechanism != NULL) != (row->mechanism != NULL) ||
	    (row->mechanism && strcmp(seen.mechanism->name, row->mechanism) != 0))
		fail_msg("%s: mechanism %s (%s)", row->name, seen.mechanism ? seen.mechanism->name : "none",
			 seen.mechanism_why.text);
	if (seen.next_has_bpf != row->next)
		fail_msg("%s: the next boot has bpf: %d (lsm=%s, %s)", row->name, seen.next_has_bpf,
			 seen.next ? seen.next : "", seen.next_why.text);
	boot_state_free(&seen);
}

static void check_next_line(const struct root *row)
{
	struct boot_state seen;
	char *line = NULL;

	boot_look(&host, &seen);
	if (boot_read_next(&host, seen.mechanism, &line, &failure))
		fail_msg("%s: %s", row->name, failure.text);
	if (!strstr(line, row->after) || seen.next_has_bpf != BOOT_YES)
		fail_msg("%s: '%s' is not in the next line: %s", row->name, row->after, line);
	free(line);
	boot_state_free(&seen);
}

static void check_refused(const struct root *row, const char *before)
{
	int error = run(boot_enable, false);
	char *after = snapshot();

	if (error != row->error || !strstr(failure.text, row->after))
		fail_msg("%s: enable returns %d: %s", row->name, error, failure.text);
	if (strcmp(before, after) != 0)
		fail_msg("%s: enable changes\n%s\nto\n%s", row->name, before, after);
	free(after);
}

static void check_enabled(const struct root *row, const char *before)
{
	char *enabled, *after;

	if (run(boot_enable, false))
		fail_msg("%s: enable fails: %s", row->name, failure.text);
	assert_in("configured for the next boot", said);
	check_next_line(row);
	enabled = snapshot();
	if (run(boot_enable, false) || !strstr(said, "nothing to do"))
		fail_msg("%s: a second enable changes something: %s%s", row->name, said, failure.text);
	after = snapshot();
	assert_string_equal(enabled, after);
	free(enabled);
	free(after);
	if (run(boot_disable, false))
		fail_msg("%s: disable fails: %s", row->name, failure.text);
	after = snapshot();
	if (strcmp(before, after) != 0)
		fail_msg("%s: disable leaves\n%s\nof\n%s", row->name, after, before);
	free(after);
}

static void check_root(const struct root *row)
{
	void *state = NULL;
	char *before;

	assert_int_equal(enter(&state), 0);
	put("/cmdline", row->line);
	for (size_t i = 0; i < FILES_MAX && row->files[i].name; i++)
		put_file(&row->files[i]);
	put("/run/gatekeeper-boot.lock", "");
	if (boot_has_program(&host, "/usr/sbin/update-grub"))
		assert_int_equal(system(at("/usr/sbin/update-grub")), 0);
	check_state(row);
	before = snapshot();
	if (row->error)
		check_refused(row, before);
	else
		check_enabled(row, before);
	free(before);
	assert_int_equal(leave(&state), 0);
}

#endif
