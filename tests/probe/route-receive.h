/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The paths by which a process receives a descriptor of a program. In each the hook runs for the receiver. */
#ifndef TESTS_PROBE_ROUTE_RECEIVE_H
#define TESTS_PROBE_ROUTE_RECEIVE_H

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/probe/route-socket.h"

/* Sends a descriptor to this process itself. */
static inline int try_scm_rights(int program)
{
	union {
		struct cmsghdr head;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {.head = {.cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS}};
	char byte = 0;
	struct iovec data = {&byte, 1};
	struct msghdr message = {
		.msg_iov = &data, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
	int ends[2];

	memcpy(CMSG_DATA(&control.head), &program, sizeof(program));
	if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, ends) || sendmsg(ends[0], &message, 0) < 0)
		return -errno;
	memset(&control, 0, sizeof(control));
	message.msg_controllen = sizeof(control);
	if (recvmsg(ends[1], &message, 0) < 0)
		return -errno;
	return message.msg_controllen >= CMSG_LEN(sizeof(int)) ? 0 : -EPERM; /* cut off by the kernel */
}

static inline int try_pidfd(int program)
{
	int pidfd = syscall(SYS_pidfd_open, getpid(), 0);

	return pidfd < 0 ? -errno : errno_of(syscall(SYS_pidfd_getfd, pidfd, program, 0));
}

/* From now on another process answers this process' getppid(). Returns the descriptor for the answers. */
static inline int ask_supervisor(void)
{
	struct sock_filter filter[] = {
		{.code = BPF_LD | BPF_W | BPF_ABS, .k = offsetof(struct seccomp_data, nr)},
		{.code = BPF_JMP | BPF_JEQ | BPF_K, .k = SYS_getppid, .jf = 1},
		{.code = BPF_RET | BPF_K, .k = SECCOMP_RET_USER_NOTIF},
		{.code = BPF_RET | BPF_K, .k = SECCOMP_RET_ALLOW},
	};
	struct sock_fprog program = {.len = 4, .filter = filter};

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

/* `listener` is the number of the descriptor in the child. Always sends an answer. */
static inline int give_by_addfd(pid_t asking, int listener, int program)
{
	struct seccomp_notif_addfd given = {.srcfd = program};
	struct seccomp_notif_resp response = {0};
	struct seccomp_notif request = {0};
	int pidfd = syscall(SYS_pidfd_open, asking, 0), error;

	listener = syscall(SYS_pidfd_getfd, pidfd, listener, 0);
	if (listener < 0 || ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &request))
		return -errno;
	given.id = response.id = request.id;
	error = errno_of(ioctl(listener, SECCOMP_IOCTL_NOTIF_ADDFD, &given));
	ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
	return error;
}

/* A child calls getppid(), and its supervisor adds the program's descriptor to the answer. */
static inline int try_addfd(int program)
{
	int ends[2], listener = -1, error;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	child = fork();
	if (!child) {
		listener = ask_supervisor();
		if (write(ends[1], &listener, sizeof(listener)) == sizeof(listener) && listener >= 0)
			syscall(SYS_getppid);
		_exit(0);
	}
	if (child < 0 || read(ends[0], &listener, sizeof(listener)) != sizeof(listener) || listener < 0)
		return -EPROTO;
	error = give_by_addfd(child, listener, program);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return error;
}

#endif
