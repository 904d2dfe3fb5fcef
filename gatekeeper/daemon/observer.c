// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/observer.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/clock.h"
#include "gatekeeper/base/print-error.h"
#include "gatekeeper/daemon/confine.h"

#define SECOND 1000000000ULL
#define MINUTE (60 * SECOND)
#define LOOKS_PER_SECOND 500 /* a look takes some 50 microseconds: a flood of events must not wait for them */
#define READ_MS 100          /* a process that reads for longer hangs, and ends */
#define WAIT_MS 150          /* for its answer, or word of its end */
#define AGE_MAX SECOND       /* of an event: its processes have most likely ended */
#define START_TIME_FIELD 22  /* of /proc/PID/stat, see proc_pid_stat(5) */

/* What /proc/PID/stat says of a process. */
struct process {
	uint64_t start; /* in ticks since boot */
	char name[GK_COMM_SIZE];
};

#define TEXT_SIZE MAX(GK_EXECUTABLE_SIZE, RECORD_COMMAND_LINE_SIZE + 1)

/* Read the descriptor that comes with it or, without one, the link to the executable of this process. */
struct question {
	uint32_t pid;
};

struct answer {
	int length; /* of the text, or a negative errno */
	char text[TEXT_SIZE];
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

/* Which process it was is told at most once a minute: a caller can make this happen each second. */
static void note_unanswered(struct observer *observer, uint32_t pid)
{
	uint64_t now = clock_nanoseconds(CLOCK_BOOTTIME);

	observer->used = LOOKS_PER_SECOND;
	if (observer->noted && now - observer->noted < MINUTE)
		return;
	observer->noted = now;
	print_error("process %" PRIu32 " does not let /proc be read: no caller is observed for a second", pid);
}

/*
 * The child reads, as a process can make its reader wait for ever: it holds the lock of its memory as long as it likes,
 * with a file system of its own. As long as the child hangs, nothing more is asked of it.
 */
static bool ask_child(struct observer *observer, uint32_t pid, int passed, struct answer *ret_answer)
{
	const struct question question = {.pid = pid};
	int error;

	if (child_is_late(&observer->child))
		return false;
	error = child_ask(&observer->child, &question, sizeof(question), passed, WAIT_MS, ret_answer,
			  sizeof(*ret_answer));
	if (error == -ETIMEDOUT || error == -ECANCELED)
		note_unanswered(observer, pid);
	return !error && ret_answer->length >= 0 && ret_answer->length <= TEXT_SIZE;
}

static void see_caller(struct observer *observer, const struct gk_event *event, struct record_observed *observed)
{
	struct process process;
	_cleanup_close_ int directory = open_process(event->pid, event->time, &process);
	_cleanup_close_ int fd = -1;
	struct answer answer;
	int length;

	if (directory < 0 || is_other_program(event, &process))
		return;
	fd = openat(directory, "cmdline", O_RDONLY | O_CLOEXEC); /* opening does not wait */
	if (fd < 0 || !ask_child(observer, event->pid, fd, &answer))
		return;
	length = answer.length;
	while (length > 0 && answer.text[length - 1] == '\0')
		length--;
	observed->is_truncated = length > RECORD_COMMAND_LINE_SIZE;
	length = observed->is_truncated ? RECORD_COMMAND_LINE_SIZE : length;
	for (int i = 0; i < length; i++)
		observed->command_line[i] = answer.text[i] ? answer.text[i] : ' ';
}

static void see_parent(struct observer *observer, const struct gk_event *event, struct record_observed *observed)
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
	if (observer->used >= LOOKS_PER_SECOND || !ask_child(observer, event->parent_pid, -1, &answer) ||
	    read_process(directory, &again))
		return;
	/* A path that fills its room may be cut off. */
	if (answer.length < GK_EXECUTABLE_SIZE)
		memcpy(observed->parent_executable, answer.text, answer.length);
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
	uint64_t now = clock_nanoseconds(CLOCK_BOOTTIME);

	if (event->time > now || now - event->time > AGE_MAX || !has_time(observer, now))
		return false;
	/* Where the clock counts ticks of the timer only, it may not have moved since. */
	observed.delay = MAX(now - event->time, 1);
	see_caller(observer, event, &observed);
	see_parent(observer, event, &observed);
	if (!observed.command_line[0] && !observed.parent_name[0])
		return false;
	*ret_observed = observed;
	return true;
}

static ssize_t answer_question(const struct question *question, int passed, char *ret_text)
{
	ssize_t length;
	char path[32];

	if (passed >= 0) {
		length = read(passed, ret_text, RECORD_COMMAND_LINE_SIZE + 1);
	} else {
		snprintf(path, sizeof(path), "/proc/%" PRIu32 "/exe", question->pid);
		length = readlink(path, ret_text, GK_EXECUTABLE_SIZE);
	}
	return length < 0 ? -errno : length;
}

/*
 * The loop of the process that reads. The default action of SIGALRM ends a process also while it waits for another
 * one's memory; a handler, or only a limit to the wait, would not.
 */
static _Noreturn void read_files(int fd)
{
	const struct itimerval limit = {.it_value.tv_usec = READ_MS * 1000}, none = {0};
	struct question question;
	struct answer answer;
	uint64_t number;
	int passed;
	int error = confine_look();

	while (!error && (number = child_next_question(fd, &question, sizeof(question), &passed))) {
		memset(&answer, 0, sizeof(answer));
		setitimer(ITIMER_REAL, &limit, NULL);
		answer.length = (int)answer_question(&question, passed, answer.text);
		setitimer(ITIMER_REAL, &none, NULL);
		close_fd(&passed);
		if (!child_answer(fd, number, &answer, sizeof(answer)))
			break;
	}
	_exit(error != 0);
}

/*
 * The child: starts a process that reads and, when a caller made it hang and the alarm ended it, another one. There is
 * one at a time: if the kernel does not let it end, the next one waits, and nothing is observed meanwhile.
 */
static void run_child(int fd)
{
	const struct timespec second = {.tv_sec = 1};
	int status = 0;
	sigset_t none;

	signal(SIGALRM, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (confine_look_keeper())
		_exit(1);
	do {
		pid_t pid = fork();

		if (pid == 0)
			read_files(fd);
		if (pid < 0)
			nanosleep(&second, NULL);
		else if (waitpid(pid, &status, 0) != pid || WIFEXITED(status))
			_exit(status != 0);
	} while (child_answer(fd, 0, NULL, 0));
	_exit(0);
}

int observer_start(struct observer *ret_observer)
{
	*ret_observer = (struct observer){.child = CHILD_NONE};
	return child_start("gatekeeper-look", run_child, &ret_observer->child);
}

void observer_stop(struct observer *observer)
{
	child_stop(&observer->child);
}
