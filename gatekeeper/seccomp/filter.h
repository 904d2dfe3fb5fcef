/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Interprets a seccomp filter: the classic BPF that the kernel accepts for seccomp, over struct seccomp_data. libpcap's
 * interpreter loads packets in network byte order, and seccomp loads are the host's.
 */
#ifndef GATEKEEPER_SECCOMP_FILTER_H
#define GATEKEEPER_SECCOMP_FILTER_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>

/* A filter as seccomp_export_bpf() writes it. */
struct filter {
	struct sock_filter instruction[BPF_MAXINSNS];
	size_t count;
};

/* Runs it on one call. Returns 0, or -EINVAL if the kernel would not accept the filter. */
int filter_run(const struct filter *filter, const struct seccomp_data *data, __u32 *ret_action);

/* The same; how many instructions ran is in *ret_executed. */
int filter_count(const struct filter *filter, const struct seccomp_data *data, __u32 *ret_action, size_t *ret_executed);

#endif
