// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * mover: goes to another cgroup in one of the ways that are not a plain write by a shell, and runs a command there.
 *
 *   mover thread CGROUP COMMAND [ARGUMENT]...      the first thread moves the process, and another one that was there
 *                                                  before executes the command in place of all
 *   mover clone-into CGROUP COMMAND [ARGUMENT]...  a child that is born in it
 */
#include <err.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_barrier_t moved;

static void *execute(void *command)
{
	char **arguments = command;

	pthread_barrier_wait(&moved);
	execvp(arguments[0], arguments);
	err(1, "%s", arguments[0]);
}

static void move_self(const char *cgroup)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1)
		err(1, "%s", path);
}

static void by_thread(const char *cgroup, char **command)
{
	pthread_t thread;

	pthread_barrier_init(&moved, NULL, 2);
	if (pthread_create(&thread, NULL, execute, command))
		errx(1, "no thread");
	move_self(cgroup);
	pthread_barrier_wait(&moved);
	for (;;)
		pause();
}

static int by_clone(const char *cgroup, char **command)
{
	struct clone_args args = {.flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD};
	int status, fd = open(cgroup, O_PATH | O_DIRECTORY | O_CLOEXEC);
	long child;

	if (fd < 0)
		err(1, "%s", cgroup);
	args.cgroup = (uint64_t)fd;
	child = syscall(SYS_clone3, &args, sizeof(args));
	if (child < 0)
		err(1, "clone3");
	if (!child) {
		execvp(command[0], command);
		err(1, "%s", command[0]);
	}
	if (waitpid((pid_t)child, &status, 0) < 0)
		err(1, "waitpid");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv)
{
	if (argc > 3 && strcmp(argv[1], "thread") == 0)
		by_thread(argv[2], argv + 3);
	if (argc > 3 && strcmp(argv[1], "clone-into") == 0)
		return by_clone(argv[2], argv + 3);
	errx(2, "usage: mover thread|clone-into CGROUP COMMAND [ARGUMENT]...");
}
