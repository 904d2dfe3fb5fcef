// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * hammer CGROUP FILE: attaches a program to a cgroup without pause, until SIGTERM.
 *
 * FILE always has one line: TRIES REFUSED ALLOWED OTHER, and the longest time between two tries in ms. An allowed
 * attach is undone at once, so that each try is a new one.
 */
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>

#include "tests/probe/bpf.h"

static volatile sig_atomic_t ending;

static void end(int signal)
{
	(void)signal;
	ending = 1;
}

static unsigned long long milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ULL + now.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
	const struct attach_type *type = attach_type_find("cgroup_inet_sock_create");
	unsigned long tries = 0, refused = 0, allowed = 0, other = 0;
	unsigned long long now, last, longest = 0;
	int cgroup, file, program;
	char line[128];

	if (argc != 3)
		return 2;
	signal(SIGTERM, end);
	cgroup = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	file = open(argv[2], O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	program = cgroup_prog_load(type);
	if (cgroup < 0 || file < 0 || program < 0) {
		fprintf(stderr, "hammer: cannot start: cgroup %d, file %d, program %d\n", cgroup, file, program);
		return 1;
	}
	for (last = milliseconds(); !ending; last = now) {
		int link = link_create(cgroup, program, type->number);

		tries++;
		refused += link == -EPERM;
		allowed += link >= 0;
		other += link < 0 && link != -EPERM;
		if (link >= 0)
			close(link);
		now = milliseconds();
		if (now - last > longest)
			longest = now - last;
		if (tries % 64 == 1 || ending) {
			int size = snprintf(line, sizeof(line), "%10lu %10lu %10lu %10lu %10llu\n", tries, refused,
					    allowed, other, longest);

			if (pwrite(file, line, size, 0) != size)
				return 1;
		}
	}
	return 0;
}
