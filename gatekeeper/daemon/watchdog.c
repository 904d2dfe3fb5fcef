// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/watchdog.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/enforce/enforcer.h"

#define FTRACE "/proc/sys/kernel/ftrace_enabled"

static bool ftrace_is_off(void)
{
	_cleanup_close_ int fd = open(FTRACE, O_RDONLY | O_CLOEXEC);
	char text[2] = "1";

	return fd >= 0 && read(fd, text, 1) == 1 && text[0] == '0';
}

/* This needs no capability. */
static bool switch_ftrace_on(void)
{
	_cleanup_close_ int fd = open(FTRACE, O_WRONLY | O_CLOEXEC);

	return fd >= 0 && write(fd, "1", 1) == 1;
}

/* Is all well? Repairs what can be repaired here; the message says what is or was wrong. */
static bool check(char *ret_message, size_t size)
{
	const char *guard = enforcer_is_guarded() ? "" : "; the guard of kernel/ftrace_enabled is detached";
	bool alive = enforcer_is_alive(), narrow = enforcer_is_narrow();

	if (alive && !narrow && !*guard)
		return true;
	if (narrow)
		snprintf(ret_message, size,
			 "NOT ENFORCING: the gate was changed and lets calls pass that the policy decides on%s", guard);
	else if (alive)
		snprintf(ret_message, size, "NOT GUARDED: the guard of kernel/ftrace_enabled is detached");
	else if (!ftrace_is_off())
		snprintf(ret_message, size, "NOT ENFORCING: a test call was not denied%s", guard);
	else if (switch_ftrace_on())
		snprintf(ret_message, size, "NOT ENFORCING: kernel/ftrace_enabled was 0; it was switched on again%s",
			 guard);
	else
		snprintf(ret_message, size, "NOT ENFORCING: kernel/ftrace_enabled is 0, and cannot switch it on%s",
			 guard);
	return false;
}

enum watchdog_news watchdog_tick(struct watchdog *watchdog, char *ret_message, size_t size)
{
	bool well;

	if (++watchdog->seconds < WATCHDOG_PERIOD)
		return WATCHDOG_NOTHING_NEW;
	watchdog->seconds = 0;
	well = check(ret_message, size);
	if (well && !watchdog->lost)
		return WATCHDOG_NOTHING_NEW;
	if (!well && watchdog->lost)
		return WATCHDOG_GIVE_UP;
	watchdog->lost = !well;
	if (!well)
		return WATCHDOG_LOST;
	snprintf(ret_message, size, "enforcing again, proven by a denied test call");
	return WATCHDOG_RESTORED;
}
