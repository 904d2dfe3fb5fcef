// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/detach-wait.h"

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "gatekeeper/enforce/pins.h"

#define WAIT_STEPS 300
#define WAIT_STEP_NS (10 * 1000 * 1000)

/* The id of the pinned link's program; 0: it is none. */
static __u32 program_id(const char *name)
{
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);
	int fd = pins_open(name);

	if (fd < 0)
		return 0;
	if (pins_kind(fd) != PIN_LINK || bpf_obj_get_info_by_fd(fd, &info, &size))
		info.prog_id = 0;
	close(fd);
	return info.prog_id;
}

void old_programs_read(struct old_programs *ret_programs)
{
	DIR *directory = opendir(PINS_DIRECTORY);
	struct dirent *entry;
	__u32 id;

	ret_programs->count = 0;
	while (directory && (entry = readdir(directory)) && ret_programs->count < OLD_PROGRAMS_MAX) {
		id = entry->d_name[0] == '.' ? 0 : program_id(entry->d_name);
		if (id)
			ret_programs->ids[ret_programs->count++] = id;
	}
	if (directory)
		closedir(directory);
}

static bool any_left(const struct old_programs *programs)
{
	unsigned int i;
	int fd;

	for (i = 0; i < programs->count; i++) {
		fd = bpf_prog_get_fd_by_id(programs->ids[i]);
		if (fd < 0)
			continue;
		close(fd);
		return true;
	}
	return false;
}

void old_programs_wait(const struct old_programs *programs)
{
	const struct timespec step = {.tv_nsec = WAIT_STEP_NS};
	int i;

	for (i = 0; i < WAIT_STEPS && any_left(programs); i++)
		nanosleep(&step, NULL);
}
