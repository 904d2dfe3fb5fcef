// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/cli/standard-files.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gatekeeper/cli/verb.h"

int standard_files_open(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) >= 0)
			continue;
		/* The lowest number that is free, which is this one. The wrong direction, so that its use fails. */
		if (open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
			return -errno;
	}
	return 0;
}

/* EPIPE of an earlier write shows no more, but the pipe is as it was. */
static bool has_no_reader(void)
{
	struct pollfd output = {.fd = STDOUT_FILENO};

	return errno == EPIPE || (poll(&output, 1, 0) > 0 && output.revents & POLLERR);
}

int standard_output_finish(int code)
{
	const bool failed_before = ferror(stdout);

	errno = 0; /* of an earlier write it is unknown */
	if (fflush(stdout) == 0 && !failed_before)
		return code;
	if (code != EXIT_OK || has_no_reader())
		return code;
	print_error("cannot write the output%s%s", errno ? ": " : "", errno ? strerror(errno) : "");
	return EXIT_FAILED;
}
