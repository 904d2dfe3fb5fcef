// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The word of a trial: which slot is active at which time. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gatekeeper/trial/run.h"
#include "gatekeeper/enforce/trial.h"

#define SECOND 1000000000ULL
#define END (100 * SECOND)

static void without_a_trial_the_slot_is_active_at_any_time(void **state)
{
	(void)state;
	for (uint64_t slot = 0; slot < GK_SLOTS; slot++) {
		assert_int_equal(gk_active_slot(slot, 0), slot);
		assert_int_equal(gk_active_slot(slot, UINT64_MAX), slot);
		assert_false(trial_of(slot, END).running);
		assert_false(trial_of(slot, UINT64_MAX).over);
	}
}

static void the_other_slot_is_active_from_the_end_of_a_trial_on(void **state)
{
	(void)state;
	for (uint64_t slot = 0; slot < GK_SLOTS; slot++) {
		assert_int_equal(gk_active_slot(END | slot, 0), slot);
		assert_int_equal(gk_active_slot(END | slot, END - 1), slot);
		assert_int_equal(gk_active_slot(END | slot, END), slot ^ 1);
		assert_int_equal(gk_active_slot(END | slot, UINT64_MAX), slot ^ 1);
	}
}

static void the_seconds_that_are_left_are_rounded_up(void **state)
{
	struct trial trial = trial_of(END | 1, END - 2 * SECOND - 1);

	(void)state;
	assert_true(trial.running);
	assert_false(trial.over);
	assert_int_equal(trial.seconds, 3);
	assert_int_equal(trial_of(END, END - 1).seconds, 1);
	trial = trial_of(END | 1, END);
	assert_false(trial.running);
	assert_true(trial.over);
	assert_int_equal(trial.seconds, 0);
}

static void only_numbers_of_seconds_are_taken(void **state)
{
	static const char *const wrong[] = {"", "0", "-1", "+1", " 1", "1s", "1.5", "86401", "99999999999999999999"};
	unsigned int seconds = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_equal(trial_seconds(wrong[i], &seconds), -EINVAL);
	assert_int_equal(seconds, 7);
	assert_int_equal(trial_seconds("60", &seconds), 0);
	assert_int_equal(seconds, 60);
	assert_int_equal(trial_seconds("86400", &seconds), 0);
	assert_int_equal(seconds, GK_TRIAL_SECONDS_MAX);
}

static void nothing_is_loaded_in_a_test(void **state)
{
	struct trial trial;

	(void)state;
	assert_true(trial_read(&trial) < 0);
	assert_true(trial_call(GK_TRIAL_CONFIRM, 0) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_trial_the_slot_is_active_at_any_time),
		cmocka_unit_test(the_other_slot_is_active_from_the_end_of_a_trial_on),
		cmocka_unit_test(the_seconds_that_are_left_are_rounded_up),
		cmocka_unit_test(only_numbers_of_seconds_are_taken),
		cmocka_unit_test(nothing_is_loaded_in_a_test),
	};

	return cmocka_run_group_tests_name("trial", tests, NULL, NULL);
}
