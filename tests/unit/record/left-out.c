// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/record/left-out.c: equal events of the service manager are counted, and nothing else is left out. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/record/left-out.h"

static struct left_out left_out;

/* The path of a cgroup is its ID as a digit; of 9 it is unknown. Behind its end is something each time. */
static bool path_of(void *cgroups, uint64_t id, struct gk_cgroup_path *ret_path)
{
	static char garbage;

	(void)cgroups;
	memset(ret_path, ++garbage, sizeof(*ret_path));
	memcpy(ret_path->text, "/x", 3);
	ret_path->text[1] = (char)('0' + id % 10);
	return id != 9;
}

static const struct record_context context = {.cgroup_path = path_of};

static struct gk_event attached(void)
{
	static uint64_t sequence;

	return (struct gk_event){
		.version = GK_ABI_VERSION,
		.kind = GK_EVENT_ATTACHED,
		.verdict = GK_ALLOW,
		.from = GK_FROM_HOST,
		.sequence = ++sequence,
		.time = sequence * 1000,
		.pid = 1,
		.tid = 1,
		.generation = 1,
		.operation = GK_OP_ATTACH_CGROUP,
		.command = 8,
		.attach_type = 6,
		.program_id = (__u32)sequence,
		.program_type = 15,
		.program_tag = {1, 2, 3},
		.program_name = "sd_devices",
		.target_id = 1,
	};
}

static bool take(const struct gk_event *event)
{
	return left_out_take(&left_out, &context, event);
}

static int forget(void **state)
{
	(void)state;
	left_out_release(&left_out);
	left_out = (struct left_out){0};
	return 0;
}

struct told {
	unsigned int times;
	uint64_t count, total, since, sequence;
	int error;
};

static int tell(void *told_by, const struct repeat *repeat)
{
	struct told *told = told_by;

	if (told->error)
		return told->error;
	told->times++;
	told->count += repeat->count;
	told->total = repeat->total;
	told->since = repeat->since;
	told->sequence = repeat->event.sequence;
	return 0;
}

static struct told collect(uint64_t now, bool ending, int error)
{
	struct told told = {.error = error};

	assert_int_equal(left_out_collect(&left_out, now, ending, tell, &told), error);
	return told;
}

static void equal_events_are_counted(void **state)
{
	struct gk_event first = attached(), second = attached(), third = attached();

	(void)state;
	assert_false(take(&first));
	second.target_id = 11; /* another cgroup, made anew at the same path */
	assert_true(take(&second));
	assert_true(take(&third));
	assert_int_equal(left_out.total, 2);
}

/* Every difference that a record would show, but for numbers that are new each time. */
static void another_event_has_a_record(void **state)
{
	struct gk_event first = attached(), event;

	(void)state;
	assert_false(take(&first));
#define OTHER(change) \
	event = attached(); \
	change; \
	assert_false(take(&event)); \
	assert_true(take(&event))
	OTHER(event.kind = GK_EVENT_DETACHED);
	OTHER(event.operation = GK_OP_DETACH_CGROUP);
	OTHER(event.attach_type = 1);
	OTHER(event.command = 28);
	OTHER(event.route = GK_ROUTE_IOCTL);
	OTHER(event.target_id = 2);
	OTHER(event.program_type = 8);
	OTHER(event.program_tag[7] = 1);
	OTHER(event.program_name[0] = 'x');
	OTHER(event.link_type = 3);
	OTHER(event.ifindex = 3);
	OTHER(event.executable_inode = 3);
	OTHER(event.executable_device = 3);
	OTHER(event.rule_line = 3);
	OTHER(event.generation = 2);
}

static void nothing_else_is_left_out(void **state)
{
	struct gk_event first = attached(), event;

	(void)state;
	assert_false(take(&first));
#define NEVER(change) \
	event = attached(); \
	change; \
	assert_false(take(&event)); \
	assert_false(take(&event))
	NEVER(event.pid = 2);
	NEVER(event.from = GK_FROM_CONTAINER);
	NEVER(event.namespaces = 1);
	NEVER(event.verdict = GK_DENY);
	NEVER(event.result = -1);
	NEVER(event.kind = GK_EVENT_DECISION);
	NEVER(event.kind = GK_EVENT_RACED);
	NEVER(event.kind = GK_EVENT_REPLACED);
	NEVER(event.kind = GK_EVENT_GUARDED);
	NEVER(event.target_id = 9);
	NEVER(event.target_id = 0);
	NEVER(memset(event.program_tag, 0, sizeof(event.program_tag)));
	event = attached();
	assert_true(take(&event)); /* the control */
	assert_int_equal(left_out.total, 1);
}

static void counts_are_written_once_and_the_idle_are_forgotten(void **state)
{
	struct gk_event first = attached(), idle = attached(), event;
	struct told told;

	(void)state;
	idle.target_id = 2;
	assert_false(take(&first));
	assert_false(take(&idle));
	event = attached();
	assert_true(take(&event));
	assert_int_equal(collect(first.time + LEFT_OUT_PERIOD - 1, false, 0).times, 0);
	assert_int_equal(collect(first.time + LEFT_OUT_PERIOD, false, -ENOSPC).times, 0);
	told = collect(first.time + LEFT_OUT_PERIOD, false, 0);
	assert_int_equal(told.times, 1);
	assert_int_equal(told.count, 1);
	assert_int_equal(told.since, event.time);
	assert_int_equal(told.sequence, first.sequence);
	assert_int_equal(collect(first.time + LEFT_OUT_PERIOD, true, 0).times, 0);
	event = attached();
	event.target_id = 2;
	assert_false(take(&event));
}

static void the_end_of_the_daemon_writes_all(void **state)
{
	struct told told;

	(void)state;
	for (int i = 0; i < 5; i++) {
		struct gk_event event = attached();

		assert_int_equal(take(&event), i > 0);
	}
	told = collect(6000, true, 0);
	assert_int_equal(told.count, 4);
	assert_int_equal(told.total, 4);
}

static void without_room_everything_has_a_record(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 2 * LEFT_OUT_KINDS; i++) {
		struct gk_event event = attached();

		event.rule_line = i;
		assert_false(take(&event));
		assert_int_equal(take(&event), i < LEFT_OUT_KINDS);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(equal_events_are_counted, forget),
		cmocka_unit_test_teardown(another_event_has_a_record, forget),
		cmocka_unit_test_teardown(nothing_else_is_left_out, forget),
		cmocka_unit_test_teardown(counts_are_written_once_and_the_idle_are_forgotten, forget),
		cmocka_unit_test_teardown(the_end_of_the_daemon_writes_all, forget),
		cmocka_unit_test_teardown(without_room_everything_has_a_record, forget),
	};

	return cmocka_run_group_tests_name("left-out", tests, NULL, NULL);
}
