// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Runs the collectors one after another, and sorts what they found. */
#include "gatekeeper/inventory/collect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/inventory/collectors.h"

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Cgroups first, by path; then interfaces by network namespace; then the rest by operation. */
static int by_location(const void *a, const void *b)
{
	const struct attachment *one = a, *other = b;
	const int orders[] = {
		compare_numbers(other->cgroup_id != 0, one->cgroup_id != 0),
		strcmp(one->cgroup_path ?: "", other->cgroup_path ?: ""),
		compare_numbers(other->ifindex != 0, one->ifindex != 0),
		compare_numbers(one->netns_inode, other->netns_inode),
		compare_numbers(one->ifindex, other->ifindex),
		compare_numbers(one->operation, other->operation),
		compare_numbers(one->attach_type, other->attach_type),
		compare_numbers(one->program_id, other->program_id),
	};

	for (size_t i = 0; i < ARRAY_LENGTH(orders); i++)
		if (orders[i])
			return orders[i];
	return 0;
}

static collector *const collectors[] = {
	collect_links, collect_cgroups, collect_interfaces, collect_netns, collect_maps, collect_perf, collect_pins,
};

int attached_collect(unsigned int options, struct attached *ret_attached)
{
	_cleanup_(attached_release) struct attached attached = {};
	int error;

	if (geteuid() != 0)
		return -EPERM;
	for (size_t i = 0; i < ARRAY_LENGTH(collectors); i++) {
		error = collectors[i](&attached, options);
		if (error)
			return error;
	}
	if (attached.count)
		qsort(attached.items, attached.count, sizeof(*attached.items), by_location);
	*ret_attached = attached;
	attached = (struct attached){};
	return 0;
}
