/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Brings bpf into lsm= for the next boot, and undoes that: what the verb boot does. */
#ifndef GATEKEEPER_BOOT_PLAN_H
#define GATEKEEPER_BOOT_PLAN_H

#include <stdbool.h>
#include <stdio.h>

#include "gatekeeper/boot/mechanism.h"

/*
 * Configures the next boot with bpf, or undoes what enable configured, and prints on `out` what was done. With
 * `dry_run` prints the difference and changes nothing. On an error the system is as before. Returns 0, also if nothing
 * is to do; -ENOTSUP if the gatekeeper can't configure this boot loader; or another negative errno.
 */
int boot_enable(const struct boot_host *host, bool dry_run, FILE *out, struct failure *failure);
int boot_disable(const struct boot_host *host, bool dry_run, FILE *out, struct failure *failure);

#endif
