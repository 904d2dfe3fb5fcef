// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/base/run-program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-file.h"

/* Nothing from the caller's environment: these programs are shell scripts that run as root. */
static char *const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "HOME=/root", NULL};

/* The verb boot ignores the signals that would end it while a program runs; the program itself does not. */
static int set_signals(posix_spawnattr_t *attributes)
{
	sigset_t set;

	sigemptyset(&set);
	posix_spawnattr_setsigmask(attributes, &set);
	sigfillset(&set);
	posix_spawnattr_setsigdefault(attributes, &set);
	return posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static void destroy_actions(posix_spawn_file_actions_t *actions)
{
	posix_spawn_file_actions_destroy(actions);
}

static void destroy_attributes(posix_spawnattr_t *attributes)
{
	posix_spawnattr_destroy(attributes);
}

static int set_descriptors(posix_spawn_file_actions_t *actions, int output)
{
	int error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);

	if (error)
		return error;
	return posix_spawn_file_actions_adddup2(actions, output, STDOUT_FILENO);
}

/* Functions of posix_spawn() return a positive errno, or fail only without memory. */
static int start(char *const argv[], int output, pid_t *ret_pid, struct failure *failure)
{
	_cleanup_(destroy_actions) posix_spawn_file_actions_t actions;
	_cleanup_(destroy_attributes) posix_spawnattr_t attributes;
	int error;

	fflush(NULL);
	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	error = set_descriptors(&actions, output);
	if (!error)
		error = set_signals(&attributes);
	if (!error)
		error = posix_spawn(ret_pid, argv[0], &actions, &attributes, argv, environment);
	if (error)
		return failure_set(failure, -error, "cannot run %s: %s", argv[0], strerror(error));
	return 0;
}

static int wait_for_program(const char *name, pid_t pid, struct failure *failure)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return failure_set(failure, -errno, "cannot wait for %s: %s", name, strerror(errno));
	if (WIFSIGNALED(status))
		return failure_set(failure, -EREMOTEIO, "%s was killed by signal %d", name, WTERMSIG(status));
	if (WEXITSTATUS(status))
		return failure_set(failure, -EREMOTEIO, "%s failed (exit code %d)", name, WEXITSTATUS(status));
	return 0;
}

int run_program(char *const argv[], struct failure *failure)
{
	pid_t pid;
	int error = start(argv, STDERR_FILENO, &pid, failure);

	if (error)
		return error;
	return wait_for_program(argv[0], pid, failure);
}

/* Reads to the end, also what does not fit, so that the program never waits for a reader. */
static char *read_to_end(int fd)
{
	char *text = malloc(TEXT_FILE_MAX), rest[4096] = "";
	size_t size = 0;
	ssize_t count;

	do {
		bool has_room = text && size < TEXT_FILE_MAX - 1;

		count = read(fd, has_room ? text + size : rest, has_room ? TEXT_FILE_MAX - 1 - size : sizeof(rest));
		if (count > 0 && has_room)
			size += (size_t)count;
	} while (count > 0 || (count < 0 && errno == EINTR));
	if (text)
		text[size] = '\0';
	return text;
}

int run_program_read(char *const argv[], char **ret_text, struct failure *failure)
{
	_cleanup_free_ char *text = NULL;
	_cleanup_close_ int reader = -1;
	int ends[2], error;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return failure_set(failure, -errno, "cannot run %s: %s", argv[0], strerror(errno));
	reader = ends[0];
	error = start(argv, ends[1], &pid, failure);
	close(ends[1]);
	if (error)
		return error;
	text = read_to_end(reader);
	error = wait_for_program(argv[0], pid, failure);
	if (error)
		return error;
	if (!text)
		return failure_set(failure, -ENOMEM, "cannot read from %s: %s", argv[0], strerror(ENOMEM));
	*ret_text = STEAL_POINTER(text);
	return 0;
}
