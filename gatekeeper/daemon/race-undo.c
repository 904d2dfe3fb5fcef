// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/race-undo.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"
#include "policy/language/resolve.h"

#include "gatekeeper/daemon/confine.h"

#define CHILD_FD 3 /* the child's end of the socket */

struct order {
	uint64_t cgroup;
	uint32_t program;
	uint32_t attach_type;
	char path[GK_CGROUP_PATH_SIZE];
};

/* Opens the cgroup by its path. Returns -ESTALE if that is another cgroup by now. */
static int open_cgroup(const struct order *order)
{
	char path[sizeof(CGROUP_ROOT) + GK_CGROUP_PATH_SIZE];
	_cleanup_close_ int fd = -1;
	struct stat status;

	snprintf(path, sizeof(path), CGROUP_ROOT "%s", order->path);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &status) || status.st_ino != order->cgroup)
		return -ESTALE;
	return STEAL_FD(fd);
}

static int detach(const struct order *order)
{
	_cleanup_close_ int cgroup = open_cgroup(order);
	_cleanup_close_ int program = -1;

	if (cgroup < 0)
		return cgroup;
	program = bpf_prog_get_fd_by_id(order->program);
	if (program < 0)
		return -errno;
	return bpf_prog_detach2(program, cgroup, order->attach_type) ? -errno : 0;
}

/* The child's loop. It ends with the daemon, whose end of the socket is then closed. */
static _Noreturn void run_child(int fd)
{
	struct order order;
	int answer;

	prctl(PR_SET_NAME, "gatekeeper-undo");
	signal(SIGHUP, SIG_IGN); /* signals of a terminal are for the daemon */
	signal(SIGINT, SIG_IGN);
	answer = confine_undo();
	while (!answer && read(fd, &order, sizeof(order)) == sizeof(order)) {
		order.path[sizeof(order.path) - 1] = '\0';
		answer = detach(&order);
		if (write(fd, &answer, sizeof(answer)) != sizeof(answer))
			break;
		answer = 0;
	}
	_exit(answer != 0);
}

int undo_start(struct undo *ret_undo)
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
	if (pid == 0) {
		/* The child keeps no other descriptor: not the log, not the ring, not the daemon's end of the socket.
		 */
		dup2(child_end, CHILD_FD);
		close_range(CHILD_FD + 1, ~0U, 0);
		run_child(CHILD_FD);
	}
	ret_undo->fd = STEAL_FD(daemon_end);
	return 0;
}

int undo_attach(struct undo *undo, const struct gk_event *event, const char *path)
{
	struct order order = {
		.cgroup = event->target_id, .program = event->program_id, .attach_type = event->attach_type};
	int answer;

	if (undo->fd < 0)
		return -ECHILD;
	snprintf(order.path, sizeof(order.path), "%s", path);
	if (write(undo->fd, &order, sizeof(order)) != sizeof(order) ||
	    read(undo->fd, &answer, sizeof(answer)) != sizeof(answer))
		return -EPIPE;
	return answer;
}

void undo_stop(struct undo *undo)
{
	close_fd(&undo->fd);
}
