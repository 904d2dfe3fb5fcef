// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/counters.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/clock.h"
#include "gatekeeper/enforce/pins.h"

static const __u32 zero;

static void add_program(struct counters *counters, const char *name)
{
	int fd = pins_is_program(name) ? pins_open(name) : -1;

	if (fd >= 0)
		counters->program_fd[counters->program_count++] = fd;
}

static void open_programs(struct counters *counters)
{
	_cleanup_closedir_ DIR *directory = opendir(PINS_DIRECTORY);

	while (directory && counters->program_count < COUNTERS_PROGRAMS_MAX) {
		const struct dirent *entry = readdir(directory);

		if (!entry)
			return;
		add_program(counters, entry->d_name);
	}
}

void counters_count_skipped(struct counters *counters)
{
	__u64 count = 0;

	for (unsigned int i = 0; i < counters->program_count; i++) {
		struct bpf_prog_info info = {};
		__u32 size = sizeof(info);

		if (bpf_obj_get_info_by_fd(counters->program_fd[i], &info, &size))
			continue;
		count += info.recursion_misses;
		if (!counters->loaded || info.load_time < counters->loaded)
			counters->loaded = info.load_time;
	}
	counters->skipped = count;
}

static int open_all(struct counters *counters, int (*open_reported)(const char *name))
{
	int error;

	*counters = (struct counters)COUNTERS_CLOSED;
	counters->now_fd = pins_open_to_read("gk_counters");
	counters->reported_fd = open_reported("gk_reported");
	error = counters->now_fd < 0 ? counters->now_fd : counters->reported_fd;
	if (error < 0) {
		counters_close(counters);
		return error;
	}
	open_programs(counters);
	counters_count_skipped(counters);
	return 0;
}

int counters_open(struct counters *counters)
{
	return open_all(counters, pins_open);
}

int counters_open_to_read(struct counters *counters)
{
	return open_all(counters, pins_open_to_read);
}

void counters_close(struct counters *counters)
{
	if (counters->now_fd >= 0)
		close(counters->now_fd);
	if (counters->reported_fd >= 0)
		close(counters->reported_fd);
	for (unsigned int i = 0; i < counters->program_count; i++)
		close(counters->program_fd[i]);
	*counters = (struct counters)COUNTERS_CLOSED;
}

int counters_read(const struct counters *counters, struct gk_counters *ret_now)
{
	struct gk_counters now;

	if (bpf_map_lookup_elem(counters->now_fd, &zero, &now))
		return -errno;
	now.skipped = counters->skipped;
	now.lost_outcomes += now.skipped;
	*ret_now = now;
	return 0;
}

int counters_read_reported(const struct counters *counters, const struct gk_counters *now,
			   struct gk_counters *ret_reported)
{
	struct gk_counters reported;

	if (bpf_map_lookup_elem(counters->reported_fd, &zero, &reported))
		return -errno;
	if (now->skipped < reported.skipped) {
		reported.lost_outcomes -= reported.skipped;
		reported.skipped = 0;
	}
	*ret_reported = reported;
	return 0;
}

bool counters_have_event(const struct counters *counters, const struct gk_counters *now, uint64_t sequence,
			 uint64_t time)
{
	return sequence <= now->sequence && time >= counters->loaded && time <= clock_nanoseconds(CLOCK_BOOTTIME);
}

static bool same_losses(const struct gk_counters *a, const struct gk_counters *b)
{
	return memcmp(a->lost, b->lost, sizeof(a->lost)) == 0 && a->lost_outcomes == b->lost_outcomes &&
	       a->skipped == b->skipped;
}

int counters_set_reported(const struct counters *counters, const struct gk_counters *now)
{
	struct gk_counters noted;

	if (bpf_map_lookup_elem(counters->reported_fd, &zero, &noted))
		return -errno;
	if (same_losses(&noted, now))
		return 0;
	return bpf_map_update_elem(counters->reported_fd, &zero, now, BPF_ANY) ? -errno : 0;
}
