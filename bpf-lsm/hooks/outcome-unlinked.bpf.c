// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The outcome beside cgroups and links: what was attached to traffic control, to a socket, to a perf event by ioctl, or
 * registered by an update of a map. Only what succeeded: a failure attached nothing.
 *
 * hooks:
 *   fentry, fexit/tc_new_tfilter         filters of tc, and the actions inside of them
 *   fentry, fexit/tcf_action_add         actions of tc by themselves
 *   fexit/bpf_prog_get_type_dev          the programs that these take from descriptors, while the policy concerns
 *                                        attach:tc: PROG_ATTACH to a cgroup comes here, too (route-hooks.h)
 *   fexit/sk_attach_bpf                  SO_ATTACH_BPF
 *   fexit/sk_reuseport_attach_bpf        SO_ATTACH_REUSEPORT_EBPF
 *   fexit/_perf_ioctl                    PERF_EVENT_IOC_SET_BPF
 *   fexit/bpf_struct_ops_map_update_elem a struct_ops that needs no link
 *   fexit/tcx_prog_attach                PROG_ATTACH to an interface: 6.6 on
 *   fexit/netkit_prog_attach             the same to a netkit device: 6.7 on
 *
 * The functions of cls_bpf and act_bpf are a module's, which can't be hooked: what they take is collected between the
 * two ends of the kernel's own function that calls them.
 */
#include "bpf-lsm/contract/route-hooks.h"
#include "bpf-lsm/kernel/types-net.bpf.h"
#include "bpf-lsm/kernel/types-object.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/request/netlink.bpf.h"
#include "bpf-lsm/event/event.bpf.h"
#include "bpf-lsm/decision/outcome.bpf.h"

#define BPF_F_LINK (1U << 13)          /* include/uapi/linux/bpf.h */
#define IFINDEX_MAGIC_BLOCK 0xffffffff /* include/uapi/linux/rtnetlink.h TCM_IFINDEX_MAGIC_BLOCK: no interface */

struct tcmsg {
	__u8 tcm_family;
	__u8 reserved[3];
	__u32 tcm_ifindex;
};

static __always_inline struct gk_taken *get_taken(__u64 flags)
{
	return bpf_task_storage_get(&gk_taken, bpf_get_current_task_btf(), NULL, flags);
}

static __always_inline int begin_collecting(void)
{
	struct gk_taken *taken = get_taken(BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!taken) {
		count_lost_outcome();
		return 0;
	}
	taken->count = 0;
	taken->open = 1;
	return 0;
}

static __always_inline int end_collecting(void *ctx, __u64 netns, __u32 ifindex)
{
	struct outcome outcome = {
		.facts.command = GK_NO_NUMBER, .facts.attach_type = GK_NO_NUMBER, .facts.netns = netns};
	struct gk_taken *taken = get_taken(0);
	__u64 result = 0;
	__u32 i;

	if (!taken || !taken->open)
		return 0;
	taken->open = 0;
	bpf_get_func_ret(ctx, &result);
	if ((__s32)result)
		return 0;
	outcome.operation = GK_OP_ATTACH_TC;
	outcome.facts.ifindex = ifindex == IFINDEX_MAGIC_BLOCK ? 0 : ifindex;
	for (i = 0; i < GK_TAKEN_MAX && i < taken->count; i++) {
		outcome.program = taken->program[i];
		report_outcome(&outcome);
	}
	return 0;
}

SEC("fexit/bpf_prog_get_type_dev")
int BPF_PROG(gk_prog_taken, __u32 descriptor, enum bpf_prog_type type)
{
	struct gk_taken *taken;
	__u64 program = 0;
	__u32 place;

	if (type != BPF_PROG_TYPE_SCHED_CLS && type != BPF_PROG_TYPE_SCHED_ACT)
		return 0;
	taken = get_taken(0);
	if (!taken || !taken->open)
		return 0;
	bpf_get_func_ret(ctx, &program);
	if (program >= -4095ULL)
		return 0;
	place = taken->count;
	if (place >= GK_TAKEN_MAX) {
		count_lost_outcome();
		return 0;
	}
	taken->program[place] = program;
	taken->count = place + 1;
	return 0;
}

SEC("fentry/tc_new_tfilter")
int BPF_PROG(gk_filter_begins)
{
	return begin_collecting();
}

SEC("fexit/tc_new_tfilter")
int BPF_PROG(gk_filter_made, struct sk_buff *skb, struct nlmsghdr *message)
{
	struct tcmsg head = {};

	bpf_probe_read_kernel(&head, sizeof(head), (void *)(address_of(message) + MESSAGE_HEADER));
	return end_collecting(ctx, address_of(skb->sk->__sk_common.skc_net.net), head.tcm_ifindex);
}

SEC("fentry/tcf_action_add")
int BPF_PROG(gk_action_begins)
{
	return begin_collecting();
}

SEC("fexit/tcf_action_add")
int BPF_PROG(gk_action_made, struct net *net)
{
	return end_collecting(ctx, address_of(net), 0);
}

/* What a call that gives 0 for success has put in its place. */
static __always_inline int report_placed(void *ctx, __u8 operation, const struct bpf_prog *program)
{
	struct outcome outcome = {
		.facts.command = GK_NO_NUMBER, .facts.attach_type = GK_NO_NUMBER, .operation = operation};
	__u64 result = 0;

	bpf_get_func_ret(ctx, &result);
	if ((__s32)result)
		return 0;
	outcome.program = address_of(program);
	return report_outcome(&outcome);
}

SEC("fexit/sk_attach_bpf")
int BPF_PROG(gk_socket_prog, __u32 descriptor, struct sock *sk)
{
	return report_placed(ctx, GK_OP_ATTACH_SOCKET, READ(sk, sk_filter, prog));
}

SEC("fexit/sk_reuseport_attach_bpf")
int BPF_PROG(gk_reuseport_prog, __u32 descriptor, struct sock *sk)
{
	return report_placed(ctx, GK_OP_ATTACH_SOCKET, READ(sk, sk_reuseport_cb, prog));
}

SEC("fexit/_perf_ioctl")
int BPF_PROG(gk_perf_ioctl, struct perf_event *event, unsigned int command)
{
	if (command != PERF_EVENT_IOC_SET_BPF)
		return 0;
	return report_placed(ctx, GK_OP_ATTACH_TRACING, event->prog);
}

/* One with BPF_F_LINK is registered by a link, which has a hook of its own. */
SEC("fexit/bpf_struct_ops_map_update_elem")
int BPF_PROG(gk_struct_ops_made, struct bpf_map *map)
{
	struct outcome outcome = {.facts.command = BPF_MAP_UPDATE_ELEM, .facts.attach_type = GK_NO_NUMBER};
	__u64 result = 0;

	bpf_get_func_ret(ctx, &result);
	if ((__s32)result || map->map_flags & BPF_F_LINK)
		return 0;
	outcome.operation = GK_OP_ATTACH_STRUCT_OPS;
	outcome.facts.map_id = map->id;
	return report_outcome(&outcome);
}

/* The interface is the first member of the request, and of the caller's network namespace. */
static __always_inline int report_interface(void *ctx, union bpf_attr *attr, struct bpf_prog *prog)
{
	__u32 ifindex = 0;

	bpf_probe_read_kernel(&ifindex, sizeof(ifindex), attr);
	return report_attach(ctx, attr, prog, GK_FAMILY_TC, current_netns(), ifindex);
}

SEC("?fexit/tcx_prog_attach")
int BPF_PROG(gk_tcx_prog, union bpf_attr *attr, struct bpf_prog *prog)
{
	return report_interface(ctx, attr, prog);
}

SEC("?fexit/netkit_prog_attach")
int BPF_PROG(gk_netkit_prog, union bpf_attr *attr, struct bpf_prog *prog)
{
	return report_interface(ctx, attr, prog);
}
