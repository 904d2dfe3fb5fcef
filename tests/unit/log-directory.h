/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A folder of its own for each test of a log: `directory`, and in it the log's `path`. */
#ifndef TESTS_UNIT_LOG_DIRECTORY_H
#define TESTS_UNIT_LOG_DIRECTORY_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char directory[64], path[96];

static inline int enter(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/log-directory.XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	snprintf(path, sizeof(path), "%s/audit.jsonl", directory);
	return 0;
}

static inline int leave(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", directory);
	return system(command);
}

#define IN_DIRECTORY(test) cmocka_unit_test_setup_teardown(test, enter, leave)

#endif
