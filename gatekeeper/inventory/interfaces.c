// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Network interfaces: XDP, tcx and netkit, and the BPF filters and actions of tc. XDP and tc are asked by netlink, from
 * a socket in each network namespace, so that we are never in another one while we use bpf() but for tcx and netkit,
 * which the kernel looks for in the caller's.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "gatekeeper/inventory/collection.h"
#include "gatekeeper/inventory/netns-of-host.h"
#include "gatekeeper/inventory/netlink.h"

#define PROGRAMS_MAX 64 /* at one hook, as in the kernel */

struct interface {
	int index;
	char name[IF_NAMESIZE];
};

/* One network namespace on its way. */
struct view {
	struct attached *attached;
	uint64_t inode;
	struct interface *interfaces;
	size_t count, room;
	int index; /* of the interface that is asked about now */
	const char *where;
	int error;
};

static struct interface *interface_of(struct view *view, int index)
{
	for (size_t i = 0; i < view->count; i++)
		if (view->interfaces[i].index == index)
			return &view->interfaces[i];
	return NULL;
}

/* What a link put there is in the list already, and only lacks the name. */
static int add(struct view *view, unsigned int operation, unsigned int type, __u32 program, const char *detail)
{
	struct interface *interface = interface_of(view, view->index);
	struct attachment place = {
		.operation = operation, .attach_type = type, .program_id = program, .ifindex = view->index};
	struct attachment *found = attached_link_of(view->attached, &place);
	bool is_new = !found;

	if (is_new)
		found = attached_add(view->attached, operation);
	if (!found)
		return -ENOMEM;
	found->ifindex = view->index;
	found->netns_inode = view->inode;
	if (interface)
		memcpy(found->interface, interface->name, sizeof(found->interface));
	if (!found->detail[0])
		snprintf(found->detail, sizeof(found->detail), "%s", detail);
	if (is_new) {
		found->attach_type = type;
		found->program_id = program;
		attached_read_program(found);
	}
	return 0;
}

static int add_xdp(struct view *view, const struct rtattr *xdp)
{
	static const struct {
		unsigned short type;
		const char *mode;
	} modes[] = {
		{IFLA_XDP_SKB_PROG_ID, "generic"},
		{IFLA_XDP_DRV_PROG_ID, "native"},
		{IFLA_XDP_HW_PROG_ID, "offloaded"},
	};
	int error = 0;

	for (size_t i = 0; !error && i < sizeof(modes) / sizeof(*modes); i++) {
		unsigned int program = netlink_number(netlink_find_in(xdp, modes[i].type));

		if (program)
			error = add(view, GK_OP_ATTACH_XDP, BPF_XDP, program, modes[i].mode);
	}
	return error;
}

static int take_interface(void *context, const struct nlmsghdr *message)
{
	const struct ifinfomsg *info = NLMSG_DATA(message);
	int length = message->nlmsg_len - NLMSG_LENGTH(sizeof(*info));
	struct view *view = context;

	if (message->nlmsg_type != RTM_NEWLINK || length < 0)
		return 0;
	if (view->count == view->room) {
		size_t room = 2 * view->room + 8;
		struct interface *interfaces = reallocarray(view->interfaces, room, sizeof(*interfaces));

		if (!interfaces)
			return -ENOMEM;
		view->interfaces = interfaces;
		view->room = room;
	}
	view->interfaces[view->count] = (struct interface){.index = info->ifi_index};
	snprintf(view->interfaces[view->count].name, IF_NAMESIZE, "%s",
		 netlink_text(netlink_find(IFLA_RTA(info), length, IFLA_IFNAME)));
	view->count++;
	view->index = info->ifi_index;
	return add_xdp(view, netlink_find(IFLA_RTA(info), length, IFLA_XDP));
}

/* An action of a filter of any kind, or on its own. */
static int take_filter(void *context, const struct nlmsghdr *message)
{
	const struct tcmsg *info = NLMSG_DATA(message);
	int length = message->nlmsg_len - NLMSG_LENGTH(sizeof(*info));
	struct view *view = context;
	const struct rtattr *kind, *options;
	unsigned int program;
	char detail[96];

	if (message->nlmsg_type != RTM_NEWTFILTER || length < 0)
		return 0;
	kind = netlink_find(TCA_RTA(info), length, TCA_KIND);
	options = netlink_find(TCA_RTA(info), length, TCA_OPTIONS);
	program = netlink_number(netlink_find_in(options, TCA_BPF_ID));
	if (strcmp(netlink_text(kind), "bpf") != 0 || !program)
		return 0;
	snprintf(detail, sizeof(detail), "%s filter, priority %u, handle 0x%x", view->where,
		 TC_H_MAJ(info->tcm_info) >> 16, info->tcm_handle);
	return add(view, GK_OP_ATTACH_TC, GK_NO_NUMBER, program, detail);
}

static int ask_filters(struct view *view, int fd, int index, unsigned int parent, const char *where)
{
	struct {
		struct nlmsghdr head;
		struct tcmsg body;
	} request = {
		.head = {.nlmsg_len = sizeof(request), .nlmsg_type = RTM_GETTFILTER},
		.body = {.tcm_family = AF_UNSPEC, .tcm_ifindex = index, .tcm_parent = parent},
	};
	int r;

	view->index = index;
	view->where = where;
	r = netlink_dump(fd, &request.head, take_filter, view);
	return r == -ENOMEM ? r : 0; /* an interface without that queue has no filters */
}

static int ask_netlink(struct view *view, int fd)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg body;
	} request = {.head = {.nlmsg_len = sizeof(request), .nlmsg_type = RTM_GETLINK}};
	int error = netlink_dump(fd, &request.head, take_interface, view);

	for (size_t i = 0; !error && i < view->count; i++) {
		int index = view->interfaces[i].index;

		error = ask_filters(view, fd, index, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS), "ingress");
		error = error ?: ask_filters(view, fd, index, TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS), "egress");
		error = error ?: ask_filters(view, fd, index, 0, "queue");
	}
	return error;
}

/* tcx and netkit; the numbers of GK_ATTACH_TYPES, newer than our headers. A kernel without them says EINVAL. */
static int ask_programs(struct view *view)
{
	static const unsigned int types[] = {46, 47, 54, 55};
	int error = 0;

	for (size_t i = 0; !error && i < view->count; i++)
		for (size_t j = 0; !error && j < sizeof(types) / sizeof(*types); j++) {
			__u32 programs[PROGRAMS_MAX], count = PROGRAMS_MAX, flags = 0;

			view->index = view->interfaces[i].index;
			if (bpf_prog_query(view->index, types[j], 0, &flags, programs, &count)) {
				if (errno == EPERM)
					view->error = -EPERM;
				continue;
			}
			for (__u32 k = 0; !error && k < count; k++)
				error = add(view, GK_OP_ATTACH_TC, types[j], programs[k], "");
		}
	return error;
}

/* Into the namespace for the socket and for tcx, and back: staying there would make a container of us. */
static int view_namespace(struct view *view, const struct netns *netns, const struct netns *own)
{
	int fd, error;

	if (netns != own && setns(netns->fd, CLONE_NEWNET))
		return -errno;
	fd = netlink_open();
	error = fd < 0 ? fd : ask_netlink(view, fd);
	if (!error)
		error = ask_programs(view);
	if (netns != own && setns(own->fd, CLONE_NEWNET))
		error = -errno;
	if (fd >= 0)
		close(fd);
	return error;
}

int attached_interfaces(struct attached *attached, bool elsewhere)
{
	struct namespaces namespaces;
	int error = namespaces_find(elsewhere, &namespaces);

	if (error)
		return error;
	for (size_t i = 0; i < namespaces.count; i++) {
		struct view view = {.attached = attached, .inode = namespaces.items[i].inode};

		error = view_namespace(&view, &namespaces.items[i], &namespaces.items[0]);
		free(view.interfaces);
		if (error == -ENOMEM)
			break;
		if (error || view.error)
			attached_miss(attached, "network namespace %ju: %s", (uintmax_t)view.inode,
				      strerror(error ? -error : -view.error));
	}
	namespaces_release(&namespaces);
	return error == -ENOMEM ? error : 0;
}
