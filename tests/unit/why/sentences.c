// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/why/sentences.c: what a sentence has and what it leaves out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/why/sentences.h"

/* The sentences of a record. */
static const char *told_of_record(const char *line)
{
	static char text[1024];
	FILE *stream = fmemopen(text, sizeof(text), "w");
	json_t *record = json_loads(line, 0, NULL);

	assert_non_null(record);
	sentences_print(record, stream);
	fclose(stream);
	json_decref(record);
	return text;
}

/* The sentences of a record with these fields of its process. */
static const char *told_of(const char *process)
{
	char line[512];

	snprintf(line, sizeof(line), "{\"process\":{\"name\":\"sh\"%s},\"bpf\":{\"operation\":\"load\"}}", process);
	return told_of_record(line);
}

static const char *told_of_unit(const char *caller, const char *program, const char *error)
{
	char line[512];

	snprintf(
		line, sizeof(line),
		"{\"process\":{\"name\":\"%s\"},\"bpf\":{\"operation\":\"attach:cgroup\",\"program\":{\"name\":\"%s\"},"
		"\"target\":{\"cgroup\":{\"path\":\"/c/a.service\"}}},\"gatekeeper\":{\"verdict\":\"deny\"}%s}",
		caller, program, error);
	return told_of_record(line);
}

static void tells_what_was_seen_later(void **state)
{
#define COMMAND ",\"command_line\":\"sh -c \\u001b[2J\""
#define PARENT ",\"parent\":{\"name\":\"bash\",\"executable\":\"/usr/bin/bash\"}"
	(void)state;
	assert_non_null(strstr(told_of(COMMAND PARENT), "\n(as seen later: a child of bash, executable /usr/bin/bash; "
							"command line 'sh -c \\x1b[2J')\nasked for load"));
	assert_non_null(strstr(told_of(COMMAND ",\"command_line_truncated\":true"),
			       "\n(as seen later: command line 'sh -c \\x1b[2J...')\nasked for load"));
	assert_non_null(strstr(told_of(PARENT), "\n(as seen later: a child of bash, executable /usr/bin/bash)\n"));
	assert_null(strstr(told_of(""), "later"));
}

static void tells_what_systemd_does_without(void **state)
{
#define OPEN "\nsystemd starts the unit of the cgroup /c/a.service nevertheless, without what this program limits: "
#define EPERM_CODE ",\"error\":{\"code\":\"EPERM\"}"
	(void)state;
	assert_non_null(strstr(told_of_unit("systemd", "sd_fw_egress", EPERM_CODE), OPEN));
	assert_null(strstr(told_of_unit("systemd", "sd_fw_egress", ""), OPEN));
	assert_null(strstr(told_of_unit("systemd", "count", EPERM_CODE), OPEN));
	assert_null(strstr(told_of_unit("runc", "sd_fw_egress", EPERM_CODE), OPEN));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_what_was_seen_later),
		cmocka_unit_test(tells_what_systemd_does_without),
	};

	return cmocka_run_group_tests_name("sentences", tests, NULL, NULL);
}
