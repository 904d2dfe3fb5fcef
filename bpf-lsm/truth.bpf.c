// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The truth: what the kernel really did, to which cgroup, with which program and result. Seen after the fact, in the
 * context of whoever caused it, so that no descriptor trick changes what is on record.
 *
 * hooks:
 *   fexit/__cgroup_bpf_attach  PROG_ATTACH and LINK_CREATE
 *   fexit/__cgroup_bpf_detach  PROG_DETACH, LINK_DETACH and the end of a link
 *   fexit/cgroup_bpf_replace   LINK_UPDATE
 *
 * The functions have more arguments on newer kernels; those used here keep their places, and the result comes from
 * bpf_get_func_ret(). They run under cgroup_mutex: short.
 */
#include "kernel.h"

#include "abi.h"
#include "decide.h"
#include "event.h"
#include "maps.h"
#include "target.h"

/* The rule that allowed the running call, if it is about this cgroup; used up. */
static __always_inline void event_permission(struct gk_event *event, struct task_struct *task, __u8 operation,
					     __u64 cgroup_id)
{
	struct gk_inflight *inflight = bpf_task_storage_get(&gk_inflight, task, NULL, 0);
	const struct gk_image *image = published_image();
	__u32 rule = GK_NO_RULE;

	event->command = GK_NO_NUMBER;
	event->reason = GK_REASON_DEFAULT;
	if (inflight && inflight->valid && inflight->operation == operation && inflight->cgroup_id == cgroup_id) {
		inflight->valid = 0;
		event->command = inflight->command;
		event->reason = inflight->reason;
		if (image && image->generation == inflight->generation)
			rule = inflight->rule;
	}
	event_policy(event, image, rule);
}

/* Host or container, by the policy in force; without one, only who is init everywhere is host. */
static __always_inline __u8 from_of(__u8 namespaces)
{
	const struct gk_image *image = published_image();
	__u8 host_namespaces = image ? image->host_namespaces : GK_ALL_NAMESPACES;

	return namespaces & host_namespaces ? GK_FROM_CONTAINER : GK_FROM_HOST;
}

static __always_inline int write_truth(void *ctx, __u8 kind, __u8 operation, struct cgroup *cgroup,
				       struct bpf_prog *program, __u32 attach_type)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u8 namespaces = caller_namespaces(task);
	struct gk_event *event;
	__u64 result = 0;

	event = event_reserve(kind, GK_ALLOW);
	if (!event)
		return 0;
	event_caller(event, task, namespaces);
	gk_write_cgroup(&event->target, address_of(cgroup));
	event_program(event, program);
	event_permission(event, task, operation, event->target.id);
	event->operation = operation;
	event->attach_type = attach_type;
	event->from = from_of(namespaces);
	event->relation =
		task->nsproxy ? cgroup_relation(task, cgroup, !(namespaces & 1 << GK_NS_CGROUP)) : GK_TARGET_OUTSIDE;
	bpf_get_func_ret(ctx, &result);
	event->result = (__s32)result;
	bpf_ringbuf_submit(event, 0);
	return 0;
}

SEC("fexit/__cgroup_bpf_attach")
int BPF_PROG(gk_attached, struct cgroup *cgrp, struct bpf_prog *prog, struct bpf_prog *replace_prog,
	     struct bpf_cgroup_link *link, __u32 type, __u32 flags)
{
	return write_truth(ctx, GK_EVENT_ATTACHED, flags & BPF_F_REPLACE ? GK_OP_REPLACE_CGROUP : GK_OP_ATTACH_CGROUP,
			   cgrp, prog ?: BPF_CORE_READ(link, link.prog), type);
}

SEC("fexit/__cgroup_bpf_detach")
int BPF_PROG(gk_detached, struct cgroup *cgrp, struct bpf_prog *prog, struct bpf_cgroup_link *link, __u32 type)
{
	return write_truth(ctx, GK_EVENT_DETACHED, GK_OP_DETACH_CGROUP, cgrp,
			   prog ?: (link ? BPF_CORE_READ(link, link.prog) : NULL), type);
}

SEC("fexit/cgroup_bpf_replace")
int BPF_PROG(gk_replaced, struct bpf_link *link, struct bpf_prog *new_prog)
{
	return write_truth(ctx, GK_EVENT_REPLACED, GK_OP_REPLACE_CGROUP,
			   BPF_CORE_READ((struct bpf_cgroup_link *)link, cgroup), new_prog,
			   attach_type_number(link_attach_type(link)));
}
