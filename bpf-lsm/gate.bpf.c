// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The gate: refuses what the policy refuses, before the kernel does it.
 *
 * hooks:
 *   lsm/bpf       every bpf() command, also those of syscall programs; attr is a kernel copy
 *   lsm/bpf_map   every map descriptor issued: ours are not for containers
 *   lsm/bpf_prog  every program descriptor issued, with the verified program (load, by id, from a pin, xt_bpf)
 *
 * Handlers take the arguments that all kernels share and never `ret`: its position changed in 6.15. A refusal is
 * -EPERM; a value outside [-4095, 0] would be taken as permission.
 */
#include "kernel.h"

#include "caller.h"
#include "decide.h"
#include "event.h"
#include "maps.h"
#include "own.h"
#include "request.h"
#include "target.h"

#define EPERM 1
#define ENOENT 2 /* hides: whoever lists maps or programs goes on with the next one */

/* The reason that explains a refusal best: a target that could not be known, else the rule or the default. */
static __always_inline __u8 reason_of(const struct call *call)
{
	if (call->decision.verdict == GK_DENY && call->request.relation == GK_TARGET_UNKNOWN)
		return call->target_reason;
	return call->decision.reason;
}

static __always_inline void write_decision(struct call *call, struct task_struct *task, const struct gk_image *image)
{
	struct gk_event *event = event_reserve(GK_EVENT_DECISION, call->decision.verdict);

	if (!event)
		return;
	event_caller(event, task, call->request.namespaces);
	if (task->mm && task->mm->exe_file &&
	    bpf_d_path(&task->mm->exe_file->f_path, event->executable, sizeof(event->executable)) < 0)
		event->executable[0] = 0;
	gk_write_cgroup(&event->target, call->cgroup);
	event_program(event, (struct bpf_prog *)call->program);
	if (call->program_name) {
		event->program_type = call->attr[0]; /* prog_type */
		bpf_probe_read_kernel(event->program_name, sizeof(event->program_name), (void *)call->program_name);
	}
	event_policy(event, image, call->decision.rule);
	event->reason = reason_of(call);
	event->operation = call->request.operation;
	event->relation = call->request.relation;
	event->from = call->decision.from;
	event->command = call->command;
	event->attach_type = attach_type_number(call->request.attach_type);
	event->result = call->result;
	bpf_ringbuf_submit(event, 0);
}

/*
 * Decides a gathered request, counts it and logs it, all by the one image that is in force when it begins. The
 * gatekeeper itself is let through: a policy can't lock out the program that would replace it. A global function,
 * see request.h.
 */
__noinline int gk_judge(struct call *call)
{
	const struct gk_image *image = published_image();
	struct task_struct *task = bpf_get_current_task_btf();
	struct gk_counters *count = counters();

	if (!call)
		return 0;
	if (call->own_object) {
		call->decision = gk_own_object();
		call->result = -ENOENT;
	} else if (image) {
		call->decision = gk_decide(image, &call->request);
		call->generation = image->generation;
		call->result = image->mode == GK_AUDIT && call->decision.reason != GK_REASON_NO_POLICY ? 0 : -EPERM;
	} else {
		call->decision = gk_no_policy();
		call->result = -EPERM;
	}
	if (call->decision.verdict == GK_ALLOW || caller_is_gatekeeper(task, call->request.namespaces))
		call->result = 0;
	if (call->decision.verdict != GK_ALLOW && !call->result && !(image && image->mode == GK_AUDIT))
		return 0; /* the gatekeeper itself: nothing was refused */
	if (count)
		__sync_fetch_and_add(&count->decided[call->decision.verdict & 1], 1);
	if (call->decision.logged && !(call->decision.verdict == GK_ALLOW && call->logged_later))
		write_decision(call, task, image);
	return 0;
}

/* Remembers, for the truth hooks and lsm/bpf_prog, what the running call was allowed to do. */
static __always_inline void remember(const struct call *call)
{
	struct gk_inflight *inflight =
		bpf_task_storage_get(&gk_inflight, bpf_get_current_task_btf(), NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!inflight)
		return;
	inflight->started = bpf_ktime_get_boot_ns();
	inflight->cgroup_id = cgroup_id((struct cgroup *)call->cgroup);
	inflight->generation = call->generation;
	inflight->rule = call->decision.rule;
	inflight->command = call->command;
	inflight->operation = call->request.operation;
	inflight->reason = call->decision.reason;
	inflight->valid = 1;
}

/* The canary of abi.h: answered only to a caller in all init namespaces, and as unknown to everyone else. */
static __always_inline int answer_canary(union bpf_attr *attr, const struct gk_image *image)
{
	__u64 generation = 0;

	if (gk_caller_namespaces())
		return 0;
	bpf_probe_read_kernel(&generation, sizeof(generation), attr);
	if (!image || image->magic != GK_IMAGE_MAGIC || image->generation != generation)
		return -GK_CANARY_STALE_ERRNO;
	return -GK_CANARY_ERRNO;
}

/* Can the operation be refused or logged? Without a valid image everything is. */
static __always_inline bool concerns(const struct gk_image *image, __u8 operation)
{
	return !image || image->magic != GK_IMAGE_MAGIC || image->operations >> (operation & 15) & 1;
}

SEC("lsm/bpf")
int BPF_PROG(gk_bpf, int cmd, union bpf_attr *attr, unsigned int size)
{
	const struct gk_image *image = published_image();
	const volatile __u32 *head = (const volatile void *)attr;
	struct call call = {};

	if (cmd == GK_CANARY_COMMAND)
		return answer_canary(attr, image);
	/* Gated commands are gathered even where no rule concerns them: the truth hooks want to know. */
	if (!is_gated_command(cmd) && !concerns(image, GK_OP_OTHER))
		return 0;

	call.command = cmd;
	call.attr[0] = head[0];
	call.attr[1] = head[1];
	call.attr[2] = head[2];
	call.attr[3] = head[3];
	if (cmd == BPF_PROG_LOAD)
		call.program_name = (__u64)attr->prog_name;
	gk_gather(&call);
	/* A load that is allowed is logged by lsm/bpf_prog, which knows the program. */
	call.logged_later = call.request.operation == GK_OP_LOAD;
	gk_judge(&call);
	if (call.own_object)
		return -ENOENT;
	if (call.result)
		return -EPERM;
	if (call.request.operation != GK_OP_OTHER)
		remember(&call);
	return 0;
}

/* Hides from a container what is the gatekeeper's own; otherwise maps are no matter of this version's policy. */
SEC("lsm/bpf_map")
int BPF_PROG(gk_bpf_map, struct bpf_map *map)
{
	struct call call = {};

	if (!is_own_map(map))
		return 0;
	call.request.namespaces = gk_caller_namespaces();
	if (!call.request.namespaces)
		return 0;
	call.command = GK_NO_NUMBER;
	call.request.operation = GK_OP_OTHER;
	call.request.attach_type = GK_ATTACH_TYPE_NONE;
	call.own_object = 1;
	gk_judge(&call);
	return -ENOENT;
}

SEC("lsm/bpf_prog")
int BPF_PROG(gk_bpf_prog, struct bpf_prog *prog)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct gk_inflight *inflight = bpf_task_storage_get(&gk_inflight, task, NULL, 0);
	struct call call = {};

	call.command = GK_NO_NUMBER;
	call.request.operation = GK_OP_OTHER;
	if (inflight && inflight->valid && inflight->operation == GK_OP_LOAD) {
		inflight->valid = 0;
		/* A mark that a failed load left behind does not make a load of what is older than it. */
		if (prog->aux->load_time >= inflight->started) {
			call.request.operation = GK_OP_LOAD;
			call.command = inflight->command;
		}
	}
	call.request.namespaces = gk_caller_namespaces();
	call.own_object = call.request.operation != GK_OP_LOAD && call.request.namespaces && is_own_program(prog);
	if (!call.own_object && !concerns(published_image(), call.request.operation))
		return 0;
	call.request.attach_type = GK_ATTACH_TYPE_NONE;
	call.program = (__u64)prog;
	gk_judge(&call);
	if (call.own_object)
		return -ENOENT;
	return call.result ? -EPERM : 0;
}
