// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
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

int child_start(const char *name, void (*run)(int fd), struct child *ret_child)
{
	_cleanup_close_ int daemon_end = -1;
	_cleanup_close_ int child_end = -1;
	int ends[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	daemon_end = ends[0];
	child_end = ends[1];
	if (fcntl(daemon_end, F_SETFL, O_NONBLOCK)) /* the child's end waits */
		return -errno;
	pid = fork();
	if (pid < 0)
		return -errno;
	if (pid == 0)
		become_child(name, child_end, run);
	*ret_child = (struct child){.fd = STEAL_FD(daemon_end)};
	return 0;
}

void child_stop(struct child *child)
{
	close_fd(&child->fd);
}

union control {
	struct cmsghdr header;
	char room[CMSG_SPACE(sizeof(int))];
};

static int send_question(struct child *child, const void *question, size_t size, int passed)
{
	uint64_t number = child->number + 1;
	struct iovec parts[] = {{&number, sizeof(number)}, {(void *)question, size}};
	union control control = {.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS}};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = ARRAY_LENGTH(parts)};

	if (passed >= 0) {
		memcpy(CMSG_DATA(&control.header), &passed, sizeof(passed));
		message.msg_control = &control;
		message.msg_controllen = sizeof(control.room);
	}
	if (sendmsg(child->fd, &message, MSG_NOSIGNAL) < 0)
		return errno == EPIPE || errno == ECONNRESET ? -ECHILD : -errno;
	child->number = number;
	return 0;
}

/*
 * Takes one message, without waiting. Returns 0 if it answers the last question, -ECANCELED if that will have no
 * answer, -ESTALE if nobody waits for it any more, -EAGAIN if there is none, or -ECHILD if the child has ended.
 */
static int take_answer(struct child *child, void *ret_answer, size_t size)
{
	uint64_t number = 0;
	struct iovec parts[] = {{&number, sizeof(number)}, {ret_answer, size}};
	ssize_t length = readv(child->fd, parts, ARRAY_LENGTH(parts));

	if (length < 0)
		return errno == EAGAIN || errno == EINTR ? -EAGAIN : -ECHILD;
	if (length == (ssize_t)(sizeof(number) + size) && number == child->number)
		return 0;
	if (length == 0)
		return -ECHILD;
	return number == 0 ? -ECANCELED : -ESTALE;
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int await_answer(struct child *child, int wait_ms, void *ret_answer, size_t size)
{
	struct pollfd ready = {.fd = child->fd, .events = POLLIN};
	int64_t end = now_ms() + wait_ms;
	int error;

	while ((error = take_answer(child, ret_answer, size)) == -EAGAIN || error == -ESTALE) {
		int64_t left = end - now_ms();

		if (error == -EAGAIN && (left <= 0 || poll(&ready, 1, (int)left) == 0))
			return -ETIMEDOUT;
	}
	return error;
}

bool child_is_late(struct child *child)
{
	uint64_t number = 0;
	ssize_t length;

	/* What does not fit is dropped with the message. */
	while (child->is_late && (length = read(child->fd, &number, sizeof(number))) >= 0)
		if (length == 0 || number == 0 || number == child->number)
			child->is_late = false;
	return child->is_late;
}

int child_ask(struct child *child, const void *question, size_t size, int passed, int wait_ms, void *ret_answer,
	      size_t answer_size)
{
	bool was_late;
	int error;

	if (child->fd < 0)
		return -ECHILD;
	was_late = child_is_late(child);
	error = send_question(child, question, size, passed);
	if (error)
		return error;
	error = was_late ? -ETIMEDOUT : await_answer(child, wait_ms, ret_answer, answer_size);
	child->is_late = error == -ETIMEDOUT;
	return error;
}

uint64_t child_next_question(int fd, void *ret_question, size_t size, int *ret_passed)
{
	uint64_t number = 0;
	struct iovec parts[] = {{&number, sizeof(number)}, {ret_question, size}};
	union control control = {0};
	struct msghdr message = {.msg_iov = parts, .msg_iovlen = ARRAY_LENGTH(parts)};

	if (ret_passed) {
		message.msg_control = &control;
		message.msg_controllen = sizeof(control.room);
	}
	if (recvmsg(fd, &message, MSG_CMSG_CLOEXEC) != (ssize_t)(sizeof(number) + size))
		return 0;
	if (!ret_passed)
		return number;
	*ret_passed = -1;
	if (message.msg_controllen >= CMSG_LEN(sizeof(int)))
		memcpy(ret_passed, CMSG_DATA(&control.header), sizeof(*ret_passed));
	return number;
}

bool child_answer(int fd, uint64_t number, const void *answer, size_t size)
{
	struct iovec parts[] = {{&number, sizeof(number)}, {(void *)answer, size}};

	return writev(fd, parts, ARRAY_LENGTH(parts)) == (ssize_t)(sizeof(number) + size);
}
