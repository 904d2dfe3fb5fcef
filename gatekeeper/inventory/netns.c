// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Network namespaces: the flow dissector, and sk_lookup programs, as far as no link put them there. */
#include <errno.h>

#include <bpf/bpf.h>

#include "gatekeeper/inventory/collection.h"
#include "gatekeeper/inventory/netns-of-host.h"

#define PROGRAMS_MAX 64 /* of a network namespace, as in the kernel */

static bool is_by_link(const struct attached *attached, uint64_t inode, unsigned int type, __u32 program)
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
		return 0; /* a kernel that does not know the type */
	for (__u32 i = 0; i < count; i++) {
		struct attachment *attachment;

		if (is_by_link(attached, netns->inode, type, programs[i]))
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

int attached_netns(struct attached *attached, bool elsewhere)
{
	struct namespaces namespaces;
	int error = namespaces_find(elsewhere, &namespaces);

	if (error)
		return error;
	for (size_t i = 0; !error && i < namespaces.count; i++) {
		error = add_all(attached, &namespaces.items[i], BPF_FLOW_DISSECTOR);
		error = error ?: add_all(attached, &namespaces.items[i], BPF_SK_LOOKUP);
	}
	namespaces_release(&namespaces);
	return error;
}
