// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/base/lossy-stderr.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

struct output {
	int fd;
	bool is_socket;
	unsigned long lost; /* lines since the last one that was written */
};

static struct output output;

/* A socket is asked not to wait. A pipe or terminal is open anew without waiting: also one with some room may wait. */
static ssize_t write_now(const char *text, size_t size)
{
	struct pollfd room = {.fd = output.fd, .events = POLLOUT};

	if (output.is_socket)
		return send(output.fd, text, size, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (poll(&room, 1, 0) != 1 || !(room.revents & POLLOUT))
		return -1;
	return write(output.fd, text, size < PIPE_BUF ? size : PIPE_BUF);
}

/* Returns how much was written. */
static size_t write_all(const char *text, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t written = write_now(text + done, size - done);

		if (written <= 0)
			break;
		done += (size_t)written;
	}
	return done;
}

static unsigned long count_lines(const char *text, size_t size)
{
	unsigned long lines = 0;

	for (size_t i = 0; i < size; i++)
		lines += text[i] == '\n';
	return lines;
}

/* The line break ends what was written of a lost line. */
static bool report_lost(void)
{
	char text[128];
	int length = snprintf(text, sizeof(text),
			      "\ngatekeeper: %lu lines are missing here: nobody read them in time\n", output.lost);

	if (write_all(text, (size_t)length) < (size_t)length)
		return false;
	output.lost = 0;
	return true;
}

/* Of a stream: what is lost counts as written, or stdio would keep it. */
static ssize_t write_or_lose(void *cookie, const char *text, size_t size)
{
	size_t done = 0;

	(void)cookie;
	if (output.lost == 0 || report_lost())
		done = write_all(text, size);
	output.lost += count_lines(text + done, size - done);
	return (ssize_t)size;
}

/* O_NONBLOCK on the descriptor that we got would be O_NONBLOCK for all who have it. */
static int open_anew(void)
{
	struct stat status;

	output = (struct output){.fd = STDERR_FILENO};
	if (fstat(STDERR_FILENO, &status) < 0)
		return -errno;
	output.is_socket = S_ISSOCK(status.st_mode);
	if (S_ISFIFO(status.st_mode) || isatty(STDERR_FILENO))
		output.fd = open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (output.fd < 0)
		output.fd = STDERR_FILENO;
	return 0;
}

int lossy_stderr_begin(void)
{
	static const cookie_io_functions_t functions = {.write = write_or_lose};
	int error = open_anew();
	FILE *stream;

	if (error)
		return error;
	stream = fopencookie(NULL, "w", functions);
	if (!stream)
		return -ENOMEM;
	setvbuf(stream, NULL, _IOLBF, BUFSIZ);
	stderr = stream;
	return 0;
}
