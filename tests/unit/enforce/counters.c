// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The counts of the kernel, with what it counts in programs. It is played: each descriptor below stands for an object.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <bpf/bpf.h>
#include <cmocka.h>

#include "gatekeeper/enforce/counters.h"

enum { NOW = 100, REPORTED, FIRST, SECOND };

static struct gk_counters kernel_now, kernel_reported;
static uint64_t misses[2];
static const uint64_t load_time[2] = {2000, 1000};

int bpf_map_lookup_elem(int fd, const void *key, void *value)
{
	(void)key;
	memcpy(value, fd == NOW ? &kernel_now : &kernel_reported, sizeof(kernel_now));
	return 0;
}

int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
{
	(void)key;
	assert_int_equal(fd, REPORTED);
	assert_int_equal(flags, BPF_ANY);
	memcpy(&kernel_reported, value, sizeof(kernel_reported));
	return 0;
}

int bpf_obj_get_info_by_fd(int fd, void *info, __u32 *size)
{
	struct bpf_prog_info *program = info;

	assert_true(*size >= sizeof(*program));
	program->recursion_misses = misses[fd - FIRST];
	program->load_time = load_time[fd - FIRST];
	return 0;
}

static struct counters loaded(uint64_t first, uint64_t second)
{
	struct counters counters = {
		.now_fd = NOW, .reported_fd = REPORTED, .program_fd = {FIRST, SECOND}, .program_count = 2};

	misses[0] = first;
	misses[1] = second;
	return counters;
}

/* The losses that have no gap record yet, which get one. */
static uint64_t report(struct counters *counters)
{
	struct gk_counters now, reported;

	counters_count_skipped(counters);
	assert_int_equal(counters_read(counters, &now), 0);
	assert_int_equal(counters_read_reported(counters, &now, &reported), 0);
	assert_int_equal(counters_set_reported(counters, &now), 0);
	return now.lost_outcomes - reported.lost_outcomes;
}

static void skipped_programs_are_lost_outcomes(void **state)
{
	struct counters counters = loaded(2, 3);
	struct gk_counters now;

	(void)state;
	kernel_now = (struct gk_counters){.lost_outcomes = 10};
	kernel_reported = (struct gk_counters){0};
	counters_count_skipped(&counters);
	assert_int_equal(counters_read(&counters, &now), 0);
	assert_int_equal(now.lost_outcomes, 15);
	assert_int_equal(now.skipped, 5);
	assert_int_equal(report(&counters), 15);
	assert_int_equal(report(&counters), 0);
	misses[1]++;
	assert_int_equal(report(&counters), 1);
}

/* The counts of the maps go on in the next load, those of its programs begin again. */
static void nothing_is_reported_twice_after_a_load(void **state)
{
	struct counters before = loaded(2, 3), after;

	(void)state;
	kernel_now = (struct gk_counters){.lost_outcomes = 10};
	kernel_reported = (struct gk_counters){0};
	assert_int_equal(report(&before), 15);
	kernel_now.lost_outcomes++;
	after = loaded(0, 3);
	assert_int_equal(report(&after), 1 + 3);
	assert_int_equal(report(&after), 0);
}

/* Also if those programs are skipped more often than the earlier ones were, a while after the load. */
static void nothing_is_left_out_after_a_load(void **state)
{
	struct counters before = loaded(2, 3), after;

	(void)state;
	kernel_now = (struct gk_counters){.lost_outcomes = 10};
	kernel_reported = (struct gk_counters){0};
	assert_int_equal(report(&before), 15);
	after = loaded(0, 0);
	assert_int_equal(report(&after), 0);
	misses[0] = 6;
	assert_int_equal(report(&after), 6);
}

/* The log may end with an event of an earlier load, or of an earlier boot. */
static void an_event_is_of_this_load(void **state)
{
	struct counters counters = loaded(0, 0);
	const struct gk_counters now = {.sequence = 7};

	(void)state;
	counters_count_skipped(&counters);
	assert_true(counters_have_event(&counters, &now, 7, 1000));
	assert_false(counters_have_event(&counters, &now, 8, 1000));
	assert_false(counters_have_event(&counters, &now, 7, 999));
	assert_false(counters_have_event(&counters, &now, 7, UINT64_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(skipped_programs_are_lost_outcomes),
		cmocka_unit_test(nothing_is_reported_twice_after_a_load),
		cmocka_unit_test(nothing_is_left_out_after_a_load),
		cmocka_unit_test(an_event_is_of_this_load),
	};

	return cmocka_run_group_tests_name("counters", tests, NULL, NULL);
}
