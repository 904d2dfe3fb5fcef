// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#define TRIES_PER_SECOND 50

int lock_descriptor(int fd, unsigned int seconds)
{
	const struct timespec pause = {.tv_nsec = 1000000000 / TRIES_PER_SECOND};

	for (unsigned int tries = seconds * TRIES_PER_SECOND;; tries--) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return 0;
		if (errno != EWOULDBLOCK || tries == 0)
			return -errno;
		nanosleep(&pause, NULL);
	}
}

int lock_take(const char *path, unsigned int seconds, struct failure *failure)
{
	_cleanup_close_ int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	int error;

	if (fd < 0)
		return failure_set(failure, -errno, "cannot open %s: %s%s", path, strerror(errno),
				   errno == EACCES ? "; run as root" : "");
	error = lock_descriptor(fd, seconds);
	if (error == -EWOULDBLOCK)
		return failure_set(failure, -EBUSY, "another gatekeeper is running (it holds the lock %s)", path);
	if (error)
		return failure_set(failure, error, "cannot lock %s: %s", path, strerror(-error));
	return STEAL_FD(fd);
}
