/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the guard and break-glass put on record: who tried, and what. */
#ifndef BPF_LSM_EVENT_GUARD_EVENT_BPF_H
#define BPF_LSM_EVENT_GUARD_EVENT_BPF_H

#include "bpf-lsm/request/ancestor.bpf.h"
#include "bpf-lsm/event/event.bpf.h"

/* An event without a rule. */
VERIFIED_ALONE int gk_write_guarded(__u32 kind, __u32 guarded, __s32 result)
{
	const struct gk_image *image = published_image();
	struct gk_request request = {};
	struct gk_event *event;

	gk_gather_caller(&request, 0);
	request.shared_files = has_shared_files(bpf_get_current_task_btf());
	event = reserve_event(kind, result ? GK_DENY : GK_ALLOW);
	if (!event)
		return 0;
	gk_write_caller(event, &request);
	event->target_id = 0;
	event_netns(event, &request, 0);
	event_program(event, NULL);
	event->program_state = GK_PROGRAM_NONE;
	event->signature = GK_SIGNATURE_UNKNOWN;
	event_policy(event, image, GK_NO_RULE);
	event->guarded = guarded;
	event->reason = GK_REASON_OWN_OBJECT;
	event->operation = GK_OP_UNKNOWN;
	event->relation = GK_TARGET_NONE;
	event->from = request.namespaces ? GK_FROM_CONTAINER : GK_FROM_HOST;
	event->command = GK_NO_NUMBER;
	event->attach_type = GK_NO_NUMBER;
	event->result = result;
	bpf_ringbuf_submit(event, 0);
	return 0;
}

#endif
