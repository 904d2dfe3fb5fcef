/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Whether what was loaded still refuses, asked again and again by the daemon; with CAP_BPF alone. */
#ifndef GATEKEEPER_DAEMON_WATCHDOG_H
#define GATEKEEPER_DAEMON_WATCHDOG_H

#include <stdbool.h>
#include <stddef.h>

#define WATCHDOG_PERIOD 5 /* seconds */

enum watchdog_news {
	WATCHDOG_NOTHING_NEW,
	WATCHDOG_LOST,     /* enforcement is gone; what could be done about it was done */
	WATCHDOG_RESTORED, /* it is there again */
	WATCHDOG_GIVE_UP,  /* still gone: a new load is needed, and this process can't do it */
};

struct watchdog {
	unsigned int seconds; /* since the last look */
	bool lost;
};

/* To be called once a second while something is loaded. `ret_message` says what is wrong, or what was. */
enum watchdog_news watchdog_tick(struct watchdog *watchdog, char *ret_message, size_t size);

#endif
