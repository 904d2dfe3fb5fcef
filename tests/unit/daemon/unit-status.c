// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/daemon/unit-status.c: the status line says the worst that is so. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/daemon/start.h"
#include "gatekeeper/daemon/unit-status.h"
#include "gatekeeper/host/notify.h"

static const struct daemon_options options = {.log = "/var/log/audit.jsonl"};

static void expect(const struct daemon *daemon, const char *expected)
{
	char text[DAEMON_STATUS_SIZE];

	unit_status_compose(daemon, text, sizeof(text));
	assert_string_equal(text, expected);
}

static void in_force_only_if_all_is_well(void **state)
{
	struct daemon daemon = DAEMON_INITIAL(&options);

	(void)state;
	daemon.slot.policy_fd = 0;
	expect(&daemon, "in force");
	snprintf(daemon.not_replaced, sizeof(daemon.not_replaced), "sealed: gatekeeper unseal lets it be replaced");
	expect(&daemon, "in force, but was not replaced: sealed: gatekeeper unseal lets it be replaced");
	daemon.policy_rejected = true;
	expect(&daemon, "the policy file is wrong; the old policy stays in force");
	daemon.sync_error = -EIO;
	expect(&daemon,
	       "in force, but cannot sync /var/log/audit.jsonl: Input/output error; its latest records may be lost");
	daemon.log_error = -ENOSPC;
	expect(&daemon,
	       "in force, but cannot write /var/log/audit.jsonl: No space left on device; events wait in the ring");
	daemon.slot.policy_fd = -1;
	expect(&daemon, "NOT ENFORCING: nothing is loaded");
	snprintf(daemon.trouble, sizeof(daemon.trouble), "NO RECORDS: trouble");
	expect(&daemon, "NO RECORDS: trouble");
}

static int open_manager(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	char name[64];

	snprintf(name, sizeof(name), "@gatekeeper-status-test-%d", getpid());
	memcpy(address.sun_path + 1, name + 1, strlen(name) - 1);
	assert_int_equal(bind(manager, (void *)&address, offsetof(struct sockaddr_un, sun_path) + strlen(name)), 0);
	setenv("NOTIFY_SOCKET", name, 1);
	return manager;
}

/* Reads all that the manager was sent; `ret_last` is the last of it. Returns the number of messages. */
static int read_all(int manager, char *ret_last, size_t size)
{
	ssize_t length;
	int count = 0;

	while ((length = recv(manager, ret_last, size - 1, 0)) > 0) {
		ret_last[length] = '\0';
		count++;
	}
	return count;
}

static void a_manager_that_did_not_read_is_told_later(void **state)
{
	struct daemon daemon = DAEMON_INITIAL(&options);
	char text[DAEMON_STATUS_SIZE];
	int manager = open_manager();

	(void)state;
	alarm(20); /* ends this test if it waits */
	unit_status_report(&daemon);
	assert_int_equal(read_all(manager, text, sizeof(text)), 1);
	assert_string_equal(text, "STATUS=NOT ENFORCING: nothing is loaded");
	unit_status_report(&daemon);
	assert_int_equal(read_all(manager, text, sizeof(text)), 0); /* nothing new */
	while (sd_notify(0, "WATCHDOG=1") == 1)
		;
	daemon.slot.policy_fd = 0;
	unit_status_ready(&daemon);
	unit_status_report(&daemon);
	assert_true(read_all(manager, text, sizeof(text)) > 0);
	assert_string_equal(text, "WATCHDOG=1");
	unit_status_report(&daemon);
	assert_int_equal(recv(manager, text, sizeof(text), 0), strlen("READY=1"));
	assert_int_equal(read_all(manager, text, sizeof(text)), 1);
	assert_string_equal(text, "STATUS=in force");
	alarm(0);
	unsetenv("NOTIFY_SOCKET");
	close(manager);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_force_only_if_all_is_well),
		cmocka_unit_test(a_manager_that_did_not_read_is_told_later),
	};

	return cmocka_run_group_tests_name("unit-status", tests, NULL, NULL);
}
