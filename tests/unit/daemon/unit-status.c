// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/daemon/unit-status.c: the status line says the worst that is so. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/daemon/start.h"
#include "gatekeeper/daemon/unit-status.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(in_force_only_if_all_is_well)};

	return cmocka_run_group_tests_name("unit-status", tests, NULL, NULL);
}
