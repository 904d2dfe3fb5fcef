/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The kernel's symbols, as /proc/kallsyms tells them. */
#ifndef GATEKEEPER_HOST_KALLSYMS_H
#define GATEKEEPER_HOST_KALLSYMS_H

#include <stdint.h>

/*
 * Looks for the symbol. Returns 0; -ENOENT if the kernel has none of that name; another negative errno if it does not
 * tell. `ret_address` (NULL: not asked for) is 0 if the kernel hides it, as from a caller without CAP_SYSLOG
 * (kernel/ksyms_common.c kallsyms_show_value).
 */
int kallsyms_find(const char *name, uint64_t *ret_address);

#endif
