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

/* What one hook saw. Kernel objects are addresses, as in struct call. */
struct truth {
	__u64 cgroup;
	__u64 program;
	__u32 attach_type; /* GK_NO_NUMBER: not known */
	__s32 result;
	__u8 kind;      /* enum gk_event_kind */
	__u8 operation; /* enum gk_operation */
	__u8 reserved[6];
};

/* The rule that allowed the running call, if it is about this cgroup; used up. */
static __always_inline void event_permission(struct gk_event *event, struct task_struct *task,
					     const struct gk_image *image)
{
	struct gk_inflight *inflight = bpf_task_storage_get(&gk_inflight, task, NULL, 0);
	__u32 rule = GK_NO_RULE;

	event->command = GK_NO_NUMBER;
	event->reason = GK_REASON_DEFAULT;
	if (inflight && inflight->valid && inflight->operation == event->operation &&
	    inflight->cgroup_id == event->target.id) {
		inflight->valid = 0;
		event->command = inflight->command;
		event->reason = inflight->reason;
		if (image && image->generation == inflight->generation)
			rule = inflight->rule;
	}
	event_policy(event, image, rule);
}

/* Host or container, by the policy in force; without one, only who is init everywhere is host. */
static __always_inline __u8 from_of(__u8 namespaces, const struct gk_image *image)
{
	__u8 host_namespaces = image ? image->host_namespaces : GK_ALL_NAMESPACES;

	return namespaces & host_namespaces ? GK_FROM_CONTAINER : GK_FROM_HOST;
}

/* A global function, see request.h. */
__noinline int gk_write_truth(struct truth *truth)
{
	struct task_struct *task = bpf_get_current_task_btf();
	const struct gk_image *image = published_image();
	__u8 namespaces = gk_caller_namespaces();
	struct gk_event *event;

	if (!truth)
		return 0;
	event = event_reserve(truth->kind, GK_ALLOW);
	if (!event)
		return 0;
	event_caller(event, task, namespaces);
	gk_write_cgroup(&event->target, truth->cgroup);
	event_program(event, (struct bpf_prog *)truth->program);
	event->operation = truth->operation;
	event->attach_type = truth->attach_type;
	event->result = truth->result;
	event->from = from_of(namespaces, image);
	event->relation = GK_TARGET_OUTSIDE;
	if (task->nsproxy)
		event->relation = cgroup_relation(task, truth->cgroup, !(namespaces & 1 << GK_NS_CGROUP));
	event_permission(event, task, image);
	bpf_ringbuf_submit(event, 0);
	return 0;
}

static __always_inline int write_truth(void *ctx, struct truth *truth, __u64 cgroup, __u64 program)
{
	__u64 result = 0;

	truth->cgroup = cgroup;
	truth->program = program;
	bpf_get_func_ret(ctx, &result);
	truth->result = (__s32)result;
	return gk_write_truth(truth);
}

SEC("fexit/__cgroup_bpf_attach")
int BPF_PROG(gk_attached, struct cgroup *cgrp, struct bpf_prog *prog, struct bpf_prog *replace_prog,
	     struct bpf_cgroup_link *link, __u32 type, __u32 flags)
{
	struct truth truth = {.kind = GK_EVENT_ATTACHED, .attach_type = type};

	truth.operation = flags & BPF_F_REPLACE ? GK_OP_REPLACE_CGROUP : GK_OP_ATTACH_CGROUP;
	return write_truth(ctx, &truth, address_of(cgrp), address_of(prog) ?: (__u64)BPF_CORE_READ(link, link.prog));
}

SEC("fexit/__cgroup_bpf_detach")
int BPF_PROG(gk_detached, struct cgroup *cgrp, struct bpf_prog *prog, struct bpf_cgroup_link *link, __u32 type)
{
	struct truth truth = {.kind = GK_EVENT_DETACHED, .operation = GK_OP_DETACH_CGROUP, .attach_type = type};

	return write_truth(ctx, &truth, address_of(cgrp), address_of(prog) ?: (__u64)BPF_CORE_READ(link, link.prog));
}

SEC("fexit/cgroup_bpf_replace")
int BPF_PROG(gk_replaced, struct bpf_link *link, struct bpf_prog *new_prog)
{
	struct truth truth = {.kind = GK_EVENT_REPLACED, .operation = GK_OP_REPLACE_CGROUP};

	truth.attach_type = attach_type_number(link_attach_type(link));
	return write_truth(ctx, &truth, (__u64)BPF_CORE_READ((struct bpf_cgroup_link *)link, cgroup),
			   address_of(new_prog));
}
