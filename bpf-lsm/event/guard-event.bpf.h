/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The events of the guard and of break-glass: the caller, and what it tried. */
#ifndef BPF_LSM_EVENT_GUARD_EVENT_BPF_H
#define BPF_LSM_EVENT_GUARD_EVENT_BPF_H

#include "bpf-lsm/contract/guard-tag.h"
#include "bpf-lsm/caller/ancestor.bpf.h"
#include "bpf-lsm/event/event.bpf.h"

/* SEC() of a hook that is attached only when the policy has `protect: self` or more. */
#define GUARD(section) SEC(section) __attribute__((btf_decl_tag(GK_GUARD_TAG)))

/* An event without a rule, which is no decision. GK_DENY and GK_FROM_CONTAINER are 1: see is_not_zero(). */
VERIFIED_ALONE int gk_write_guarded(__u32 kind, __u32 guarded, __s32 result)
{
	const struct gk_image *image = published_image();
	struct gk_request request = {.operation = GK_OP_UNKNOWN, .program_state = GK_PROGRAM_NONE};
	struct gk_decision decision = {.rule = GK_NO_RULE, .verdict = is_not_zero((__u32)result)};
	struct event_facts facts = {
		.program_type = GK_NO_NUMBER,
		.command = GK_NO_NUMBER,
		.attach_type = GK_NO_NUMBER,
		.result = result,
		.kind = kind,
		.reason = GK_REASON_OWN_OBJECT,
		.guarded = guarded,
	};
	struct task_struct *task = UNTRUSTED(bpf_get_current_task_btf());
	struct gk_event *event;

	gather_caller(&request, task, 0);
	request.shared_files = has_shared_files(task);
	decision.from = is_not_zero(request.namespaces);
	/* A constant kind: one ring, and one path for the verifier. */
	event = reserve_event(GK_EVENT_GUARDED, decision.verdict, &facts.sequence);
	if (!event)
		return 0;
	fill_event(event, task, image, &request, &decision, &facts);
	bpf_ringbuf_submit(event, 0);
	return 0;
}

#endif
