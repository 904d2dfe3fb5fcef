/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What is there before the hooks see new ones: at a load the kernel side is told of it. */
#ifndef GATEKEEPER_ENFORCE_PRESENT_OBJECTS_H
#define GATEKEEPER_ENFORCE_PRESENT_OBJECTS_H

struct gatekeeper_bpf;

/*
 * From the first decision on, the cgroups are known that the policy names and that were made after it was compiled. The
 * iterator is kept, for the next policies. Returns 0 or a negative errno.
 */
int present_find_cgroups(struct gatekeeper_bpf *skeleton);

/*
 * Attaches the search for programs that are aimed at ours, and has it learn how the kernel writes a call of
 * bpf_set_retval(), see bpf-lsm/caller/sysctl-answer.bpf.h: it is shown a program that has one. Without that, each
 * program at the sysctls is taken for one that calls it. Returns 0 or a negative errno.
 */
int present_find_aimed(struct gatekeeper_bpf *skeleton);

/*
 * Marks all tasks. To be called when the hooks that mark new tasks are attached, so that none is missed in between.
 * Returns 0, or a negative errno: -ENOMEM if a task cannot be marked.
 */
int present_mark_tasks(const struct gatekeeper_bpf *skeleton);

/* Remembers the cgroups made before gk_mkdir sees new ones. Only records lack a path that is missing here. */
void present_remember_cgroups(const struct gatekeeper_bpf *skeleton);

/*
 * Remembers the programs loaded before lsm/bpf_prog sees new ones. Records have only the id of one that is missing, and
 * it is decided on as if it was loaded once more. Returns 0, or a negative errno if our own guard cannot be read.
 */
int present_remember_programs(struct gatekeeper_bpf *skeleton);

#endif
