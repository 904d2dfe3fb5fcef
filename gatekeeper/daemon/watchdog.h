/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Is what was loaded still enforced? The daemon asks again and again; CAP_BPF is enough. */
#ifndef GATEKEEPER_DAEMON_WATCHDOG_H
#define GATEKEEPER_DAEMON_WATCHDOG_H

#include <stdbool.h>
#include <stddef.h>

#define WATCHDOG_PERIOD 5 /* seconds */

enum watchdog_news {
	WATCHDOG_NOTHING_NEW,
	WATCHDOG_LOST,     /* enforcement is gone; what could be repaired was repaired */
	WATCHDOG_RESTORED, /* enforcement is back */
	WATCHDOG_GIVE_UP,  /* still gone: only a new load helps, which this process cannot do */
};

struct watchdog {
	unsigned int seconds; /* since the last check */
	bool lost;
};

/* To be called once a second while something is loaded. `ret_message` gets what is wrong, or what was. */
enum watchdog_news watchdog_tick(struct watchdog *watchdog, char *ret_message, size_t size);

#endif
