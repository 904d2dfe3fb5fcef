// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/log/lost-note.c: what one daemon could not write, the next one reads, or knows that it cannot. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/log/lost-note.h"

#include "tests/unit/log-directory.h"

static void a_note_is_read_by_the_next(void **state)
{
	struct lost_note note = {.path = path, .kept = {.lost = {3, 4}, .first_time = 20, .last_time = 30}}, next;

	(void)state;
	note.before = (struct record_gap){.lost_outcomes = 5, .first_time = 10, .last_time = 15};
	assert_int_equal(lost_note_save(&note), 0);
	assert_int_equal(lost_note_open(path, &next), 0);
	assert_int_equal(next.before.lost[0], 3);
	assert_int_equal(next.before.lost[1], 4);
	assert_int_equal(next.before.lost_outcomes, 5);
	assert_int_equal(next.before.first_time, 10);
	assert_int_equal(next.before.last_time, 30);
	next.before = (struct record_gap){0};
	assert_int_equal(lost_note_save(&next), 0);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(lost_note_save(&next), 0);
}

static void a_damaged_note_is_an_error(void **state)
{
	struct lost_note note;
	FILE *out;

	(void)state;
	assert_int_equal(lost_note_open(path, &note), 0);
	assert_false(lost_any(&note.before));
	out = fopen(path, "we");
	assert_non_null(out);
	fputs("1 2 3 4 5", out); /* cut off: it may have been 55 */
	fclose(out);
	assert_int_equal(lost_note_open(path, &note), -EBADMSG);
	assert_false(lost_any(&note.before));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_DIRECTORY(a_note_is_read_by_the_next),
		IN_DIRECTORY(a_damaged_note_is_an_error),
	};

	return cmocka_run_group_tests_name("lost-note", tests, NULL, NULL);
}
