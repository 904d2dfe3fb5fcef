// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/base/iterator.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"

#define WAITS 100
#define WAIT_NS (10 * 1000 * 1000)

/* Reading runs it, a million objects at most. EAGAIN: it goes on, or has no memory for the mark of a task. */
static ssize_t read_on(int iterator, void *data, size_t size)
{
	const struct timespec wait = {.tv_nsec = WAIT_NS};
	ssize_t got;

	for (int i = 0; i < WAITS; i++) {
		got = read(iterator, data, size);
		if (got >= 0)
			return got;
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
		nanosleep(&wait, NULL);
	}
	return -ENOMEM;
}

int iterator_read(int link_fd, void *ret_data, size_t size, size_t *ret_got)
{
	_cleanup_close_ int iterator = bpf_iter_create(link_fd);
	char *data = ret_data, rest[64];
	size_t got = 0;
	ssize_t more;

	if (iterator < 0)
		return -errno;
	do {
		more = got < size ? read_on(iterator, data + got, size - got) : read_on(iterator, rest, sizeof(rest));
		if (more > 0 && got < size)
			got += (size_t)more;
	} while (more > 0);
	if (more < 0)
		return (int)more;
	*ret_got = got;
	return 0;
}

int iterator_run(int link_fd)
{
	size_t got;

	return iterator_read(link_fd, NULL, 0, &got);
}
