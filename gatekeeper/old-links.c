// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "old-links.h"

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "pins.h"

#define WAIT_STEPS 100
#define WAIT_STEP_NS (10 * 1000 * 1000)

/* The id of the pinned link; 0: it is none. */
static __u32 link_id(const char *name)
{
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);
	int fd = pins_open(name);

	if (fd < 0)
		return 0;
	if (pins_kind(fd) != PIN_LINK || bpf_obj_get_info_by_fd(fd, &info, &size))
		info.id = 0;
	close(fd);
	return info.id;
}

void old_links_read(struct old_links *ret_links)
{
	DIR *directory = opendir(PINS_DIRECTORY);
	struct dirent *entry;
	__u32 id;

	ret_links->count = 0;
	while (directory && (entry = readdir(directory)) && ret_links->count < OLD_LINKS_MAX) {
		id = entry->d_name[0] == '.' ? 0 : link_id(entry->d_name);
		if (id)
			ret_links->ids[ret_links->count++] = id;
	}
	if (directory)
		closedir(directory);
}

static bool any_left(const struct old_links *links)
{
	unsigned int i;
	int fd;

	for (i = 0; i < links->count; i++) {
		fd = bpf_link_get_fd_by_id(links->ids[i]);
		if (fd < 0)
			continue;
		close(fd);
		return true;
	}
	return false;
}

void old_links_wait(const struct old_links *links)
{
	const struct timespec step = {.tv_nsec = WAIT_STEP_NS};
	int i;

	for (i = 0; i < WAIT_STEPS && any_left(links); i++)
		nanosleep(&step, NULL);
	if (i > 0)
		nanosleep(&step, NULL); /* an id goes first, and then the hook */
}
