// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Many events through record and log, with rotation: neither memory nor descriptors grow, and the chain is whole.
 * GK_SOAK says how many: `make soak` 10 million, which is what a busy host has in a day.
 */
#include <dirent.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/log/file.h"
#include "gatekeeper/log/rotate.h"
#include "gatekeeper/log/verify.h"
#include "gatekeeper/record/record.h"

#define EVENTS 20000
#define CACHED (64 * 1024) /* what malloc() keeps for later counts as in use; a leak of 4 bytes an event is more */

struct in_use {
	size_t memory; /* 0 with a malloc() that does not tell; the leak sanitizer is that one's */
	unsigned int descriptors;
};

static struct in_use in_use(void)
{
	struct in_use now = {.memory = mallinfo2().uordblks};
	DIR *directory = opendir("/proc/self/fd");

	while (readdir(directory))
		now.descriptors++;
	closedir(directory);
	return now;
}

static bool cgroup_path(void *unused, uint64_t id, struct gk_cgroup_path *ret_path)
{
	(void)unused;
	snprintf(ret_path->text, sizeof(ret_path->text), "/kubepods.slice/pod%u", (unsigned int)(id % 1000));
	return true;
}

/* Of many callers, kinds and lengths. */
static struct gk_event event_number(unsigned long number)
{
	struct gk_event event = {
		.version = GK_ABI_VERSION,
		.kind = number % GK_EVENT_KIND_COUNT,
		.verdict = number % 3 != 0,
		.sequence = number + 1,
		.time = number * 1000,
		.pid = number,
		.operation = GK_OP_ATTACH_CGROUP,
		.cgroup_id = number,
		.target_id = number / 2,
		.namespaces = number,
		.capabilities = number * 0x9e3779b97f4a7c15ULL,
	};

	snprintf(event.comm, sizeof(event.comm), "caller-%lu", number % 500);
	memset(event.executable, 'a' + number % 26, number % (sizeof(event.executable) - 1));
	memset(event.message, number & 0xff, number % sizeof(event.message));
	return event;
}

static void take(struct log_file *file, const struct record_context *context, unsigned long number)
{
	const struct log_rotation rotation = {.size = 8 << 20, .keep = 2};
	struct repeat repeat = {.event = event_number(number), .count = number, .total = number};
	json_t *record = number % 16 ? record_sample(context, number, &repeat.event, sizeof(repeat.event))
				     : record_repeat(context, number, &repeat);
	size_t length;
	char *line;

	assert_int_equal(record_line(record, &line, &length), 0);
	assert_int_equal(log_file_write(file, line, length), 0);
	free(line);
	assert_true(log_rotate_if_due(file, &rotation) >= 0);
}

static void soak(void **state)
{
	const char *wanted = getenv("GK_SOAK");
	unsigned long events = wanted ? strtoul(wanted, NULL, 10) : EVENTS;
	const struct record_context context = {.cgroup_path = cgroup_path};
	char directory[] = "/var/tmp/soak.XXXXXX", path[64], command[64];
	struct in_use early = {0}, late;
	struct log_file file;

	(void)state;
	assert_non_null(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/audit.jsonl", directory);
	assert_int_equal(log_file_open(path, &file), 0);
	log_file_chain(&file);
	for (unsigned long i = 0; i < events; i++) {
		take(&file, &context, i);
		if (i == events / 10)
			early = in_use();
	}
	late = in_use();
	log_file_close(&file);
	assert_int_equal(log_verify(path), 0);
	snprintf(command, sizeof(command), "rm -r %s", directory);
	assert_int_equal(system(command), 0);
	printf("# %lu events: %zu and %zu bytes in use, %u and %u descriptors\n", events, early.memory, late.memory,
	       early.descriptors, late.descriptors);
	assert_true(late.memory <= early.memory + CACHED);
	assert_int_equal(late.descriptors, early.descriptors);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(soak)};

	return cmocka_run_group_tests_name("soak", tests, NULL, NULL);
}
