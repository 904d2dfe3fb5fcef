// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/detach-wait.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/host/held-objects.h"
#include "gatekeeper/enforce/pins.h"

#define LET_GO_SECONDS 10 /* a daemon lets go within a second or two, then its service manager does */
#define KERNEL_SECONDS 60 /* seen: 8 s on a slow machine with a real-time kernel */
#define STEP_NS (10 * 1000 * 1000)
#define OWN_PREFIX "gk_"

/* The id of the link's program; 0: it is not a link. */
static __u32 program_of(int fd)
{
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);

	if (fd < 0 || pins_kind(fd) != PIN_LINK || bpf_obj_get_info_by_fd(fd, &info, &size))
		return 0;
	return info.prog_id;
}

static __u32 pinned_program(const char *name)
{
	_cleanup_close_ int fd = pins_open(name);

	return program_of(fd);
}

static void add(struct old_programs *programs, __u32 id)
{
	if (id && programs->count < OLD_PROGRAMS_MAX)
		programs->ids[programs->count++] = id;
}

void old_programs_add(struct old_programs *programs, int link)
{
	add(programs, program_of(link));
}

void old_programs_read(struct old_programs *ret_programs)
{
	_cleanup_closedir_ DIR *directory = opendir(PINS_DIRECTORY);
	struct dirent *entry;

	ret_programs->count = 0;
	while (directory) {
		entry = readdir(directory);
		if (!entry)
			return;
		if (entry->d_name[0] != '.')
			add(ret_programs, pinned_program(entry->d_name));
	}
}

static bool is_ours(__u32 id)
{
	_cleanup_close_ int fd = bpf_prog_get_fd_by_id(id);
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);

	return fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &size) &&
	       strncmp(info.name, OWN_PREFIX, strlen(OWN_PREFIX)) == 0;
}

void old_programs_find(struct old_programs *ret_programs)
{
	__u32 id = 0;

	ret_programs->count = 0;
	while (!bpf_prog_get_next_id(id, &id))
		if (is_ours(id))
			add(ret_programs, id);
}

/* Without taking a reference, which would keep it. */
static bool is_there(__u32 id)
{
	__u32 next;

	return !bpf_prog_get_next_id(id - 1, &next) && next == id;
}

static unsigned int count_left(const struct old_programs *programs)
{
	unsigned int count = 0;

	for (unsigned int i = 0; i < programs->count; i++)
		count += is_there(programs->ids[i]);
	return count;
}

static time_t seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* Up to `seconds`, or, with `while_ending`, until none has ended for so long. */
static bool wait_for_end(const struct old_programs *programs, unsigned int seconds, bool while_ending)
{
	const struct timespec step = {.tv_nsec = STEP_NS};
	unsigned int left = count_left(programs), before = left;
	time_t end = seconds_now() + (time_t)seconds;

	for (; left && seconds_now() < end; left = count_left(programs)) {
		if (while_ending && left < before)
			end = seconds_now() + (time_t)seconds;
		before = left;
		nanosleep(&step, NULL);
	}
	return left == 0;
}

bool old_programs_ended(const struct old_programs *programs, unsigned int seconds)
{
	return wait_for_end(programs, seconds, true);
}

/* Looks for a descriptor of one of `programs`. */
struct search {
	const struct old_programs *programs;
	uint32_t pid; /* that has one */
};

static bool is_of_search(void *context, const struct held_object *held)
{
	struct search *search = context;

	for (unsigned int i = 0; i < search->programs->count; i++) {
		if (search->programs->ids[i] == held->program_id) {
			search->pid = held->pid;
			return true;
		}
	}
	return false;
}

int old_programs_wait(const struct old_programs *programs, struct failure *failure)
{
	struct search search = {programs, 0};
	char name[PROCESS_NAME_SIZE];

	if (wait_for_end(programs, LET_GO_SECONDS, false))
		return 0;
	if (held_objects_visit(is_of_search, &search)) {
		process_name(search.pid, name);
		return failure_set(failure, -EBUSY,
				   "the pins are removed, but the programs still run: process %u (%s) holds them; end "
				   "it, then run gatekeeper unload again",
				   search.pid, name);
	}
	if (wait_for_end(programs, KERNEL_SECONDS - LET_GO_SECONDS, false))
		return 0;
	return failure_set(failure, -EBUSY,
			   "the pins are removed, but the kernel has not ended the programs in %d s, and no process "
			   "holds them: is a link pinned elsewhere? They end with the next boot at the latest",
			   KERNEL_SECONDS);
}
