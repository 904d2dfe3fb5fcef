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

/* The sentences of a record with these fields of its process. */
static const char *told_of(const char *process)
{
	static char text[1024];
	char line[512];
	FILE *stream = fmemopen(text, sizeof(text), "w");
	json_t *record;

	snprintf(line, sizeof(line), "{\"process\":{\"name\":\"sh\"%s},\"bpf\":{\"operation\":\"load\"}}", process);
	record = json_loads(line, 0, NULL);
	assert_non_null(record);
	sentences_print(record, stream);
	fclose(stream);
	json_decref(record);
	return text;
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_what_was_seen_later),
	};

	return cmocka_run_group_tests_name("sentences", tests, NULL, NULL);
}
