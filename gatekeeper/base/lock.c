// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define TRIES_A_SECOND 50

int lock_take(const char *path, unsigned int seconds, struct failure *failure)
{
	const struct timespec pause = {.tv_nsec = 1000000000 / TRIES_A_SECOND};
	unsigned int tries = seconds * TRIES_A_SECOND;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	int error;

	if (fd < 0)
		return failure_set(failure, -errno, "%s: %s", path, strerror(errno));
	while ((error = flock(fd, LOCK_EX | LOCK_NB)) && errno == EWOULDBLOCK && tries--)
		nanosleep(&pause, NULL);
	if (!error)
		return fd;
	error = errno == EWOULDBLOCK ? -EBUSY : -errno;
	close(fd);
	if (error == -EBUSY)
		return failure_set(failure, error, "another gatekeeper is at work (it has locked %s)", path);
	return failure_set(failure, error, "%s: %s", path, strerror(-error));
}
