/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Brings bpf into lsm= for the next boot, and takes that back: what the verb boot does. */
#ifndef GATEKEEPER_BOOT_PLAN_H
#define GATEKEEPER_BOOT_PLAN_H

#include <stdbool.h>
#include <stdio.h>

#include "gatekeeper/boot/mechanism.h"

/*
 * Configures the next boot with bpf, or takes back what enable configured. With `dry_run` the difference is printed
 * and nothing is changed. What was done is said on `out`. Returns 0, also when nothing is to do; -ENOTSUP: no mechanism
 * that is known; or another negative errno. On an error the system is as it was before.
 */
int boot_enable(const struct boot_host *host, bool dry_run, FILE *out, struct failure *failure);
int boot_disable(const struct boot_host *host, bool dry_run, FILE *out, struct failure *failure);

#endif
