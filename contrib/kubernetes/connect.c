// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * connect SOCKET: connects standard input and output to a unix socket, as busybox can't.
 *
 * Ends when the other side closes, whether or not standard input ended. Exits 0, or 1 if the socket does not answer.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FAILED (-1)

static int open_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return FAILED;
	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return FAILED;
	}
	strcpy(address.sun_path, path);
	return connect(fd, (struct sockaddr *)&address, sizeof(address)) ? FAILED : fd;
}

/* Returns the number of bytes that were copied, 0 at the end of the input, or FAILED. */
static ssize_t copy_some(int from, int to)
{
	char bytes[16384];
	ssize_t size = read(from, bytes, sizeof(bytes));

	for (ssize_t done = 0; done < size;) {
		ssize_t count = send(to, bytes + done, size - done, MSG_NOSIGNAL);

		if (count < 0 && errno == ENOTSOCK)
			count = write(to, bytes + done, size - done);
		if (count < 0)
			return FAILED;
		done += count;
	}
	return size;
}

int main(int argc, char **argv)
{
	int fd = argc == 2 ? open_socket(argv[1]) : FAILED;
	struct pollfd ends[] = {{.fd = fd, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};

	if (fd < 0) {
		fprintf(stderr, "connect: %s: %s\n", argc == 2 ? argv[1] : "SOCKET",
			argc == 2 ? strerror(errno) : "missing");
		return 1;
	}
	for (;;) {
		if (poll(ends, 2, -1) < 0)
			return 1;
		if (ends[0].revents) {
			ssize_t size = copy_some(fd, STDOUT_FILENO);

			if (size <= 0)
				return size != 0;
		}
		/* If the other side takes no more, its answer may still be there to read. */
		if (ends[1].revents && copy_some(STDIN_FILENO, fd) <= 0) {
			shutdown(fd, SHUT_WR);
			ends[1].fd = -1;
		}
	}
}
