/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Reads iterators: programs that the kernel runs once for each task, cgroup or program that there is. */
#ifndef GATEKEEPER_BASE_ITERATOR_H
#define GATEKEEPER_BASE_ITERATOR_H

#include <linux/types.h>
#include <stddef.h>

/* Runs the iterator of a link to its end. CAP_BPF is enough. Returns 0, -ENOMEM if it can't be done for some object, or
 * another negative errno. */
int iterator_run(int link_fd);

/* The same, and keeps the first `size` bytes that it writes; `ret_got` of them, at most `size`. */
int iterator_read(int link_fd, void *ret_data, size_t size, size_t *ret_got);

#endif
