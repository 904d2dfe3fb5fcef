// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

int lock_take(const char *path, struct failure *failure)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	int error;

	if (fd < 0)
		return failure_set(failure, -errno, "%s: %s", path, strerror(errno));
	if (!flock(fd, LOCK_EX | LOCK_NB))
		return fd;
	error = errno == EWOULDBLOCK ? -EBUSY : -errno;
	close(fd);
	if (error == -EBUSY)
		return failure_set(failure, error, "another gatekeeper is at work (it has locked %s)", path);
	return failure_set(failure, error, "%s: %s", path, strerror(-error));
}
