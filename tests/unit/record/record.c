// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/record/: golden lines, and events with contents that the kernel side never writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/log/shape.h"
#include "gatekeeper/record/record.h"

#define ENGINE_ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

#define FIRST_UNIT 100 /* id of the first cgroup below */

static const struct {
	const char *path;
	const char *unit; /* NULL: none */
} units[] = {
	{"/system.slice/cron.service", "cron.service"},
	{"/system.slice/system-getty.slice/getty@tty1.service/below", "getty@tty1.service"},
	{"/user.slice/user-1000.slice/session-3.scope", "session-3.scope"},
	{"/user.slice/user-1000.slice/user@1000.service/app.slice/own.service", "user@1000.service"},
	{"/system.slice/_cpu.max.service", "cpu.max.service"},
	{"/machine.slice/systemd-nspawn@web.service/payload/system.slice/inside.service", "systemd-nspawn@web.service"},
	{"/system.slice/docker-" ENGINE_ID ".scope", NULL},
	{"/system.slice", NULL},
	{"/", NULL},
	{"/lxc.payload.web/system.slice/inside.service", NULL},
};

/* The map of cgroups: some are known, one of them without an end. */
static bool cgroup_path(void *cgroups, uint64_t id, struct gk_cgroup_path *ret_path)
{
	(void)cgroups;
	memset(ret_path, 'x', sizeof(*ret_path));
	if (id == 9007199254740993)
		strcpy(ret_path->text, "/system.slice/docker-" ENGINE_ID ".scope");
	else if (id == 77)
		strcpy(ret_path->text, "/system.slice");
	else if (id == 1)
		strcpy(ret_path->text, "/");
	else if (id >= FIRST_UNIT && id < FIRST_UNIT + ARRAY_LENGTH(units))
		strcpy(ret_path->text, units[id - FIRST_UNIT].path);
	else if (id == 79)
		strcpy(ret_path->text, "/\xe2\x80\xae/x\ny");
	else
		return id == 78;
	return true;
}

/* Sees the caller of denied_attach() and its parent; of process 4244 other things. */
static bool observe(void *observer, const struct gk_event *event, struct record_observed *ret_observed)
{
	(void)observer;
	*ret_observed = (struct record_observed){
		.delay = 181001,
		.command_line = "bpftool cgroup attach /sys/fs/cgroup/system.slice egress pinned /sys/fs/bpf/count",
		.parent_name = "bash",
		.parent_executable = "/usr/bin/bash",
	};
	if (event->pid == 4244) {
		memset(ret_observed->command_line, '\\', RECORD_COMMAND_LINE_SIZE);
		memcpy(ret_observed->command_line, "a\033[2J\n\xff", 7);
		ret_observed->is_truncated = true;
		memset(ret_observed->parent_name, '\n', GK_COMM_SIZE);
		ret_observed->parent_executable[0] = '\0';
	}
	return event->pid == 4242 || event->pid == 4244;
}

static const struct record_context context = {
	.boot_to_realtime = 1700000000000000000,
	.namespace_minor = 4,
	.init = {{.inode = 4026531834},
		 {.inode = 1},
		 {.inode = 2},
		 {.inode = 4026531837},
		 {.inode = 4026531838},
		 {.inode = 4026531839},
		 {.inode = 4026531840},
		 {.inode = 4026531841}},
	.cgroup_path = cgroup_path,
	.observe = observe,
};

#define ALL_CAPABILITIES ((1ULL << 41) - 1)

/* A denied attach by a container, with every field set. */
static struct gk_event denied_attach(void)
{
	struct gk_event event = {
		.version = GK_ABI_VERSION,
		.kind = GK_EVENT_DECISION,
		.reason = GK_REASON_RULE,
		.verdict = GK_DENY,
		.mode = GK_ENFORCE,
		.sequence = 41,
		.time = 5000000007,
		.pid = 4242,
		.tid = 4243,
		.parent_pid = 4200,
		.uid = 0,
		.login_uid = 1000,
		.executable_device = 254 << 20 | 1,
		.executable_inode = 1234567890123,
		.comm = "bpftool",
		.executable = "/usr/sbin/bpftool",
		.operation = GK_OP_ATTACH_CGROUP,
		.relation = GK_TARGET_OUTSIDE,
		.from = GK_FROM_CONTAINER,
		.namespaces = 1 << GK_NS_PID | 1 << GK_NS_MNT,
		.command = 8,
		.attach_type = 1,
		.result = -1,
		.program_id = 17,
		.program_type = 8,
		.program_tag = {0xde, 0xad, 0xbe, 0xef, 0, 1, 2, 3},
		.program_name = "count_packets",
		.rule_line = 14,
		.rule = "no-cgroup-programs",
		.digest = {0xab, [GK_DIGEST_SIZE - 1] = 0xcd},
		.generation = 3,
	};

	/* Those that are init are not in the event: what is there is not read. */
	for (unsigned int i = 0; i < GK_NAMESPACE_COUNT; i++)
		event.ns[i].inode = event.namespaces >> i & 1 ? 4026531834 + i : 99;
	event.ns[GK_NS_MNT].id = 18446744073709551615ULL;
	event.cgroup_id = 9007199254740993;
	event.target_id = 77;
	event.program_state = GK_PROGRAM_KNOWN;
	event.capabilities = ALL_CAPABILITIES;
	return event;
}

/* The record is line `number`, from 1, of the golden file: the log as it is promised to its readers. */
static void assert_golden(json_t *record, int number)
{
	FILE *golden = fopen("tests/unit/record/record.jsonl", "re");
	char *line, *expected = NULL;
	size_t length, room = 0;

	assert_non_null(golden);
	while (number-- > 0)
		assert_true(getline(&expected, &room, golden) > 0);
	assert_int_equal(record_line(record, &line, &length), 0);
	assert_int_equal(strlen(line), length);
	assert_string_equal(line, expected);
	free(line);
	free(expected);
	fclose(golden);
}

static void denied_attach_is_golden(void **state)
{
	struct gk_event event = denied_attach();

	(void)state;
	assert_golden(record_sample(&context, 0, &event, sizeof(event)), 1);
}

/* A field that the kernel side leaves empty is absent; an unknown number is not zero. */
static void bare_attachment_leaves_fields_out(void **state)
{
	struct gk_event event = {
		.version = GK_ABI_VERSION,
		.kind = GK_EVENT_ATTACHED,
		.sequence = 1,
		.login_uid = GK_NO_NUMBER,
		.operation = GK_OP_ATTACH_CGROUP,
		.command = GK_NO_NUMBER,
		.attach_type = GK_NO_NUMBER,
		.program_type = GK_NO_NUMBER,
		.target_id = 1,
	};

	(void)state;
	assert_golden(record_event(&context, &event), 2);
}

static void unknown_numbers_stay_visible(void **state)
{
	struct gk_event event;
	json_t *record;
	char *text;

	(void)state;
	memset(&event, 0xfe, sizeof(event));
	record = record_event(&context, &event);
	assert_non_null(record);
	text = json_dumps(record, JSON_COMPACT);
	assert_non_null(strstr(text, "\"action\":\"unknown(254)\""));
	assert_non_null(strstr(text, "\"reason\":\"unknown(254)\""));
	assert_non_null(strstr(text, "\"command\":\"unknown(4278124286)\""));
	assert_non_null(strstr(text, "\"attach_type\":\"unknown(4278124286)\""));
	assert_non_null(strstr(text, "\"relation\":\"unknown(254)\""));
	assert_non_null(strstr(text, "\"code\":\"-16843010\""));
	assert_non_null(strstr(text, "\"sequence\":9223372036854775807"));
	free(text);
	json_decref(record);
}

static void hostile_names_cannot_forge(void **state)
{
	struct gk_event event = denied_attach();
	json_t *record;
	char *line;
	size_t length;

	(void)state;
	memcpy(event.comm, "a\n\"},{\x1b[2J\xff\xff\xff\xff\xff\xff", sizeof(event.comm)); /* no NUL */
	memset(event.executable, '\n', sizeof(event.executable));
	memset(event.program_name, '\\', sizeof(event.program_name));
	memset(event.rule, '\xe2', sizeof(event.rule));
	event.target_id = 79;
	record = record_event(&context, &event);
	assert_string_equal(json_string_value(json_object_get(json_object_get(record, "process"), "name")),
			    "a\\x0a\"},{\\x1b[2J\\xff\\xff\\xff\\xff\\xff\\xff");
	assert_int_equal(record_line(record, &line, &length), 0);
	assert_ptr_equal(strchr(line, '\n'), line + length - 1);
	assert_non_null(strstr(line, "\"path\":\"/\\\\xe2\\\\x80\\\\xae/x\\\\x0ay\""));
	free(line);
}

/* What was seen later has the same escapes, its own length, and is nothing of counted denials. */
static void observed_texts_cannot_forge(void **state)
{
	struct gk_event event = denied_attach();
	struct repeat repeat = {.event = denied_attach(), .count = 1, .total = 1, .since = 1};
	json_t *record, *process;
	const char *text;

	(void)state;
	event.pid = 4244;
	record = record_event(&context, &event);
	assert_true(log_is_record(record));
	process = json_object_get(record, "process");
	text = json_string_value(json_object_get(process, "command_line"));
	assert_int_equal(strncmp(text, "a\\x1b[2J\\x0a\\xff\\\\", 16), 0);
	assert_int_equal(strlen(text), 3 * 3 + 7 + 2 * (RECORD_COMMAND_LINE_SIZE - 7));
	assert_true(json_is_true(json_object_get(process, "command_line_truncated")));
	assert_int_equal(json_integer_value(json_object_get(process, "observed")), 182);
	text = json_string_value(json_object_get(json_object_get(process, "parent"), "name"));
	assert_int_equal(strspn(text, "\\x0a"), 4 * GK_COMM_SIZE);
	assert_null(json_object_get(json_object_get(process, "parent"), "executable"));
	json_decref(record);
	record = record_repeat(&context, 2, &repeat);
	assert_null(json_object_get(json_object_get(record, "process"), "observed"));
	json_decref(record);
}

static void unreadable_samples_are_golden(void **state)
{
	struct gk_event event = denied_attach();
	json_t *record;

	(void)state;
	assert_golden(record_sample(&context, 9, "\1\0", 2), 3);
	event.version = GK_ABI_VERSION + 1;
	assert_golden(record_sample(&context, 9, &event, 64), 4);
	record = record_sample(&context, 9, &event, sizeof(event));
	assert_string_equal(json_string_value(json_object_get(json_object_get(record, "event"), "action")),
			    "unreadable");
	json_decref(record);
	assert_golden(record_sample(&context, 9, NULL, 0), 5);
}

static void a_caller_is_in_a_unit_of_the_host(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(units); i++) {
		struct gk_event event = denied_attach();
		json_t *record, *unit;

		event.cgroup_id = FIRST_UNIT + i;
		record = record_event(&context, &event);
		assert_true(log_is_record(record));
		unit = json_object_get(json_object_get(record, "systemd"), "unit");
		if (units[i].unit)
			assert_string_equal(json_string_value(unit), units[i].unit);
		else
			assert_null(unit);
		json_decref(record);
	}
}

static void own_records_are_golden(void **state)
{
	const struct record_gap gap = {
		.lost = {[GK_ALLOW] = 2, [GK_DENY] = 40},
		.lost_outcomes = 1,
		.first_time = 1000000000,
		.last_time = 2000000000,
		.after_sequence = 7,
		.before_sequence = 51,
	};

	(void)state;
	assert_golden(record_gap(&context, 3000000000, &gap), 6);
	assert_golden(record_gap(&context, 3, &(struct record_gap){.lost_outcomes = 1}), 7);
	assert_golden(record_state(&context, 3, RECORD_POLICY_REJECTED, "p.yaml:3:1: error\n"), 8);
	assert_golden(record_state(&context, 3, RECORD_DAEMON_STARTED, ""), 11);
}

static void a_change_of_the_policy_tells_who_made_it_and_what_was_before(void **state)
{
	const struct record_change change = {.digest = "aa11",
					     .previous = "bb22",
					     .mode = GK_AUDIT,
					     .uid = 0,
					     .login_uid = 1000,
					     .executable = "/a\nb"};
	const struct record_change first = {
		.digest = "aa11", .previous = "", .mode = GK_ENFORCE, .login_uid = GK_NO_NUMBER, .executable = "/x"};

	(void)state;
	assert_golden(record_change(&context, 3, &change, "/p.yaml: loaded"), 9);
	assert_golden(record_change(&context, 3, &first, "/p.yaml: loaded"), 10);
}

/* The record of the first denial with times and count of the others, but without a sequence number. */
static void counted_denials_have_times_and_count(void **state)
{
	const struct repeat repeat = {.event = denied_attach(), .count = 7, .total = 9, .since = 1000000000};
	json_t *record = record_repeat(&context, 2000000000, &repeat);
	const char *start, *end, *id;
	json_int_t count;

	(void)state;
	assert_int_equal(json_unpack(record, "{s:{s:s, s:s, s:s}, s:{s:I}}", "event", "start", &start, "end", &end,
				     "id", &id, "gatekeeper", "repeat", &count),
			 0);
	assert_string_equal(start, "2023-11-14T22:13:21.000000000Z");
	assert_string_equal(end, "2023-11-14T22:13:22.000000000Z");
	assert_string_equal(strchr(id, '-'), "-repeat-9");
	assert_int_equal(count, 7);
	assert_null(json_object_get(json_object_get(record, "event"), "sequence"));
	assert_non_null(json_object_get(record, "process"));
	assert_true(log_is_record(record));
	json_decref(record);
}

static void assert_start_is_at(int64_t time, const char *expected)
{
	const struct record_context start = {.boot_to_realtime = time};
	json_t *record = record_state(&start, 0, RECORD_DAEMON_STARTED, "");

	assert_string_equal(json_string_value(json_object_get(record, "@timestamp")), expected);
	json_decref(record);
}

static void times_do_not_overflow(void **state)
{
	const struct record_context before = {.boot_to_realtime = -1};

	(void)state;
	assert_start_is_at(-1, "1969-12-31T23:59:59.999999999Z");
	assert_start_is_at(INT64_MIN, "1677-09-21T00:12:43.145224192Z");
	assert_start_is_at(INT64_MAX, "2262-04-11T23:47:16.854775807Z");
	assert_true(record_time(&context, UINT64_MAX) == INT64_MAX);
	assert_true(record_time(&before, 0) == -1);
}

/* A cgroup with an unknown path has its id in the record; a path without an end is cut off. */
static void unknown_paths_are_left_out(void **state)
{
	struct gk_event event = denied_attach();
	json_t *record, *target;

	(void)state;
	event.target_id = 5;
	record = record_event(&context, &event);
	target = json_object_get(json_object_get(json_object_get(record, "bpf"), "target"), "cgroup");
	assert_string_equal(json_string_value(json_object_get(target, "id")), "5");
	assert_null(json_object_get(target, "path"));
	json_decref(record);
	event.target_id = 78;
	record = record_event(&context, &event);
	target = json_object_get(json_object_get(json_object_get(record, "bpf"), "target"), "cgroup");
	assert_int_equal(strlen(json_string_value(json_object_get(target, "path"))), GK_CGROUP_PATH_SIZE - 1);
	json_decref(record);
}

/* Any sample becomes a line of JSON. */
static void random_samples_become_json(void **state)
{
	struct gk_event event;
	uint8_t *bytes = (uint8_t *)&event;

	(void)state;
	srandom(2);
	for (int round = 0; round < 3000; round++) {
		char *line;
		size_t length;
		json_t *parsed;

		for (size_t i = 0; i < sizeof(event); i++)
			bytes[i] = random() % 4 ? random() : 0;
		event.version = GK_ABI_VERSION;
		assert_int_equal(record_line(record_sample(&context, 0, &event, sizeof(event)), &line, &length), 0);
		assert_int_equal(strlen(line), length);
		assert_ptr_equal(strchr(line, '\n'), line + length - 1);
		parsed = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
		assert_non_null(parsed);
		json_decref(parsed);
		free(line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(denied_attach_is_golden),
		cmocka_unit_test(bare_attachment_leaves_fields_out),
		cmocka_unit_test(unknown_numbers_stay_visible),
		cmocka_unit_test(hostile_names_cannot_forge),
		cmocka_unit_test(observed_texts_cannot_forge),
		cmocka_unit_test(unreadable_samples_are_golden),
		cmocka_unit_test(a_caller_is_in_a_unit_of_the_host),
		cmocka_unit_test(own_records_are_golden),
		cmocka_unit_test(times_do_not_overflow),
		cmocka_unit_test(unknown_paths_are_left_out),
		cmocka_unit_test(random_samples_become_json),
		cmocka_unit_test(a_change_of_the_policy_tells_who_made_it_and_what_was_before),
		cmocka_unit_test(counted_denials_have_times_and_count),
	};

	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
