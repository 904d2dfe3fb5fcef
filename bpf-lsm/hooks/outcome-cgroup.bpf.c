// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The outcome: what the kernel really did to which cgroup, with which program and result. These hooks run after the
 * fact, in the context of the caller, so that no descriptor trick changes the record.
 *
 * hooks:
 *   fentry/__cgroup_bpf_attach whose place the new program takes
 *   fexit/__cgroup_bpf_attach  PROG_ATTACH and LINK_CREATE
 *   fexit/__cgroup_bpf_detach  PROG_DETACH, LINK_DETACH and the end of a link
 *   fentry/cgroup_bpf_replace  which program the link had
 *   fexit/cgroup_bpf_replace   LINK_UPDATE
 *
 * The functions have more arguments on newer kernels; those used here keep their places, and the result comes from
 * bpf_get_func_ret(). They run under cgroup_mutex: short.
 */
#include "bpf-lsm/kernel/types-object.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/state/remembered.bpf.h"
#include "bpf-lsm/caller/caller.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/caller/ancestor.bpf.h"
#include "bpf-lsm/request/descriptor.bpf.h"
#include "bpf-lsm/request/displaced.bpf.h"
#include "bpf-lsm/request/operation.bpf.h"
#include "bpf-lsm/event/event.bpf.h"
#include "bpf-lsm/decision/outcome.bpf.h"

/* What the policy says to what really happened. */
static __always_inline void decide_outcome(const struct gk_request *request, const struct gk_image *image,
					   struct gk_decision *ret_decision)
{
	struct gk_match match;

	if (!image || image->magic != GK_IMAGE_MAGIC || image->uses & GK_USES_RARE) {
		gk_decide_outcome(request, image, ret_decision);
		return;
	}
	match = known_match(gk_decide_short(image, image->uses, request));
	*ret_decision = gk_decision_of(image, &match);
}

/*
 * A rule with `race: verify` let a descriptor pass that another thread could repoint, and what was attached in the end
 * is what the policy denies: nobody does that by accident.
 */
static __always_inline bool is_race(const struct outcome *outcome, const struct gk_request *request,
				    const struct gk_decision *decision, const struct gk_image *image)
{
	return request->shared_files && !outcome->facts.result && outcome->facts.kind != GK_EVENT_DETACHED &&
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
		request->signature = signature_of(signature->sig.verdict, signature->sig.keyring_type);
}

static __always_inline void set_seen_target(struct gk_request *request, struct task_struct *task,
					    const struct outcome *outcome)
{
	request->target.where = outcome->cgroup;
	request->target.level = outcome->level;
	request->relation = GK_TARGET_OUTSIDE;
	if (task->nsproxy)
		request->relation =
			relation_of(task, outcome->cgroup, outcome->level, !(request->namespaces & 1 << GK_NS_CGROUP));
}

static __always_inline void set_cgroup(struct outcome *outcome, struct cgroup *cgroup)
{
	outcome->cgroup = (__u64)cgroup;
	outcome->facts.target_id = cgroup->kn->id;
	outcome->level = cgroup->level;
}

static __always_inline int report_cgroup_outcome(void *ctx, struct outcome *outcome, struct bpf_prog *program)
{
	struct task_struct *task = bpf_get_current_task_btf();
	const struct gk_image *image = published_image();
	struct bpf_prog_aux *aux = program->aux;
	struct gk_decision decision = {};
	struct gk_request request = {};
	__u64 result = 0;

	bpf_get_func_ret(ctx, &result);
	outcome->facts.result = (__s32)result;
	gather_caller(&request, task, uses_of(image));
	request.operation = outcome->operation;
	request.attach_type = attach_type_slot(outcome->facts.attach_type);
	set_seen_program(&request, program, aux, uses_of(image));
	set_seen_target(&request, task, outcome);
	decide_outcome(&request, image, &decision);
	request.shared_files = has_shared_files(task);
	if (is_race(outcome, &request, &decision, image)) {
		outcome->facts.kind = GK_EVENT_RACED;
		bpf_send_signal(SIGKILL);
	}
	outcome->facts.program_id = aux->id;
	outcome->facts.program_type = request.program_type;
	write_outcome(outcome, task, &request, &decision, image);
	return 0;
}

/*
 * ID of the program whose place one takes; 0: none, or unknown. These hooks run under cgroup_mutex. Volatile: clang
 * would read this and the ID of replace_prog by one instruction, which the verifier denies two kinds of pointers.
 */
volatile __u32 gk_displaced;

SEC("fentry/__cgroup_bpf_attach")
int BPF_PROG(gk_attaching, struct cgroup *cgrp, struct bpf_prog *prog, struct bpf_prog *replace_prog,
	     struct bpf_cgroup_link *link, __u32 type, __u32 flags)
{
	__u64 program;

	if (!takes_place(flags))
		return 0;
	may_displace(cgrp, type, &program);
	gk_displaced = program ? READ((struct bpf_prog *)program, aux, id) : 0;
	return 0;
}

static __always_inline bool has_failed(void *ctx)
{
	__u64 result = 0;

	bpf_get_func_ret(ctx, &result);
	return (__s32)result != 0;
}

SEC("fexit/__cgroup_bpf_attach")
int BPF_PROG(gk_attached, struct cgroup *cgrp, struct bpf_prog *prog, struct bpf_prog *replace_prog,
	     struct bpf_cgroup_link *link, __u32 type, __u32 flags)
{
	struct outcome outcome = {.facts.kind = GK_EVENT_ATTACHED, .facts.attach_type = type};

	if (takes_place(flags))
		outcome.facts.displaced_id = gk_displaced;
	else if (replace_prog)
		outcome.facts.displaced_id = replace_prog->aux->id;
	if (outcome.facts.displaced_id && has_failed(ctx))
		outcome.facts.displaced_id = 0;
	outcome.operation =
		outcome.facts.displaced_id || flags & BPF_F_REPLACE ? GK_OP_REPLACE_CGROUP : GK_OP_ATTACH_CGROUP;
	outcome.facts.command = prog ? BPF_PROG_ATTACH : BPF_LINK_CREATE;
	set_cgroup(&outcome, cgrp);
	return report_cgroup_outcome(ctx, &outcome, prog ?: link->link.prog);
}

/* The end of a link is LINK_DETACH, or its last descriptor was closed: this hook can't know which. */
SEC("fexit/__cgroup_bpf_detach")
int BPF_PROG(gk_detached, struct cgroup *cgrp, struct bpf_prog *prog, struct bpf_cgroup_link *link, __u32 type)
{
	struct outcome outcome = {
		.facts.kind = GK_EVENT_DETACHED, .operation = GK_OP_DETACH_CGROUP, .facts.attach_type = type};

	outcome.facts.command = link ? GK_NO_NUMBER : BPF_PROG_DETACH;
	set_cgroup(&outcome, cgrp);
	return report_cgroup_outcome(ctx, &outcome, prog ?: link->link.prog);
}

SEC("fentry/cgroup_bpf_replace")
int BPF_PROG(gk_replacing, struct bpf_link *link)
{
	gk_displaced = READ(link, prog, aux, id);
	return 0;
}

SEC("fexit/cgroup_bpf_replace")
int BPF_PROG(gk_replaced, struct bpf_link *link, struct bpf_prog *new_prog)
{
	struct outcome outcome = {.facts.kind = GK_EVENT_REPLACED, .operation = GK_OP_REPLACE_CGROUP};
	struct cgroup *cgroup = READ((struct bpf_cgroup_link *)link, cgroup);

	if (!has_failed(ctx))
		outcome.facts.displaced_id = gk_displaced;
	outcome.facts.attach_type = link_attach_type(link);
	outcome.facts.command = BPF_LINK_UPDATE;
	outcome.cgroup = (__u64)cgroup;
	outcome.facts.target_id = cgroup_id(cgroup);
	outcome.level = READ(cgroup, level);
	return report_cgroup_outcome(ctx, &outcome, new_prog);
}
