// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Network namespaces: flow dissectors and sk_lookup programs that no link attached. */
#include <errno.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/inventory/collectors.h"
#include "gatekeeper/inventory/netns-of-host.h"

#define PROGRAMS_MAX 64 /* of a network namespace: the kernel's limit */

static bool is_of_link(const struct attached *attached, uint64_t inode, unsigned int type, __u32 program)
{
	for (size_t i = 0; i < attached->count; i++) {
		const struct attachment *link = &attached->items[i];

		if (link->link_id && link->operation == GK_OP_ATTACH_NETNS && link->netns_inode == inode &&
		    link->attach_type == type && link->program_id == program)
			return true;
	}
	return false;
}

static int add_all(struct attached *attached, const struct netns *netns, unsigned int type)
{
	__u32 programs[PROGRAMS_MAX], count = PROGRAMS_MAX, flags = 0;

	if (bpf_prog_query(netns->fd, type, 0, &flags, programs, &count))
		return 0; /* this kernel does not have the attach type */
	for (__u32 i = 0; i < count; i++) {
		struct attachment *attachment;

		if (is_of_link(attached, netns->inode, type, programs[i]))
			continue;
		attachment = attached_add(attached, GK_OP_ATTACH_NETNS);
		if (!attachment)
			return -ENOMEM;
		attachment->attach_type = type;
		attachment->program_id = programs[i];
		attachment->netns_inode = netns->inode;
		attached_read_program(attachment);
	}
	return 0;
}

static int collect_namespace(struct attached *attached, const struct netns *netns)
{
	int error = add_all(attached, netns, BPF_FLOW_DISSECTOR);

	if (error)
		return error;
	return add_all(attached, netns, BPF_SK_LOOKUP);
}

int collect_netns(struct attached *attached, unsigned int options)
{
	_cleanup_(namespaces_release) struct namespaces namespaces = {};
	int error = namespaces_find(options & COLLECT_ALL_NAMESPACES, &namespaces);

	for (size_t i = 0; !error && i < namespaces.count; i++)
		error = collect_namespace(attached, &namespaces.items[i]);
	return error;
}
