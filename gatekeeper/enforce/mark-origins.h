/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Tells the kernel side which of the tasks that are there before its hooks are outside the init namespaces. */
#ifndef GATEKEEPER_ENFORCE_MARK_ORIGINS_H
#define GATEKEEPER_ENFORCE_MARK_ORIGINS_H

struct bpf_program;

/*
 * Runs `program`, an iterator of tasks that marks those, once over all tasks. To be called when the hooks that mark new
 * tasks are attached, so that none is missed in between. Returns 0, or a negative errno:
 * -ENOMEM if a task cannot be marked.
 */
int mark_origins(struct bpf_program *program);

#endif
