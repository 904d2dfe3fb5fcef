/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* For `--disk-full halt`: the machine is shut down rather than go on without a record. */
#ifndef GATEKEEPER_HOST_POWER_OFF_H
#define GATEKEEPER_HOST_POWER_OFF_H

#include <signal.h>
#include <stdbool.h>

/* What systemd, as process 1, takes for "start poweroff.target" (systemd(1), Signals). It takes no capability of root.
 */
#define POWER_OFF_SIGNAL (SIGRTMIN + 4)

/* Is process 1 systemd? It says so by this folder: sd_booted(3). */
bool power_off_is_possible(void);

/* Returns 0, or a negative errno. The caller goes on until it is told to end. */
int power_off(void);

#endif
