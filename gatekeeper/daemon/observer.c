// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/observer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <time.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/daemon/child.h"
#include "gatekeeper/daemon/confine.h"

#define SECOND 1000000000ULL
#define LOOKS_PER_SECOND 500 /* a look takes some 50 microseconds: a flood of events must not wait for them */
#define AGE_MAX SECOND       /* of an event: its processes have most likely ended */
#define START_TIME_FIELD 22  /* of /proc/PID/stat, see proc_pid_stat(5) */

/* What /proc/PID/stat says of a process. */
struct process {
	uint64_t start; /* in ticks since boot */
	char name[GK_COMM_SIZE];
};

struct answer {
	int length; /* of the path, or a negative errno */
	char path[GK_EXECUTABLE_SIZE];
};

static ssize_t read_file(int directory, const char *name, char *ret_text, size_t size)
{
	_cleanup_close_ int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, ret_text, size);

	return length < 0 ? -errno : length;
}

/* The name is in brackets, and may have any bytes, also brackets. */
static int read_process(int directory, struct process *ret_process)
{
	char text[1024], *name, *end;
	ssize_t length = read_file(directory, "stat", text, sizeof(text) - 1);

	if (length < 0)
		return length;
	text[length] = '\0';
	name = strchr(text, '(');
	end = strrchr(text, ')');
	if (!name || !end || end < name)
		return -EBADMSG;
	*end = '\0';
	snprintf(ret_process->name, sizeof(ret_process->name), "%s", name + 1);
	end++; /* the space before field 3 */
	for (int field = 3; field < START_TIME_FIELD && end; field++)
		end = strchr(end + 1, ' ');
	return end && sscanf(end, "%" SCNu64, &ret_process->start) == 1 ? 0 : -EBADMSG;
}

/*
 * Did the process begin before the call? Then no other had its ID at the time of the call. The kernel shows the start
 * rounded down to a tick: a process that began in the tick of the call may have begun after it.
 */
static bool began_before(const struct process *process, uint64_t time)
{
	uint64_t tick = SECOND / sysconf(_SC_CLK_TCK);

	return (process->start + 1) * tick <= time;
}

/* Opens /proc/PID, which stays that of this process when it has ended. Returns a descriptor or a negative errno. */
static int open_process(uint32_t pid, uint64_t time, struct process *ret_process)
{
	_cleanup_close_ int directory = -1;
	char path[32];
	int error;

	snprintf(path, sizeof(path), "/proc/%" PRIu32, pid);
	directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return -errno;
	error = read_process(directory, ret_process);
	if (error)
		return error;
	return began_before(ret_process, time) ? STEAL_FD(directory) : -ESRCH;
}

/* Another program by now? Then its command line is not that of the caller. The name of another thread says nothing. */
static bool is_other_program(const struct gk_event *event, const struct process *process)
{
	return event->tid == event->pid && strncmp(event->comm, process->name, sizeof(event->comm)) != 0;
}

static void see_caller(const struct gk_event *event, struct record_observed *observed)
{
	char text[RECORD_COMMAND_LINE_SIZE + 1];
	struct process process;
	_cleanup_close_ int directory = open_process(event->pid, event->time, &process);
	ssize_t length;

	if (directory < 0 || is_other_program(event, &process))
		return;
	length = read_file(directory, "cmdline", text, sizeof(text));
	if (length < 0)
		return;
	while (length > 0 && text[length - 1] == '\0')
		length--;
	observed->is_truncated = length > RECORD_COMMAND_LINE_SIZE;
	length = observed->is_truncated ? RECORD_COMMAND_LINE_SIZE : length;
	for (ssize_t i = 0; i < length; i++)
		observed->command_line[i] = text[i] ? text[i] : ' ';
}

static bool ask_child(const struct observer *observer, uint32_t pid, struct answer *ret_answer)
{
	if (observer->fd < 0 || write(observer->fd, &pid, sizeof(pid)) != sizeof(pid))
		return false;
	return read(observer->fd, ret_answer, sizeof(*ret_answer)) == sizeof(*ret_answer);
}

static void see_parent(const struct observer *observer, const struct gk_event *event, struct record_observed *observed)
{
	struct process process, again;
	_cleanup_close_ int directory = -1;
	struct answer answer;

	if (event->parent_pid == 0)
		return;
	directory = open_process(event->parent_pid, event->time, &process);
	if (directory < 0)
		return;
	memcpy(observed->parent_name, process.name, sizeof(observed->parent_name));
	/* The child looks by process ID: still there after that, it was this process all the time. */
	if (!ask_child(observer, event->parent_pid, &answer) || answer.length < 0 || read_process(directory, &again))
		return;
	memcpy(observed->parent_executable, answer.path, sizeof(observed->parent_executable));
}

static uint64_t boot_time(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * SECOND + now.tv_nsec;
}

static bool has_time(struct observer *observer, uint64_t now)
{
	if (now - observer->window >= SECOND) {
		observer->window = now;
		observer->used = 0;
	}
	return observer->used++ < LOOKS_PER_SECOND;
}

bool observer_look(void *context, const struct gk_event *event, struct record_observed *ret_observed)
{
	struct record_observed observed = {0};
	struct observer *observer = context;
	uint64_t now = boot_time();

	if (event->time > now || now - event->time > AGE_MAX || !has_time(observer, now))
		return false;
	/* Where the clock counts ticks of the timer only, it may not have moved since. */
	observed.delay = MAX(now - event->time, 1);
	see_caller(event, &observed);
	see_parent(observer, event, &observed);
	if (!observed.command_line[0] && !observed.parent_name[0])
		return false;
	*ret_observed = observed;
	return true;
}

/* The child's loop. It ends with the daemon, whose end of the socket is then closed. */
static void run_child(int fd)
{
	struct answer answer;
	uint32_t pid;
	char path[32];
	int error = confine_look();

	while (!error && read(fd, &pid, sizeof(pid)) == sizeof(pid)) {
		memset(&answer, 0, sizeof(answer));
		snprintf(path, sizeof(path), "/proc/%" PRIu32 "/exe", pid);
		answer.length = readlink(path, answer.path, sizeof(answer.path));
		/* A path that fills its room may be cut off. */
		if (answer.length < 0 || answer.length == sizeof(answer.path))
			answer.length = -EINVAL;
		if (write(fd, &answer, sizeof(answer)) != sizeof(answer))
			break;
	}
	_exit(error != 0);
}

int observer_start(struct observer *ret_observer)
{
	*ret_observer = (struct observer){.fd = -1};
	return child_start("gatekeeper-look", run_child, &ret_observer->fd);
}

void observer_stop(struct observer *observer)
{
	close_fd(&observer->fd);
}
