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

#include "policy/language/resolve.h"

#include "gatekeeper/daemon/confine.h"

struct order {
	uint64_t cgroup;
	uint32_t program;
	uint32_t attach_type;
	char path[GK_CGROUP_PATH_SIZE];
};

/* The cgroup by its path, if that is still the one that is meant. */
static int open_cgroup(const struct order *order)
{
	char path[sizeof(CGROUP_ROOT) + GK_CGROUP_PATH_SIZE];
	struct stat status;
	int fd;

	snprintf(path, sizeof(path), CGROUP_ROOT "%s", order->path);
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -errno;
	if (!fstat(fd, &status) && status.st_ino == order->cgroup)
		return fd;
	close(fd);
	return -ESTALE;
}

static int detach(const struct order *order)
{
	int cgroup = open_cgroup(order), program, error;

	if (cgroup < 0)
		return cgroup;
	program = bpf_prog_get_fd_by_id(order->program);
	if (program < 0)
		error = -errno;
	else
		error = bpf_prog_detach2(program, cgroup, order->attach_type) ? -errno : 0;
	if (program >= 0)
		close(program);
	close(cgroup);
	return error;
}

/* The child: it ends with the daemon, whose end of the socket is closed then. */
static void obey(int fd)
{
	struct order order;
	int answer;

	prctl(PR_SET_NAME, "gatekeeper-undo");
	signal(SIGHUP, SIG_IGN); /* those of a terminal are for the daemon */
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
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	pid = fork();
	if (pid < 0) {
		close(ends[0]);
		close(ends[1]);
		return -errno;
	}
	if (pid == 0) {
		/* Nothing of the daemon's is the child's: not the log, not the ring, not its end of the socket. */
		dup2(ends[1], 3);
		close_range(4, ~0U, 0);
		obey(3);
	}
	close(ends[1]);
	ret_undo->fd = ends[0];
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
	if (undo->fd >= 0)
		close(undo->fd);
	undo->fd = -1;
}
