// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/iterator.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "policy/base/cleanup.h"

#define TRIES 100 /* each reads up to a million objects */
#define PAUSE_NS (10 * 1000 * 1000)

/* Reading it runs it: the program prints nothing. EAGAIN: it goes on, or has no memory for the mark of a task. */
int iterator_run(int link_fd)
{
	const struct timespec pause = {.tv_nsec = PAUSE_NS};
	_cleanup_close_ int iterator = bpf_iter_create(link_fd);
	char nothing[64];

	if (iterator < 0)
		return -errno;
	for (int i = 0; i < TRIES; i++) {
		ssize_t got = read(iterator, nothing, sizeof(nothing));

		if (got == 0)
			return 0;
		if (got < 0 && errno != EAGAIN && errno != EINTR)
			return -errno;
		nanosleep(&pause, NULL);
	}
	return -ENOMEM;
}

int mark_origins(struct bpf_program *program)
{
	struct bpf_link *link = bpf_program__attach_iter(program, NULL);
	int error;

	if (!link)
		return -errno;
	error = iterator_run(bpf_link__fd(link));
	bpf_link__destroy(link);
	return error;
}
