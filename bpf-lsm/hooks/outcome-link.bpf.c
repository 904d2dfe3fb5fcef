// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The outcome beside cgroups: what was attached by a link of any type, to a network namespace, to a map of sockets, or
 * to an interface as XDP, by bpf() or by netlink. Cgroups, their links included, have hooks of their own
 * (outcome-cgroup.bpf.c).
 *
 * hooks:
 *   fentry/bpf_link_settle           links of xdp, tcx, netfilter, ...: nothing can fail any more
 *   fexit/bpf_trampoline_link_prog   links of tracing, LSM and replacement programs
 *   fexit/perf_event_set_bpf_prog    perf events by link, not by ioctl
 *   fexit/bpf_raw_tp_link_attach     raw tracepoints, with BTF or without
 *   fexit/netns_bpf_prog_attach      PROG_ATTACH of a flow dissector
 *   fexit/sock_map_get_from_fd       PROG_ATTACH to a map of sockets
 *   fexit/dev_xdp_attach             XDP by netlink
 *
 * bpf_link_settle() is inlined where it stands: links of kernel/bpf/syscall.c itself are seen where they take effect,
 * without their id. What has no link at all, and no function of its own, is in outcome-unlinked.bpf.c.
 */
#include "bpf-lsm/kernel/types-object.bpf.h"
#include "bpf-lsm/request/descriptor.bpf.h"
#include "bpf-lsm/request/operation.bpf.h"
#include "bpf-lsm/request/request.bpf.h"
#include "bpf-lsm/decision/outcome.bpf.h"

/* LSM and replacement programs have links of type tracing. */
static __always_inline __u8 family_of_program(__u32 link_type, __u32 program_type)
{
	if (link_type != GK_LINK_TRACING)
		return family_of_link(link_type);
	if (program_type == BPF_PROG_TYPE_LSM)
		return GK_FAMILY_LSM;
	return program_type == BPF_PROG_TYPE_EXT ? GK_FAMILY_FREPLACE : GK_FAMILY_TRACING;
}

/* The link knows it from 6.18 on; before, the program does, where it says more than the zero that is there. */
static __always_inline __u32 attach_type_of_link(struct bpf_link *link, __u8 family, __u32 expected)
{
	struct bpf_link___attach_type *since = (void *)link;

	if (bpf_core_field_exists(since->attach_type))
		return READ(since, attach_type);
	return family_of_attach_type(expected) == family ? expected : GK_NO_NUMBER;
}

static __always_inline __u32 link_ifindex(struct bpf_link *link, __u32 type)
{
	if (type == GK_LINK_XDP && bpf_core_type_exists(struct bpf_xdp_link))
		return READ((struct bpf_xdp_link *)link, dev, ifindex);
	if (type == GK_LINK_TCX && bpf_core_type_exists(struct tcx_link))
		return READ((struct tcx_link *)link, dev, ifindex);
	if (type == GK_LINK_NETKIT && bpf_core_type_exists(struct netkit_link))
		return READ((struct netkit_link *)link, dev, ifindex);
	return 0;
}

VERIFIED_ALONE int gk_report_link(__u64 address, __u32 id)
{
	struct bpf_link *link = (struct bpf_link *)address;
	struct outcome outcome = {.facts.command = BPF_LINK_CREATE, .facts.link_id = id};
	struct bpf_prog *program = READ(link, prog);
	__u32 type = READ(link, type);
	__u8 family = family_of_program(type, READ(program, type));

	outcome.operation = operation_on(GK_VERB_ATTACH, family);
	outcome.program = (__u64)program;
	outcome.facts.link_type = type;
	outcome.facts.attach_type = attach_type_of_link(link, family, READ(program, expected_attach_type));
	outcome.facts.netns = link_netns(link, type);
	outcome.facts.ifindex = link_ifindex(link, type);
	return report_outcome(&outcome);
}

/* Skips the links that the hooks below report, where the kernel did not inline this function. */
SEC("fentry/bpf_link_settle")
int BPF_PROG(gk_link_made, struct bpf_link_primer *primer)
{
	struct bpf_link *link = primer->link;
	__u32 type = link->type;

	if (type == GK_LINK_CGROUP || type == GK_LINK_TRACING || type == GK_LINK_RAW_TRACEPOINT ||
	    type == GK_LINK_PERF_EVENT)
		return 0;
	return gk_report_link(address_of(link), primer->id);
}

/* A program that takes effect, or fails to, by a link whose id is not known yet. */
VERIFIED_ALONE int gk_report_traced(__u64 address, __u32 link_type, __s32 result)
{
	struct outcome outcome = {.facts.command = GK_NO_NUMBER, .facts.link_type = link_type, .facts.result = result};
	struct bpf_prog *program = (struct bpf_prog *)address;
	__u32 type = READ(program, type);
	__u32 expected = READ(program, expected_attach_type);
	__u8 family = family_of_program(link_type, type);

	outcome.operation = operation_on(GK_VERB_ATTACH, family);
	outcome.program = address;
	outcome.facts.attach_type = family_of_attach_type(expected) == family ? expected : GK_NO_NUMBER;
	return report_outcome(&outcome);
}

static __always_inline int report_traced(void *ctx, __u64 program, __u32 link_type)
{
	__u64 result = 0;

	bpf_get_func_ret(ctx, &result);
	return gk_report_traced(program, link_type, (__s32)result);
}

/* It is given the link or, from 7.1 on, a node that knows it. */
SEC("fexit/bpf_trampoline_link_prog")
int BPF_PROG(gk_tramp_linked, void *given)
{
	__u64 link = address_of(given);

	if (bpf_core_type_exists(struct bpf_tramp_node))
		link = address_of(READ((struct bpf_tramp_node *)link, link));
	return report_traced(ctx, address_of(READ((struct bpf_link *)link, prog)), GK_LINK_TRACING);
}

SEC("fexit/perf_event_set_bpf_prog")
int BPF_PROG(gk_perf_prog, void *event, struct bpf_prog *prog)
{
	return report_traced(ctx, address_of(prog), GK_LINK_PERF_EVENT);
}

/* Its answer is the link's descriptor, or negative. Programs of tracing, but for tp_btf, only pass through. */
SEC("fexit/bpf_raw_tp_link_attach")
int BPF_PROG(gk_raw_tp_linked, struct bpf_prog *prog)
{
	__u64 result = 0;

	if (prog->type != BPF_PROG_TYPE_RAW_TRACEPOINT && prog->type != BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE &&
	    prog->expected_attach_type != BPF_TRACE_RAW_TP)
		return 0;
	bpf_get_func_ret(ctx, &result);
	return gk_report_traced(address_of(prog), GK_LINK_RAW_TRACEPOINT, (__s32)result < 0 ? (__s32)result : 0);
}

SEC("fexit/netns_bpf_prog_attach")
int BPF_PROG(gk_netns_prog, union bpf_attr *attr, struct bpf_prog *prog)
{
	return report_attach(ctx, attr, prog, GK_FAMILY_NETNS, current_netns(), 0);
}

SEC("fexit/sock_map_get_from_fd")
int BPF_PROG(gk_sockmap_prog, union bpf_attr *attr, struct bpf_prog *prog)
{
	return report_attach(ctx, attr, prog, GK_FAMILY_SOCKMAP, 0, 0);
}

/* With a link, gk_link_made reports it; without a program, it is a detach. */
SEC("fexit/dev_xdp_attach")
int BPF_PROG(gk_xdp_prog, struct net_device *dev, void *extack, void *link, struct bpf_prog *new_prog)
{
	struct outcome outcome = {.facts.attach_type = BPF_XDP, .facts.command = GK_NO_NUMBER};
	__u64 result = 0;

	if (link || !new_prog)
		return 0;
	bpf_get_func_ret(ctx, &result);
	outcome.facts.result = (__s32)result;
	outcome.operation = GK_OP_ATTACH_XDP;
	outcome.program = (__u64)new_prog;
	outcome.facts.netns = address_of(dev->nd_net.net);
	outcome.facts.ifindex = dev->ifindex;
	return report_outcome(&outcome);
}
