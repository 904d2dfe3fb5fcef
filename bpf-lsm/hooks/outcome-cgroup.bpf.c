// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The outcome: what the kernel really did to which cgroup, with which program and result. These hooks run after the
 * fact, in the context of the caller, so that no descriptor trick changes the record.
 *
 * hooks:
 *   fexit/__cgroup_bpf_attach  PROG_ATTACH and LINK_CREATE
 *   fexit/__cgroup_bpf_detach  PROG_DETACH, LINK_DETACH and the end of a link
 *   fexit/cgroup_bpf_replace   LINK_UPDATE
 *   tp_btf/cgroup_mkdir        the path of a new cgroup
 *
 * The functions have more arguments on newer kernels; those used here keep their places, and the result comes from
 * bpf_get_func_ret(). They run under cgroup_mutex: short.
 */
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/state/remembered.bpf.h"
#include "bpf-lsm/caller/caller.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/request/ancestor.bpf.h"
#include "bpf-lsm/request/descriptor.bpf.h"
#include "bpf-lsm/request/operation.bpf.h"
#include "bpf-lsm/event/event.bpf.h"
#include "bpf-lsm/decision/outcome.bpf.h"

#define SIGKILL 9

/* What one hook saw. */
struct cgroup_outcome {
	__u64 cgroup; /* struct cgroup * */
	__u64 cgroup_id;
	__u32 level;
	__u32 attach_type; /* GK_NO_NUMBER: not known */
	__u32 command;     /* enum bpf_cmd; GK_NO_NUMBER: not known */
	__s32 result;
	__u8 kind;      /* enum gk_event_kind */
	__u8 operation; /* enum gk_operation */
	__u8 reserved[6];
};

/* What the policy says to what really happened. */
static __always_inline void decide_outcome(const struct gk_request *request, const struct gk_image *image,
					   struct gk_decision *ret_decision)
{
	struct gk_match match;
	__u32 uses;

	if (!image || image->magic != GK_IMAGE_MAGIC || (uses = image->uses) & GK_USES_RARE) {
		gk_decide_outcome(request, image, ret_decision);
		return;
	}
	match = known_match(gk_decide_short(image, uses, request));
	*ret_decision = gk_decision_of(image, &match, request);
}

/*
 * A rule with `race: verify` let a descriptor pass that another thread could repoint, and what was attached in the end
 * is what the policy refuses: nobody does that by accident.
 */
static __always_inline bool is_race(const struct cgroup_outcome *outcome, const struct gk_request *request,
				    const struct gk_decision *decision, const struct gk_image *image)
{
	return request->shared_files && !outcome->result && outcome->kind != GK_EVENT_DETACHED &&
	       decision->verdict == GK_DENY && image && image->uses & GK_USES_VERIFY && image->mode != GK_AUDIT &&
	       !caller_is_gatekeeper(request);
}

static __always_inline void set_seen_program(struct gk_request *request, struct bpf_prog *program,
					     struct bpf_prog_aux *aux, __u64 uses)
{
	struct bpf_prog_aux___signature *signature = (void *)aux;

	request->program_state = GK_PROGRAM_KNOWN;
	request->program_type = program->type;
	if (uses & GK_USES_PROGRAM) {
		bpf_probe_read_kernel(&request->program_tag, sizeof(request->program_tag), program->tag);
		bpf_probe_read_kernel(request->program_name, sizeof(request->program_name), aux->name);
	}
	request->signature = GK_SIGNATURE_UNKNOWN;
	if (bpf_core_field_exists(signature->sig.verdict))
		request->signature = signature->sig.verdict ? GK_SIGNATURE_SIGNED : GK_SIGNATURE_UNSIGNED;
}

static __always_inline void set_seen_target(struct gk_request *request, struct task_struct *task,
					    const struct cgroup_outcome *outcome)
{
	request->target.where = outcome->cgroup;
	request->target.level = outcome->level;
	request->relation = GK_TARGET_OUTSIDE;
	if (task->nsproxy)
		request->relation = cgroup_relation(task, outcome->cgroup, outcome->level,
						    !(request->namespaces & 1 << GK_NS_CGROUP));
}

static __always_inline void write_cgroup_outcome(const struct cgroup_outcome *outcome, const struct gk_request *request,
						 const struct gk_decision *decision, const struct gk_image *image,
						 __u32 program_id)
{
	struct gk_event *event;
	__u8 kind = outcome->kind;

	if (is_race(outcome, request, decision, image)) {
		kind = GK_EVENT_RACED;
		bpf_send_signal(SIGKILL);
	}
	event = reserve_event(kind, decision->verdict);
	if (!event)
		return;
	write_caller(event, request, bpf_get_current_task_btf());
	event->target_id = outcome->cgroup_id;
	event_netns(event, request, 0);
	event->program_id = program_id;
	event->program_type = request->program_type;
	__builtin_memcpy(event->program_tag, &request->program_tag, sizeof(event->program_tag));
	__builtin_memcpy(event->program_name, request->program_name, sizeof(event->program_name));
	event->program_state = request->program_state;
	event->signature = request->signature;
	event->operation = outcome->operation;
	event->command = outcome->command;
	event->attach_type = outcome->attach_type;
	event->result = outcome->result;
	event->from = decision->from;
	event->reason = decision->reason;
	event->relation = request->relation;
	event_policy(event, image, decision->rule);
	bpf_ringbuf_submit(event, 0);
}

static __always_inline void set_cgroup(struct cgroup_outcome *outcome, struct cgroup *cgroup)
{
	outcome->cgroup = (__u64)cgroup;
	outcome->cgroup_id = cgroup->kn->id;
	outcome->level = cgroup->level;
}

static __always_inline int report_cgroup_outcome(void *ctx, struct cgroup_outcome *outcome, struct bpf_prog *program)
{
	struct task_struct *task = bpf_get_current_task_btf();
	const struct gk_image *image = published_image();
	struct bpf_prog_aux *aux = program->aux;
	struct gk_decision decision = {};
	struct gk_request request = {};
	__u64 result = 0;

	bpf_get_func_ret(ctx, &result);
	outcome->result = (__s32)result;
	gather_caller(&request, uses_of(image));
	request.operation = outcome->operation;
	request.attach_type = attach_type_slot(outcome->attach_type);
	set_seen_program(&request, program, aux, uses_of(image));
	set_seen_target(&request, task, outcome);
	decide_outcome(&request, image, &decision);
	request.shared_files = has_shared_files(task);
	write_cgroup_outcome(outcome, &request, &decision, image, aux->id);
	return 0;
}

const struct gk_cgroup_path gk_no_path; /* not static: see operation.bpf.h */

/* The path is taken when a cgroup is made, where it costs nobody anything: events have its id only. */
SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(gk_mkdir, struct cgroup *cgrp, const char *path)
{
	struct gk_cgroup_path *to;
	__u64 id = cgrp->kn->id;

	if (cgrp->root->hierarchy_id)
		return 0;
	bpf_map_update_elem(&gk_cgroups, &id, (void *)&gk_no_path, BPF_ANY);
	to = bpf_map_lookup_elem(&gk_cgroups, &id);
	if (to)
		bpf_probe_read_kernel_str(to->text, sizeof(to->text), path);
	return 0;
}

SEC("fexit/__cgroup_bpf_attach")
int BPF_PROG(gk_attached, struct cgroup *cgrp, struct bpf_prog *prog, struct bpf_prog *replace_prog,
	     struct bpf_cgroup_link *link, __u32 type, __u32 flags)
{
	struct cgroup_outcome outcome = {.kind = GK_EVENT_ATTACHED, .attach_type = type};

	outcome.operation = flags & BPF_F_REPLACE ? GK_OP_REPLACE_CGROUP : GK_OP_ATTACH_CGROUP;
	outcome.command = prog ? BPF_PROG_ATTACH : BPF_LINK_CREATE;
	set_cgroup(&outcome, cgrp);
	return report_cgroup_outcome(ctx, &outcome, prog ?: link->link.prog);
}

/* The end of a link is LINK_DETACH, or its last descriptor was closed: which can't be told here. */
SEC("fexit/__cgroup_bpf_detach")
int BPF_PROG(gk_detached, struct cgroup *cgrp, struct bpf_prog *prog, struct bpf_cgroup_link *link, __u32 type)
{
	struct cgroup_outcome outcome = {
		.kind = GK_EVENT_DETACHED, .operation = GK_OP_DETACH_CGROUP, .attach_type = type};

	outcome.command = link ? GK_NO_NUMBER : BPF_PROG_DETACH;
	set_cgroup(&outcome, cgrp);
	return report_cgroup_outcome(ctx, &outcome, prog ?: link->link.prog);
}

SEC("fexit/cgroup_bpf_replace")
int BPF_PROG(gk_replaced, struct bpf_link *link, struct bpf_prog *new_prog)
{
	struct cgroup_outcome outcome = {.kind = GK_EVENT_REPLACED, .operation = GK_OP_REPLACE_CGROUP};
	struct cgroup *cgroup = READ((struct bpf_cgroup_link *)link, cgroup);

	outcome.attach_type = link_attach_type(link);
	outcome.command = BPF_LINK_UPDATE;
	outcome.cgroup = (__u64)cgroup;
	outcome.cgroup_id = cgroup_id(cgroup);
	outcome.level = READ(cgroup, level);
	return report_cgroup_outcome(ctx, &outcome, new_prog);
}
