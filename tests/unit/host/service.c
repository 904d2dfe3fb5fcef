// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/host/notify.c: states and descriptors reach the service manager, and its descriptors have their names. */
#include <errno.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/host/notify.h"

static int manager;
static char name[64];

static int listen_as_manager(void **state)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	(void)state;
	snprintf(name, sizeof(name), "@gatekeeper-test-%d", getpid());
	memcpy(address.sun_path + 1, name + 1, strlen(name) - 1);
	manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return bind(manager, (void *)&address, offsetof(struct sockaddr_un, sun_path) + strlen(name));
}

static int end_manager(void **state)
{
	(void)state;
	return close(manager);
}

/* The next message; its descriptor, or -1. */
static int receive(char *ret_text, size_t size)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {0};
	struct iovec part = {.iov_base = ret_text, .iov_len = size - 1};
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
	ssize_t length = recvmsg(manager, &message, MSG_CMSG_CLOEXEC);
	int fd = -1;

	assert_true(length > 0);
	ret_text[length] = 0;
	if (CMSG_FIRSTHDR(&message))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(fd));
	return fd;
}

static void states_reach_the_manager(void **state)
{
	char text[64];

	(void)state;
	unsetenv("NOTIFY_SOCKET");
	assert_int_equal(sd_notify(0, "READY=1"), 0);
	setenv("NOTIFY_SOCKET", name, 1);
	assert_int_equal(sd_notify(0, "READY=1\nSTATUS=in force"), 1);
	assert_int_equal(receive(text, sizeof(text)), -1);
	assert_string_equal(text, "READY=1\nSTATUS=in force");
	assert_int_equal(sd_notifyf(0, "FDNAME=%s", "gk_policy"), 1);
	receive(text, sizeof(text));
	assert_string_equal(text, "FDNAME=gk_policy");
}

static void descriptors_reach_the_manager(void **state)
{
	int ends[2], fd;
	char text[64];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(sd_pid_notify_with_fds(0, 0, "FDSTORE=1", &ends[1], 1), 1);
	fd = receive(text, sizeof(text));
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "x", 1), 1);
	assert_int_equal(read(ends[0], text, 1), 1);
	close(fd);
	close(ends[0]);
	close(ends[1]);
}

static void a_manager_that_does_not_read_is_not_waited_for(void **state)
{
	char text[64];
	int ends[2], error, sent = 0;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	alarm(20); /* ends this test if it waits */
	while ((error = sd_notifyf(0, "STATUS=%d", sent)) == 1)
		sent++;
	assert_int_equal(error, -EAGAIN);
	assert_true(sent > 0);
	assert_int_equal(sd_notify(0, "READY=1"), -EAGAIN);
	assert_int_equal(sd_pid_notify_with_fds(0, 0, "FDSTORE=1", &ends[1], 1), -EAGAIN);
	alarm(0);
	for (int i = 0; i < sent; i++)
		receive(text, sizeof(text));
	assert_int_equal(sd_notify(0, "STATUS=in force"), 1);
	receive(text, sizeof(text));
	assert_string_equal(text, "STATUS=in force");
	close(ends[0]);
	close(ends[1]);
}

static void a_missing_manager_is_an_error(void **state)
{
	(void)state;
	setenv("NOTIFY_SOCKET", "relative", 1);
	assert_int_equal(sd_notify(0, "READY=1"), -EINVAL);
	setenv("NOTIFY_SOCKET", "/nowhere/socket", 1);
	assert_int_equal(sd_notify(1, "READY=1"), -ENOENT);
	assert_null(getenv("NOTIFY_SOCKET"));
}

static void descriptors_have_their_names(void **state)
{
	static const char *const expected[] = {"first", "", "third", "unknown"};
	char pid[16], **names = NULL;

	(void)state;
	snprintf(pid, sizeof(pid), "%d", getpid());
	setenv("LISTEN_FDS", "4", 1);
	setenv("LISTEN_FDNAMES", "first::third", 1);
	setenv("LISTEN_PID", "1", 1);
	assert_int_equal(sd_listen_fds_with_names(0, &names), 0);
	free(names);
	setenv("LISTEN_PID", pid, 1);
	assert_int_equal(sd_listen_fds_with_names(1, &names), 4);
	for (int i = 0; i < 4; i++) {
		assert_string_equal(names[i], expected[i]);
		free(names[i]);
	}
	assert_null(names[4]);
	free(names);
	assert_null(getenv("LISTEN_FDS"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(states_reach_the_manager),
		cmocka_unit_test(descriptors_reach_the_manager),
		cmocka_unit_test(a_manager_that_does_not_read_is_not_waited_for),
		cmocka_unit_test(a_missing_manager_is_an_error),
		cmocka_unit_test(descriptors_have_their_names),
	};

	return cmocka_run_group_tests_name("service", tests, listen_as_manager, end_manager);
}
