/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Our iterators, programs that the kernel runs once for each task, cgroup or program that there is, tell its side what
 * was there before the hooks.
 */
#ifndef GATEKEEPER_ENFORCE_ITERATOR_H
#define GATEKEEPER_ENFORCE_ITERATOR_H

#include <linux/types.h>
#include <stddef.h>

/* Runs the iterator of a link to its end. CAP_BPF is enough. Returns 0, -ENOMEM if it can't be done for some object, or
 * another negative errno. */
int iterator_run(int link_fd);

/* The same, and keeps the first `size` bytes that it writes; `ret_got` of them, at most `size`. */
int iterator_read(int link_fd, void *ret_data, size_t size, size_t *ret_got);

struct bpf_link;
struct bpf_program;

/*
 * Runs `program`, an iterator of tasks that marks those, once over all tasks. To be called when the hooks that mark new
 * tasks are attached, so that none is missed in between. Returns 0, or a negative errno:
 * -ENOMEM if a task cannot be marked.
 */
int mark_origins(struct bpf_program *program);

/*
 * Attaches the search for programs that are aimed at ours, and has it learn how the kernel writes a call of
 * bpf_set_retval(), see bpf-lsm/caller/sysctl-answer.bpf.h: `*shown_call` is set to the id of a program that has one.
 * Without that, each program at the sysctls is taken for one that calls it. Returns 0 or a negative errno.
 */
int learn_retval_call(const struct bpf_program *search, volatile __u32 *shown_call, struct bpf_link **ret_link);

#endif
