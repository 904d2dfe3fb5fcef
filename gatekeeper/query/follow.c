// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The waiting of `gatekeeper log --follow`: see follow.h. */
#include "gatekeeper/query/follow.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

/* Looks again that often without a notification: network file systems send none. */
#define LOOK_AGAIN_SECONDS 1

static volatile sig_atomic_t ended;

static void end(int signal_number)
{
	(void)signal_number;
	ended = 1;
}

bool log_follow_ended(void)
{
	return ended;
}

/* The directory, not the file: its events are writes to the file and another file in its place. */
static void watch_directory(int inotify, const char *path)
{
	_cleanup_free_ char *copy = strdup(path);

	/* Without a watch we still look every second. */
	if (copy)
		inotify_add_watch(inotify, dirname(copy), IN_MODIFY | IN_CREATE | IN_MOVED_TO);
}

void log_follow_end_by(int signal_number)
{
	struct sigaction action = {.sa_handler = end};

	sigaction(signal_number, &action, NULL);
}

int log_follow_open(const char *path, struct log_follow *ret_follow)
{
	struct log_follow follow = {.path = path, .input = -1, .next = -1};

	follow.inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (follow.inotify < 0)
		return -errno;
	watch_directory(follow.inotify, path);
	log_follow_end_by(SIGINT);
	log_follow_end_by(SIGTERM);
	*ret_follow = follow;
	return 0;
}

static void drain(int inotify)
{
	char events[4096];

	while (read(inotify, events, sizeof(events)) > 0)
		;
}

/* Signals are unblocked only while it waits, so that a signal just before is not missed. */
static void wait_for_change(struct log_follow *follow, bool *ret_reader_gone)
{
	/* stdout, to notice its end: poll() always reports the error of a pipe without a reader. */
	struct pollfd files[] = {{.fd = follow->inotify, .events = POLLIN},
				 {.fd = STDOUT_FILENO},
				 {.fd = follow->input, .events = POLLIN}};
	struct timespec timeout = {.tv_sec = LOOK_AGAIN_SECONDS};
	sigset_t signals, before;

	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, &before);
	if (!ended)
		ppoll(files, ARRAY_LENGTH(files), &timeout, &before);
	sigprocmask(SIG_SETMASK, &before, NULL);
	drain(follow->inotify);
	*ret_reader_gone = files[1].revents & (POLLERR | POLLNVAL);
}

/*
 * The file that has the path now, if it is another file and is not empty; otherwise -1. While it is empty the writer
 * may still use the old file: log rotation can make the new file long before it notifies the writer.
 */
static int open_next(const char *path, int current)
{
	_cleanup_close_ int next = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat next_status, status = {0};

	if (next < 0 || fstat(next, &next_status) < 0 || !S_ISREG(next_status.st_mode) || next_status.st_size == 0)
		return -1;
	if (current >= 0 && fstat(current, &status) == 0 && status.st_ino == next_status.st_ino &&
	    status.st_dev == next_status.st_dev)
		return -1;
	return STEAL_FD(next);
}

static bool was_truncated(int fd)
{
	struct stat status;
	off_t offset = lseek(fd, 0, SEEK_CUR);

	return offset > 0 && fstat(fd, &status) == 0 && status.st_size < offset;
}

int log_follow_wait(struct log_follow *follow, struct log_reader *reader)
{
	bool reader_gone = false;

	if (follow->next >= 0) { /* the old file was read to its end once more since it was opened */
		log_reader_switch(reader, STEAL_FD(follow->next));
		return 1;
	}
	wait_for_change(follow, &reader_gone);
	if (ended || reader_gone)
		return 0;
	follow->next = open_next(follow->path, reader->fd);
	if (follow->next < 0 && reader->fd >= 0 && was_truncated(reader->fd)) {
		lseek(reader->fd, 0, SEEK_SET);
		log_reader_switch(reader, reader->fd);
	}
	return 1;
}

void log_follow_close(struct log_follow *follow)
{
	close_fd(&follow->next);
	close_fd(&follow->inotify);
}
