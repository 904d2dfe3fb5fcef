/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What the kernel really did, as the outcome-* hooks saw it: what the policy says about it, and its event.
 */
#ifndef GK_OUTCOME_H
#define GK_OUTCOME_H

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/caller.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/request/ancestor.bpf.h"
#include "bpf-lsm/request/operation.bpf.h"
#include "bpf-lsm/request/request.bpf.h"
#include "bpf-lsm/event/event.bpf.h"

/* The decision on what no short request is. A global function, see request.h. */
__noinline int gk_judge_truth(const struct gk_request *request, const struct gk_image *image,
			      struct gk_decision *ret_decision)
{
	if (!request || !ret_decision)
		return 0;
	*ret_decision = image ? gk_decide(image, request) : gk_no_policy();
	return 0;
}

/* What a hook saw. */
struct link_truth {
	__u64 program;     /* struct bpf_prog *; 0: none */
	__u64 netns;       /* struct net *; 0: none, or not known */
	__u32 attach_type; /* GK_NO_NUMBER: none, or not known */
	__u32 command;     /* enum bpf_cmd; GK_NO_NUMBER: no bpf() call */
	__u32 link_id;
	__u32 link_type; /* enum bpf_link_type; 0: no link */
	__u32 ifindex;
	__u32 map_id;
	__s32 result;
	__u8 operation; /* enum gk_operation */
	__u8 reserved[3];
};

/* Global functions: see request.h. */
__noinline int gk_request_of_link(struct gk_request *request, const struct link_truth *truth, __u64 uses)
{
	if (!request || !truth)
		return 0;
	gk_gather_caller(request, uses);
	request->operation = truth->operation;
	request->attach_type = GK_ATTACH_TYPE_NONE;
	if (truth->attach_type != GK_NO_NUMBER)
		request->attach_type = attach_type_slot(truth->attach_type);
	request->relation = GK_TARGET_NONE;
	if (has_netns(truth->operation & 15))
		request->netns = netns_relation(bpf_get_current_task_btf(), truth->netns);
	if (truth->program)
		set_program(request, (struct bpf_prog *)truth->program);
	return 0;
}

__noinline int gk_write_link(const struct link_truth *truth, const struct gk_request *request,
			     const struct gk_decision *decision, const struct gk_image *image)
{
	struct gk_event *event;

	if (!truth || !request || !decision || caller_is_gatekeeper(request))
		return 0;
	event = event_reserve(GK_EVENT_ATTACHED, decision->verdict);
	if (!event)
		return 0;
	gk_write_caller(event, request);
	event->target_id = 0;
	event_netns(event, request, truth->netns);
	event_program(event, (struct bpf_prog *)truth->program);
	event->program_state = request->program_state;
	event->signature = request->signature;
	event->operation = truth->operation;
	event->command = truth->command;
	event->attach_type = truth->attach_type;
	event->result = truth->result;
	event->from = decision->from;
	event->reason = decision->reason;
	event->relation = GK_TARGET_NONE;
	event_policy(event, image, decision->rule);
	event->link_id = truth->link_id;
	event->link_type = truth->link_type;
	event->ifindex = truth->ifindex;
	event->map_id = truth->map_id;
	bpf_ringbuf_submit(event, 0);
	return 0;
}

static __always_inline int tell_link(const struct link_truth *truth)
{
	const struct gk_image *image = published_image();
	struct gk_decision decision = {};
	struct gk_request request = {};

	gk_request_of_link(&request, truth, uses_of(image));
	gk_judge_truth(&request, image, &decision);
	gk_write_link(truth, &request, &decision, image);
	return 0;
}

static __always_inline __u64 current_netns(void)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return address_of(task->nsproxy ? task->nsproxy->net_ns : NULL);
}

static __always_inline int tell_program(void *ctx, union bpf_attr *attr, struct bpf_prog *prog, __u8 family,
					__u64 netns, __u32 ifindex)
{
	struct link_truth truth = {.command = BPF_PROG_ATTACH, .ifindex = ifindex};
	__u64 result = 0;

	bpf_get_func_ret(ctx, &result);
	truth.result = (__s32)result;
	truth.operation = operation_on(GK_VERB_ATTACH, family);
	truth.program = (__u64)prog;
	truth.netns = netns;
	bpf_probe_read_kernel(&truth.attach_type, sizeof(truth.attach_type), &attr->attach_type);
	return tell_link(&truth);
}

#endif
