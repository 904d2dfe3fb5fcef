// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/enforce/mark-origins.h"

#include <errno.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "policy/base/cleanup.h"

/* Reading it runs it: the program prints nothing, so that the end comes at once. */
static int run_iterator(int link_fd)
{
	_cleanup_close_ int iterator = bpf_iter_create(link_fd);
	char nothing[64];
	ssize_t got;

	if (iterator < 0)
		return -errno;
	do
		got = read(iterator, nothing, sizeof(nothing));
	while (got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN)));
	return got < 0 ? -errno : 0;
}

int mark_origins(struct bpf_program *program)
{
	struct bpf_link *link = bpf_program__attach_iter(program, NULL);
	int error;

	if (!link)
		return -errno;
	error = run_iterator(bpf_link__fd(link));
	bpf_link__destroy(link);
	return error;
}
