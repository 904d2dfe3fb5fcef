// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/race-undo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"
#include "policy/language/resolve.h"

#include "gatekeeper/daemon/child.h"
#include "gatekeeper/daemon/confine.h"

#define WAIT_MS 500 /* a cgroup that is busy delays a detach */

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
static void run_child(int fd)
{
	struct order order;
	uint64_t number;
	int error = confine_undo();

	while (!error && (number = child_next_question(fd, &order, sizeof(order), NULL))) {
		int answer;

		order.path[sizeof(order.path) - 1] = '\0';
		answer = detach(&order);
		if (!child_answer(fd, number, &answer, sizeof(answer)))
			break;
	}
	_exit(error != 0);
}

int undo_start(struct undo *ret_undo)
{
	return child_start("gatekeeper-undo", run_child, &ret_undo->child);
}

int undo_attach(struct undo *undo, const struct gk_event *event, const char *path)
{
	struct order order = {
		.cgroup = event->target_id, .program = event->program_id, .attach_type = event->attach_type};
	int answer;
	int error;

	snprintf(order.path, sizeof(order.path), "%s", path);
	error = child_ask(&undo->child, &order, sizeof(order), -1, WAIT_MS, &answer, sizeof(answer));
	return error ? error : answer;
}

void undo_stop(struct undo *undo)
{
	child_stop(&undo->child);
}
