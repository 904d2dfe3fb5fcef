/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What the kernel really did, as the outcome-* hooks saw it: what the policy says about it, and its event.
 */
#ifndef BPF_LSM_DECISION_OUTCOME_BPF_H
#define BPF_LSM_DECISION_OUTCOME_BPF_H

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/kernel/types-object.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/caller.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/caller/ancestor.bpf.h"
#include "bpf-lsm/request/operation.bpf.h"
#include "bpf-lsm/request/request.bpf.h"
#include "bpf-lsm/event/event.bpf.h"

/* The decision on what no short request is. */
VERIFIED_ALONE int gk_decide_outcome(const struct gk_request *request, const struct gk_image *image,
				     struct gk_decision *ret_decision)
{
	if (!request || !ret_decision)
		return 0;
	*ret_decision = image ? gk_decide(image, request) : gk_no_policy(request->namespaces);
	return 0;
}

/* What a hook saw. */
struct outcome {
	struct event_facts facts;
	__u64 program;  /* struct bpf_prog *; 0: none */
	__u64 cgroup;   /* struct cgroup *; 0: it is not about a cgroup */
	__u32 level;    /* of the cgroup */
	__u8 operation; /* enum gk_operation */
	__u8 reserved[3];
};

VERIFIED_ALONE int gk_gather_outcome(struct gk_request *request, const struct outcome *outcome, __u64 uses)
{
	if (!request || !outcome)
		return 0;
	gather_caller(request, UNTRUSTED(bpf_get_current_task_btf()), uses);
	request->operation = outcome->operation;
	request->attach_type = GK_ATTACH_TYPE_NONE;
	if (outcome->facts.attach_type != GK_NO_NUMBER)
		request->attach_type = attach_type_slot(outcome->facts.attach_type);
	request->relation = GK_TARGET_NONE;
	if (has_netns(gk_family(outcome->operation)))
		request->netns = netns_relation(bpf_get_current_task_btf(), outcome->facts.netns);
	if (outcome->program)
		set_program(request, (struct bpf_prog *)outcome->program);
	return 0;
}

static __always_inline void write_outcome(struct outcome *outcome, struct task_struct *task,
					  const struct gk_request *request, const struct gk_decision *decision,
					  const struct gk_image *image)
{
	struct gk_event *event = reserve_event(outcome->facts.kind, decision->verdict, &outcome->facts.sequence);

	if (!event)
		return;
	outcome->facts.reason = decision->reason;
	fill_event(event, task, image, request, decision, &outcome->facts);
	bpf_ringbuf_submit(event, 0);
}

VERIFIED_ALONE int gk_write_outcome(struct outcome *outcome, const struct gk_request *request,
				    const struct gk_decision *decision, const struct gk_image *image)
{
	if (!outcome || !request || !decision || caller_is_gatekeeper(request))
		return 0;
	outcome->facts.kind = GK_EVENT_ATTACHED;
	read_program(&outcome->facts, outcome->program);
	write_outcome(outcome, UNTRUSTED(bpf_get_current_task_btf()), request, decision, image);
	return 0;
}

static __always_inline int report_outcome(struct outcome *outcome)
{
	const struct gk_image *image = published_image();
	struct gk_decision decision = {};
	struct gk_request request = {};

	gk_gather_outcome(&request, outcome, uses_of(image));
	gk_decide_outcome(&request, image, &decision);
	gk_write_outcome(outcome, &request, &decision, image);
	return 0;
}

static __always_inline __u64 current_netns(void)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return address_of(task->nsproxy ? task->nsproxy->net_ns : NULL);
}

static __always_inline int report_attach(void *ctx, union bpf_attr *attr, struct bpf_prog *prog, __u8 family,
					 __u64 netns, __u32 ifindex)
{
	struct outcome outcome = {.facts.command = BPF_PROG_ATTACH, .facts.ifindex = ifindex};
	__u64 result = 0;

	bpf_get_func_ret(ctx, &result);
	outcome.facts.result = (__s32)result;
	outcome.operation = operation_on(GK_VERB_ATTACH, family);
	outcome.program = (__u64)prog;
	outcome.facts.netns = netns;
	bpf_probe_read_kernel(&outcome.facts.attach_type, sizeof(outcome.facts.attach_type), &attr->attach_type);
	return report_outcome(&outcome);
}

#endif
