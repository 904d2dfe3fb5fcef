// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Any bytes as a sample of the ring, for libFuzzer: one line of JSON that is a record, whatever they say. */
#include <stdlib.h>
#include <string.h>

#include "gatekeeper/log/shape.h"
#include "gatekeeper/record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static bool cgroup_path(void *bytes, uint64_t id, struct gk_cgroup_path *ret_path)
{
	if (!(id & 1))
		return false;
	memcpy(ret_path->text, bytes, sizeof(ret_path->text));
	return true;
}

static void check_line(json_t *record)
{
	json_t *again;
	size_t length;
	char *line;

	require(record_line(record, &line, &length) == 0);
	require(length == strlen(line) && strchr(line, '\n') == line + length - 1);
	for (size_t i = 0; i + 1 < length; i++)
		require((unsigned char)line[i] >= ' ' && line[i] != 0x7f);
	again = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
	require(again && log_is_record(again));
	json_decref(again);
	free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct record_context context = {0};
	struct repeat repeat = {0};
	char path[sizeof(struct gk_cgroup_path)] = {0};

	memcpy(path, bytes, length < sizeof(path) ? length : sizeof(path));
	context.cgroup_path = cgroup_path;
	context.cgroups = path;
	if (length >= 8)
		memcpy(&context.boot_to_realtime, bytes, 8);
	check_line(record_sample(&context, 0, bytes, length));
	/* As the kernel writes it: of our version and size, all else as it comes. */
	memcpy(&repeat, bytes, length < sizeof(repeat) ? length : sizeof(repeat));
	repeat.event.version = GK_ABI_VERSION;
	check_line(record_sample(&context, 0, &repeat.event, sizeof(repeat.event)));
	check_line(record_repeat(&context, repeat.since, &repeat));
	return 0;
}
