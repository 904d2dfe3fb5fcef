// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Network interfaces: XDP and the BPF filters of tc by netlink, tcx and netkit by bpf(). The kernel takes the network
 * namespace of the calling thread, so this thread enters each one and returns at once: the gatekeeper counts a process
 * outside the init namespaces as a container.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/inventory/collectors.h"
#include "gatekeeper/inventory/netlink.h"
#include "gatekeeper/inventory/netns-of-host.h"

#define PROGRAMS_MAX 64 /* at one hook: the kernel's limit */

struct interface {
	int index;
	char name[IF_NAMESIZE];
};

/* One network namespace while it is collected. */
struct view {
	struct attached *attached;
	uint64_t inode;
	struct interface *interfaces;
	size_t count, room;
	int index;         /* of the present interface */
	const char *queue; /* whose filters come now */
	bool lacks_rights; /* tcx and netkit could not be queried */
};

static struct interface *interface_of(struct view *view, int index)
{
	for (size_t i = 0; i < view->count; i++)
		if (view->interfaces[i].index == index)
			return &view->interfaces[i];
	return NULL;
}

/* Completes the link that attached the program there, or adds an attachment. */
static int find_or_add(struct view *view, const struct attachment *location, struct attachment **ret_attachment)
{
	struct attachment *attachment = attached_link_of(view->attached, location);

	if (!attachment) {
		attachment = attached_add(view->attached, location->operation);
		if (!attachment)
			return -ENOMEM;
		attachment->attach_type = location->attach_type;
		attachment->program_id = location->program_id;
		attached_read_program(attachment);
	}
	*ret_attachment = attachment;
	return 0;
}

static int add(struct view *view, unsigned int operation, unsigned int type, __u32 program, const char *detail)
{
	const struct interface *interface = interface_of(view, view->index);
	const struct attachment location = {
		.operation = operation, .attach_type = type, .program_id = program, .ifindex = view->index};
	struct attachment *attachment;
	int error = find_or_add(view, &location, &attachment);

	if (error)
		return error;
	attachment->ifindex = view->index;
	attachment->netns_inode = view->inode;
	if (interface)
		memcpy(attachment->interface, interface->name, sizeof(attachment->interface));
	if (!attachment->detail[0])
		snprintf(attachment->detail, sizeof(attachment->detail), "%s", detail);
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
	int error;

	for (size_t i = 0; i < ARRAY_LENGTH(modes); i++) {
		unsigned int program = netlink_number(netlink_find_in(xdp, modes[i].type));

		if (!program)
			continue;
		error = add(view, GK_OP_ATTACH_XDP, BPF_XDP, program, modes[i].mode);
		if (error)
			return error;
	}
	return 0;
}

static int make_room(struct view *view)
{
	size_t room = 2 * view->room + 8;
	struct interface *interfaces;

	if (view->count < view->room)
		return 0;
	interfaces = reallocarray(view->interfaces, room, sizeof(*interfaces));
	if (!interfaces)
		return -ENOMEM;
	view->interfaces = interfaces;
	view->room = room;
	return 0;
}

static int take_interface(void *context, const struct nlmsghdr *message)
{
	const struct ifinfomsg *info = NLMSG_DATA(message);
	int length = message->nlmsg_len - NLMSG_LENGTH(sizeof(*info));
	struct view *view = context;

	int error;

	if (message->nlmsg_type != RTM_NEWLINK || length < 0)
		return 0;
	error = make_room(view);
	if (error)
		return error;
	view->interfaces[view->count] = (struct interface){.index = info->ifi_index};
	snprintf(view->interfaces[view->count].name, IF_NAMESIZE, "%s",
		 netlink_text(netlink_find(IFLA_RTA(info), length, IFLA_IFNAME)));
	view->count++;
	view->index = info->ifi_index;
	return add_xdp(view, netlink_find(IFLA_RTA(info), length, IFLA_XDP));
}

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
	snprintf(detail, sizeof(detail), "%s filter, priority %u, handle 0x%x", view->queue,
		 TC_H_MAJ(info->tcm_info) >> 16, info->tcm_handle);
	return add(view, GK_OP_ATTACH_TC, GK_NO_NUMBER, program, detail);
}

static int collect_filters(struct view *view, int fd, unsigned int parent, const char *queue)
{
	struct {
		struct nlmsghdr head;
		struct tcmsg body;
	} request = {
		.head = {.nlmsg_len = sizeof(request), .nlmsg_type = RTM_GETTFILTER},
		.body = {.tcm_family = AF_UNSPEC, .tcm_ifindex = view->index, .tcm_parent = parent},
	};
	int r;

	view->queue = queue;
	r = netlink_dump(fd, &request.head, take_filter, view);
	return r == -ENOMEM ? r : 0; /* an interface without that queue has no filters */
}

static int collect_queues(struct view *view, int fd)
{
	static const struct {
		unsigned int parent;
		const char *name;
	} queues[] = {
		{TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS), "ingress"},
		{TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS), "egress"},
		{0, "queue"},
	};
	int error;

	for (size_t i = 0; i < ARRAY_LENGTH(queues); i++) {
		error = collect_filters(view, fd, queues[i].parent, queues[i].name);
		if (error)
			return error;
	}
	return 0;
}

static int collect_by_netlink(struct view *view, int fd)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg body;
	} request = {.head = {.nlmsg_len = sizeof(request), .nlmsg_type = RTM_GETLINK}};
	int error = netlink_dump(fd, &request.head, take_interface, view);

	for (size_t i = 0; !error && i < view->count; i++) {
		view->index = view->interfaces[i].index;
		error = collect_queues(view, fd);
	}
	return error;
}

static int collect_hook(struct view *view, unsigned int type)
{
	__u32 programs[PROGRAMS_MAX], count = PROGRAMS_MAX, flags = 0;
	int error;

	if (bpf_prog_query(view->index, type, 0, &flags, programs, &count)) {
		view->lacks_rights = view->lacks_rights || errno == EPERM;
		return 0;
	}
	for (__u32 i = 0; i < count; i++) {
		error = add(view, GK_OP_ATTACH_TC, type, programs[i], "");
		if (error)
			return error;
	}
	return 0;
}

/* A kernel without one of them says EINVAL. */
static int collect_hooks(struct view *view)
{
	static const unsigned int types[] = {GK_ATTACH_TCX_INGRESS, GK_ATTACH_TCX_EGRESS, GK_ATTACH_NETKIT_PRIMARY,
					     GK_ATTACH_NETKIT_PEER};
	int error = 0;

	for (size_t i = 0; !error && i < view->count * ARRAY_LENGTH(types); i++) {
		view->index = view->interfaces[i / ARRAY_LENGTH(types)].index;
		error = collect_hook(view, types[i % ARRAY_LENGTH(types)]);
	}
	return error;
}

static int collect_here(struct view *view)
{
	_cleanup_close_ int fd = netlink_open();
	int error = fd < 0 ? fd : collect_by_netlink(view, fd);

	if (error)
		return error;
	return collect_hooks(view);
}

static int collect_namespace(struct view *view, const struct netns *netns, const struct netns *own)
{
	int error;

	if (netns == own)
		return collect_here(view);
	if (setns(netns->fd, CLONE_NEWNET))
		return -errno;
	error = collect_here(view);
	if (setns(own->fd, CLONE_NEWNET))
		return -errno;
	return error;
}

int collect_interfaces(struct attached *attached, unsigned int options)
{
	_cleanup_(namespaces_release) struct namespaces namespaces = {};
	int error = namespaces_find(options & COLLECT_ALL_NAMESPACES, &namespaces);

	if (error)
		return error;
	for (size_t i = 0; i < namespaces.count; i++) {
		struct view view = {.attached = attached, .inode = namespaces.items[i].inode};

		error = collect_namespace(&view, &namespaces.items[i], &namespaces.items[0]);
		free(view.interfaces);
		if (error == -ENOMEM)
			return error;
		if (!error && view.lacks_rights)
			error = -EPERM;
		if (error)
			attached_miss(attached, "network namespace %ju: %s", (uintmax_t)view.inode, strerror(-error));
	}
	return 0;
}
