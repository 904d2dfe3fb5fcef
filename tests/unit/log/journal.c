// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/log/journal.c: the fields of the records that tests/unit/record/record.c makes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/log/journal.h"

#define RECORDS "tests/unit/record/record.jsonl"

static struct journal_fields fields;

static void take_fields(json_t *record)
{
	journal_fields_release(&fields);
	assert_int_equal(journal_fields(record, &fields), 0);
	json_decref(record);
	assert_true(fields.count > 0);
}

/* The fields of the record on a line of RECORDS, counted from 1. */
static void take(unsigned int number)
{
	FILE *file = fopen(RECORDS, "re");
	json_t *record = NULL;

	assert_non_null(file);
	while (number-- > 0) {
		json_decref(record);
		record = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL);
		assert_non_null(record);
	}
	fclose(file);
	take_fields(record);
}

static const char *value(const char *name)
{
	const char *found = NULL;

	for (size_t i = 0; i < fields.count; i++) {
		size_t length = strcspn(fields.field[i], "=");

		if (strlen(name) == length && strncmp(fields.field[i], name, length) == 0) {
			assert_null(found);
			found = fields.field[i] + length + 1;
		}
	}
	return found;
}

static void denial_has_its_fields(void **state)
{
	(void)state;
	take(1);
	assert_string_equal(value("MESSAGE"),
			    "deny attach:cgroup cgroup_inet_egress by bpftool[4242] uid 0 login 1000 container "
			    "0123456789ab (not init: pid mnt) on /system.slice (outside) program 17 count_packets "
			    "cgroup_skb rule no-cgroup-programs:14");
	assert_string_equal(value("PRIORITY"), "4");
	assert_string_equal(value("SYSLOG_IDENTIFIER"), "gatekeeper");
	assert_string_equal(value("GATEKEEPER_VERDICT"), "deny");
	assert_string_equal(value("GATEKEEPER_RULE"), "no-cgroup-programs");
	assert_string_equal(value("GATEKEEPER_LINE"), "14");
	assert_string_equal(value("GATEKEEPER_SEQUENCE"), "41");
	assert_string_equal(value("GATEKEEPER_PROGRAM_ID"), "17");
	assert_string_equal(value("GATEKEEPER_TARGET_CGROUP"), "/system.slice");
	assert_string_equal(value("GATEKEEPER_CALLER_LOGIN_UID"), "1000");
	assert_non_null(strstr(value("GATEKEEPER_RECORD"), "\"sequence\":41"));
}

static void absent_fields_are_left_out(void **state)
{
	(void)state;
	take(2);
	assert_string_equal(value("PRIORITY"), "6");
	assert_string_equal(value("GATEKEEPER_ACTION"), "attached");
	assert_string_equal(value("GATEKEEPER_CALLER_UID"), "0");
	assert_null(value("GATEKEEPER_VERDICT"));
	assert_null(value("GATEKEEPER_PROGRAM_ID"));
}

static void rule_of_a_drop_in_has_its_place(void **state)
{
	(void)state;
	take_fields(json_pack("{s:{s:s},s:{s:s,s:s,s:i,s:s},s:{s:{s:{s:s}}}}", "event", "action", "decision",
			      "gatekeeper", "verdict", "deny", "file", "10-team.yaml", "line", 7, "message",
			      "Ask first.\nPRIORITY=0", "bpf", "target", "netns", "relation", "other"));
	assert_string_equal(value("GATEKEEPER_FILE"), "10-team.yaml");
	assert_string_equal(value("GATEKEEPER_LINE"), "7");
	assert_string_equal(value("GATEKEEPER_TARGET_NETNS"), "other");
	/* A field of its own for journald: its length is said, so a line break ends nothing. */
	assert_string_equal(value("GATEKEEPER_RULE_MESSAGE"), "Ask first.\nPRIORITY=0");
	assert_string_equal(value("PRIORITY"), "4");
}

static void trouble_is_an_error(void **state)
{
	(void)state;
	take(6);
	assert_string_equal(value("GATEKEEPER_ACTION"), "gap");
	assert_string_equal(value("PRIORITY"), "3");
	assert_int_equal(strncmp(value("MESSAGE"), "*** gap *** events were lost: 2 allowed", 39), 0);
	take(8);
	assert_string_equal(value("GATEKEEPER_ACTION"), "policy-rejected");
	assert_string_equal(value("PRIORITY"), "3");
	assert_null(strchr(value("MESSAGE"), '\n'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(denial_has_its_fields),
		cmocka_unit_test(absent_fields_are_left_out),
		cmocka_unit_test(rule_of_a_drop_in_has_its_place),
		cmocka_unit_test(trouble_is_an_error),
	};
	int failed = cmocka_run_group_tests_name("journal", tests, NULL, NULL);

	journal_fields_release(&fields);
	return failed;
}
