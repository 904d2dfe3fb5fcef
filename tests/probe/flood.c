// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * flood CGROUP PROCESSES COUNT|SECONDSs [distinct|host]: PROCESSES processes attach to a cgroup as fast as they can,
 * each on a processor and in a uts namespace of its own. `distinct`: each try has another real user ID; `host`: the
 * processes stay in the namespaces of the caller.
 *
 * Prints one line for all processes: TRIES REFUSED ALLOWED OTHER.
 */
#include <err.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

#include "tests/probe/bpf.h"

struct tally {
	unsigned long tries, refused, allowed, other;
};

static unsigned long long nanoseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static int attach(int cgroup, int program, unsigned int type)
{
	union bpf_attr attr = {.target_fd = cgroup, .attach_bpf_fd = program, .attach_type = type};

	return sys_bpf(BPF_PROG_ATTACH, &attr);
}

static void be_alone(unsigned int number, bool host)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(number % sysconf(_SC_NPROCESSORS_ONLN), &set);
	if (sched_setaffinity(0, sizeof(set), &set) || (!host && unshare(CLONE_NEWUTS)))
		err(1, "process %u", number);
}

/* Stops after `count` tries if `until` is 0. */
static void run(struct tally *tally, int cgroup, int program, unsigned long count, unsigned long long until,
		unsigned int distinct)
{
	const struct attach_type *type = attach_type_find("cgroup_inet_sock_create");
	int answer;

	while (until ? nanoseconds() < until : tally->tries < count) {
		if (distinct && syscall(SYS_setresuid, distinct + tally->tries, -1, -1))
			err(1, "setresuid");
		answer = attach(cgroup, program, type->number);
		tally->tries++;
		tally->refused += answer == -EPERM;
		tally->allowed += answer >= 0;
		tally->other += answer < 0 && answer != -EPERM;
	}
}

int main(int argc, char **argv)
{
	const struct attach_type *type = attach_type_find("cgroup_inet_sock_create");
	struct tally *tallies, sum = {0};
	unsigned int processes, i;
	unsigned long amount;
	unsigned long long until;
	char *unit;
	bool failed = false, host, distinct;
	int cgroup, program, status;

	if (argc < 4)
		errx(2, "usage: flood CGROUP PROCESSES COUNT|SECONDSs [distinct|host]");
	host = argc > 4 && strcmp(argv[4], "host") == 0;
	distinct = argc > 4 && !host;
	processes = strtoul(argv[2], NULL, 10);
	amount = strtoul(argv[3], &unit, 10);
	cgroup = open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	program = cgroup_prog_load(type);
	tallies = mmap(NULL, processes * sizeof(*tallies), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (cgroup < 0 || program < 0 || tallies == MAP_FAILED)
		errx(1, "can't start: cgroup %d, program %d", cgroup, program);
	until = *unit == 's' ? nanoseconds() + amount * 1000000000ULL : 0;
	for (i = 0; i < processes; i++) {
		pid_t child = fork();

		if (child < 0)
			err(1, "fork");
		if (child)
			continue;
		be_alone(i, host);
		run(&tallies[i], cgroup, program, amount, until, distinct ? (i + 1) * 10000000 : 0);
		_exit(0);
	}
	while (wait(&status) > 0)
		failed |= status != 0;
	for (i = 0; i < processes; i++) {
		sum.tries += tallies[i].tries;
		sum.refused += tallies[i].refused;
		sum.allowed += tallies[i].allowed;
		sum.other += tallies[i].other;
	}
	printf("%lu %lu %lu %lu\n", sum.tries, sum.refused, sum.allowed, sum.other);
	return failed;
}
