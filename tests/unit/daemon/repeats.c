// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/daemon/repeat-counts.c on a map of its own: each count is reported exactly once. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "gatekeeper/daemon/repeat-counts.h"

static struct gk_repeat places[GK_REPEATS];
static struct repeats repeats = {.places = places};

struct told {
	unsigned int times;
	uint64_t count, since;
	int error;
};

static int tell(void *context, const struct repeat *repeat)
{
	struct told *told = context;

	if (told->error)
		return told->error;
	told->times++;
	told->count += repeat->count;
	told->since = repeat->since;
	return 0;
}

static struct told collect(uint64_t now, int error)
{
	struct told told = {.error = error};

	assert_int_equal(repeats_collect(&repeats, now, tell, &told), error);
	return told;
}

/* Fills a slot as the kernel side does: owner, count, and the event of this owner. */
static void put(unsigned int place, uint64_t owner, uint64_t count)
{
	places[place] = (struct gk_repeat){.state = owner << GK_REPEAT_COUNT_BITS | count, .described = owner};
	places[place].event.time = 100;
}

static void without_repeats_nothing_is_reported(void **state)
{
	(void)state;
	assert_int_equal(collect(1, 0).times, 0);
}

static void each_repeat_is_reported_once(void **state)
{
	struct told told;

	(void)state;
	put(3, 1, 5);
	put(GK_REPEATS - 1, 7, 1);
	told = collect(200, 0);
	assert_int_equal(told.times, 2);
	assert_int_equal(told.count, 6);
	assert_int_equal(told.since, 100);
	assert_int_equal(collect(300, 0).times, 0);
	places[3].state += 2;
	told = collect(400, 0);
	assert_int_equal(told.count, 2);
	assert_int_equal(told.since, 200);
}

static void unwritten_repeats_are_reported_later(void **state)
{
	(void)state;
	put(3, 1, 5);
	put(4, 1, 6);
	collect(1, -ENOSPC);
	assert_int_equal(collect(2, 0).count, 11);
}

static void unfinished_repeats_wait(void **state)
{
	(void)state;
	put(3, 2, 5);
	places[3].described = 1; /* the event is still another owner's */
	put(4, 2, 5);
	places[4].state |= GK_REPEAT_BUSY;
	assert_int_equal(collect(1, 0).times, 0);
	places[3].described = 2;
	places[4].state &= ~GK_REPEAT_BUSY;
	assert_int_equal(collect(1, 0).times, 2);
}

/* A daemon was killed after it wrote the line, and before it updated the map. */
static void repeats_in_the_last_line_are_not_reported_again(void **state)
{
	(void)state;
	put(3, 1, 9);
	places[3].reported = 2;
	repeats_settle(&repeats, 99, 7);   /* another event's */
	repeats_settle(&repeats, 100, 10); /* more than there were */
	repeats_settle(&repeats, 100, 2);  /* said already */
	repeats_settle(&repeats, 0, 0);    /* no such line */
	assert_int_equal(places[3].reported, 2);
	repeats_settle(&repeats, 100, 7);
	assert_int_equal(collect(1, 0).count, 2);
}

static int clear(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < GK_REPEATS; i++)
		places[i] = (struct gk_repeat){0};
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(without_repeats_nothing_is_reported, clear),
		cmocka_unit_test_setup(each_repeat_is_reported_once, clear),
		cmocka_unit_test_setup(unfinished_repeats_wait, clear),
		cmocka_unit_test_setup(unwritten_repeats_are_reported_later, clear),
		cmocka_unit_test_setup(repeats_in_the_last_line_are_not_reported_again, clear),
	};

	return cmocka_run_group_tests_name("repeats", tests, NULL, NULL);
}
