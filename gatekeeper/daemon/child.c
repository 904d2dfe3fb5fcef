// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/child.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#define CHILD_FD 3 /* the child's end of the socket */

static _Noreturn void become_child(const char *name, int end, void (*run)(int fd))
{
	/* The child keeps no other descriptor: not the log, not the ring, not the daemon's end of the socket. */
	dup2(end, CHILD_FD);
	close_range(CHILD_FD + 1, ~0U, 0);
	prctl(PR_SET_NAME, name);
	signal(SIGHUP, SIG_IGN); /* signals of a terminal are for the daemon */
	signal(SIGINT, SIG_IGN);
	run(CHILD_FD);
	abort();
}

int child_start(const char *name, void (*run)(int fd), int *ret_fd)
{
	_cleanup_close_ int daemon_end = -1;
	_cleanup_close_ int child_end = -1;
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	daemon_end = ends[0];
	child_end = ends[1];
	pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0)
		become_child(name, child_end, run);
	*ret_fd = STEAL_FD(daemon_end);
	return 0;
}
