/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Shuts the machine down, for `--disk-full halt`: rather than running on without records. */
#ifndef GATEKEEPER_HOST_POWER_OFF_H
#define GATEKEEPER_HOST_POWER_OFF_H

#include <signal.h>
#include <stdbool.h>

/* systemd, as process 1, starts poweroff.target on this signal (systemd(1), Signals); root needs no capability. */
#define POWER_OFF_SIGNAL (SIGRTMIN + 4)

/* Is process 1 systemd, by the test of sd_booted(3)? */
bool power_off_is_possible(void);

/* Returns 0 or a negative errno. The caller runs on until it gets a signal. */
int power_off(void);

#endif
