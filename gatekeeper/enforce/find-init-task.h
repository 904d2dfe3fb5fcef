/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The kernel's init_task: a caller in all its namespaces is the host, any other is a container. */
#ifndef GATEKEEPER_ENFORCE_FIND_INIT_TASK_H
#define GATEKEEPER_ENFORCE_FIND_INIT_TASK_H

#include "bpf-lsm/contract/init-task.h"

#include "gatekeeper/base/failure.h"

/*
 * Runs the probe of bpf-lsm/probes/init-task.bpf.c in this process. Returns 0, -EPERM if this process may not load
 * programs or is not in all init namespaces, or another negative errno, with the reason in `failure`.
 */
int host_find(struct gk_init_task *ret_host, struct failure *failure);

#endif
