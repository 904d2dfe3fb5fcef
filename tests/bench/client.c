// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The benchmark's client: makes each call in bursts and prints what one costs.
 *
 *   client [--ring PIN]... LABEL CGROUP [CALL]...       LABEL<TAB>CALL<TAB>INSTRUCTIONS for each
 *
 * Meant for a guest in which one nanosecond is one instruction (tests/vm/run --icount). A burst is shorter than the
 * distance of two timer ticks, so of several some have none in them, and the smallest is what the call costs. With
 * --ring it expects a policy in force: calls marked so are denied, and each leaves its events in that ring.
 */
#include <err.h>
#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/calls.h"
#include "tests/bench/ring.h"

#define BURSTS 15
#define PAUSE_NS 20000000 /* what a burst left to do for later (RCU) is done in it; the guest's idle time is free */

static const char *label;
static bool in_force; /* the gatekeeper's policy */

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void pause_after(const struct call *call)
{
	struct timespec time = {.tv_nsec = PAUSE_NS};

	if (call->after_burst)
		call->after_burst();
	nanosleep(&time, NULL);
}

/* Instructions of a burst. Every one has to end as it should: otherwise something else was measured. */
static int64_t burst(const struct call *call)
{
	bool refused = in_force && call->denied;
	unsigned int count = call->count, failures = 0, events, i;
	int64_t start, end;

	ring_drain();
	start = now();
	for (i = 0; i < count; i++)
		failures += call->make() < 0;
	end = now();
	if (failures != (refused ? count : 0))
		errx(1, "%s %s: %u of %u calls failed, the last one: %s", label, call->name, failures, count,
		     strerror(errno));
	events = ring_drain();
	/* Of calls that are counted the first two write: an event, and what is to be known of the others. */
	if (in_force && (call->counted ? events > 2 : events != count * call->events))
		errx(1, "%s %s: %u calls left %u events in the ring, not %u each", label, call->name, count, events,
		     call->events);
	pause_after(call);
	return end - start;
}

static void measure(const struct call *call)
{
	int64_t least = INT64_MAX;
	unsigned int i;

	if (call->before)
		call->before();
	for (i = 0; i < 1 + BURSTS; i++) {
		int64_t all = burst(call);

		if (i && all < least) /* the first one warms up */
			least = all;
	}
	printf("%s\t%s\t%lld\n", label, call->name, (long long)((least + call->count / 2) / call->count));
	fflush(stdout);
}

/* Engines start no container with this capability, but privileged ones. */
static void drop_sys_admin(void)
{
	struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	if (syscall(SYS_capget, &header, sets))
		err(1, "capget");
	sets[0].permitted &= ~CAP_TO_MASK(CAP_SYS_ADMIN);
	sets[0].effective &= ~CAP_TO_MASK(CAP_SYS_ADMIN);
	if (syscall(SYS_capset, &header, sets))
		err(1, "capset");
}

/* A new namespace of each type that runtimes make, and a child in it: a new pid namespace is that of the children. */
static void enter_container(enum caller caller)
{
	int status;
	pid_t pid;

	if (unshare(CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWNET | CLONE_NEWCGROUP | CLONE_NEWPID))
		err(1, "unshare");
	if (caller == CONTAINER)
		drop_sys_admin();
	pid = fork();
	if (!pid)
		return;
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		err(1, "a container");
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

/* In a child, so that no case leaves anything to the next. */
static int measure_apart(const struct call *call)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (call->caller != HOST)
			enter_container(call->caller);
		measure(call);
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		err(1, "%s", call->name);
	return status ? -ECHILD : 0;
}

static bool wanted(const struct call *call, char **names)
{
	char **name = names;

	while (*name && strcmp(*name, call->name) != 0)
		name++;
	return *names ? *name != NULL : !call->by_name;
}

int main(int argc, char **argv)
{
	size_t i;

	while (argc > 2 && !strcmp(argv[1], "--ring")) {
		ring_open(argv[2]);
		in_force = true;
		argv += 2;
		argc -= 2;
	}
	if (argc < 3)
		errx(2, "usage: client [--ring PIN] LABEL CGROUP [CALL]...");
	label = argv[1];
	calls_set_up(argv[2]);
	for (i = 0; i < call_count; i++)
		if (wanted(&calls[i], argv + 3) && measure_apart(&calls[i]))
			return 1;
	return 0;
}
