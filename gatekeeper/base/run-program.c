// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/base/run-program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gatekeeper/base/text-file.h"

/* Nothing of the caller's: these programs are shell scripts, and run as root. */
static char *const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "HOME=/root", NULL};

/* The signals that end a verb are ignored while a program runs, see boot-change.c; the program itself takes them. */
static int set_signals(posix_spawnattr_t *attributes)
{
	sigset_t set;

	sigemptyset(&set);
	posix_spawnattr_setsigmask(attributes, &set);
	sigfillset(&set);
	posix_spawnattr_setsigdefault(attributes, &set);
	return posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int start(char *const argv[], int output, pid_t *ret_pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawnattr_init(&attributes);
	error = posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	error = error ?: posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	error = error ?: set_signals(&attributes);
	error = error ?: posix_spawn(ret_pid, argv[0], &actions, &attributes, argv, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return -error;
}

static int finish(const char *name, pid_t pid, struct failure *failure)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return failure_set(failure, -errno, "%s: %s", name, strerror(errno));
	if (WIFSIGNALED(status))
		return failure_set(failure, -EREMOTEIO, "%s was killed by signal %d", name, WTERMSIG(status));
	if (WEXITSTATUS(status))
		return failure_set(failure, -EREMOTEIO, "%s failed (exit code %d)", name, WEXITSTATUS(status));
	return 0;
}

int run_program(char *const argv[], struct failure *failure)
{
	pid_t pid;
	int error;

	fflush(NULL);
	error = start(argv, STDERR_FILENO, &pid);
	if (error)
		return failure_set(failure, error, "%s can't be run: %s", argv[0], strerror(-error));
	return finish(argv[0], pid, failure);
}

/* Reads to the end, also what is more than fits, so that the program does not wait for us. */
static char *drain(int fd)
{
	char *text = malloc(TEXT_FILE_MAX), rest[4096];
	size_t size = 0;
	ssize_t count;

	do {
		if (text && size < TEXT_FILE_MAX - 1)
			count = read(fd, text + size, TEXT_FILE_MAX - 1 - size);
		else
			count = read(fd, rest, sizeof(rest));
		if (count > 0 && text && size < TEXT_FILE_MAX - 1)
			size += (size_t)count;
	} while (count > 0 || (count < 0 && errno == EINTR));
	if (text)
		text[size] = '\0';
	return text;
}

int run_program_read(char *const argv[], char **ret_text, struct failure *failure)
{
	int ends[2], error;
	char *text;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return failure_set(failure, -errno, "%s can't be run: %s", argv[0], strerror(errno));
	fflush(NULL);
	error = start(argv, ends[1], &pid);
	close(ends[1]);
	if (error) {
		close(ends[0]);
		return failure_set(failure, error, "%s can't be run: %s", argv[0], strerror(-error));
	}
	text = drain(ends[0]);
	close(ends[0]);
	error = finish(argv[0], pid, failure);
	if (!error && !text)
		error = failure_set(failure, -ENOMEM, "%s: %s", argv[0], strerror(ENOMEM));
	if (error)
		free(text);
	else
		*ret_text = text;
	return error;
}
