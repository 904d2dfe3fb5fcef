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

#include "event.h"
#include "own.h"
#include "request.h"

#define EPERM 1
#define ENOENT 2 /* hides: whoever lists maps or programs goes on with the next one */

/* The reason that explains a refusal best: a target that could not be known, else the rule or the default. */
static __always_inline __u8 reason_of(const struct call *call)
{
	if (call->decision.verdict == GK_DENY && call->request.relation != GK_TARGET_NONE) {
		if (call->request.shared_files)
			return GK_REASON_SHARED_FILES;
		if (call->request.relation == GK_TARGET_UNKNOWN)
			return GK_REASON_UNRESOLVED;
	}
	return call->decision.reason;
}

/* What the decision did not need, and the record wants. */
static __always_inline void gather_for_record(struct task_struct *task, struct call *call)
{
	if (call->request.relation == GK_TARGET_NONE && call->target_fd != GK_NO_NUMBER)
		gather_relation(task, call);
	if (!call->program && call->program_fd != GK_NO_NUMBER)
		call->program = (__u64)program_of(task, call->program_fd);
}

static __always_inline void write_decision(struct call *call, struct task_struct *task, const struct gk_image *image)
{
	struct gk_event *event = event_reserve(GK_EVENT_DECISION, call->decision.verdict);

	if (!event)
		return;
	event->reason = reason_of(call);
	gather_for_record(task, call);
	gk_write_caller(event, &call->request);
	if (task->mm && task->mm->exe_file &&
	    bpf_d_path(&task->mm->exe_file->f_path, event->executable, sizeof(event->executable)) < 0)
		event->executable[0] = 0;
	event_target(event, call->cgroup, cgroup_id((struct cgroup *)call->cgroup));
	event_netns(event, &call->request, call->netns);
	event_program(event, (struct bpf_prog *)call->program);
	event->program_state = call->request.program_state;
	event->signature = call->request.signature;
	if (call->request.program_state == GK_PROGRAM_DECLARED) {
		event->program_type = call->request.program_type;
		__builtin_memcpy(event->program_name, call->request.program_name, sizeof(event->program_name));
	}
	event_policy(event, image, call->decision.rule);
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
		call->result = image->mode == GK_AUDIT && call->decision.reason != GK_REASON_NO_POLICY ? 0 : -EPERM;
	} else {
		call->decision = gk_no_policy();
		call->result = -EPERM;
	}
	if (call->decision.verdict == GK_ALLOW || caller_is_gatekeeper(&call->request))
		call->result = 0;
	if (call->decision.verdict != GK_ALLOW && !call->result && !(image && image->mode == GK_AUDIT))
		return 0; /* the gatekeeper itself: nothing was refused */
	if (count)
		__sync_fetch_and_add(&count->decided[call->decision.verdict & 1], 1);
	if (call->decision.logged && !(call->decision.verdict == GK_ALLOW && call->logged_later))
		write_decision(call, task, image);
	return 0;
}

/* The canary of abi.h: answered only to a caller in all init namespaces, and as unknown to everyone else. */
static __always_inline int answer_canary(union bpf_attr *attr)
{
	const struct gk_image *image = published_image();
	__u64 generation = 0;

	if (caller_namespaces(bpf_get_current_task_btf()))
		return 0;
	bpf_probe_read_kernel(&generation, sizeof(generation), attr);
	if (!image || image->magic != GK_IMAGE_MAGIC || image->generation != generation)
		return -GK_CANARY_STALE_ERRNO;
	return -GK_CANARY_ERRNO;
}

static __always_inline bool concerns(__u8 operation)
{
	return gk_gate.operations >> (operation & (GK_OPERATION_SLOTS - 1)) & 1;
}

/* Remembers for the hooks that see the program (lsm/bpf_prog, lsm/bpf_map) which call issues it. */
static __always_inline void remember(const struct call *call)
{
	struct gk_inflight *inflight =
		bpf_task_storage_get(&gk_inflight, bpf_get_current_task_btf(), NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!inflight)
		return;
	inflight->started = bpf_ktime_get_boot_ns();
	inflight->command = call->command;
	inflight->valid = 1;
}

/* The command of the running call; GK_NO_NUMBER when none was remembered. Used up. */
static __always_inline __u32 recall(__u64 *ret_started)
{
	struct gk_inflight *inflight = bpf_task_storage_get(&gk_inflight, bpf_get_current_task_btf(), NULL, 0);

	if (!inflight || !inflight->valid)
		return GK_NO_NUMBER;
	inflight->valid = 0;
	*ret_started = inflight->started;
	return inflight->command;
}

/*
 * The errno, or 0. A call that could become another operation by a repointed descriptor is allowed only if each of
 * these is allowed.
 */
static __always_inline int judge_each(struct call *call)
{
	int i;

	if (concerns(call->request.operation) || call->own_object)
		gk_judge(call);
	for (i = 0; i < GK_SUSPECTS; i++) {
		if (call->result || !call->suspect[i])
			break;
		call->request.operation = call->suspect[i];
		call->logged_later = 1;
		if (concerns(call->request.operation))
			gk_judge(call);
	}
	return call->result;
}

/* Apart from the hook, so that a call that no rule concerns does not pay for its stack and registers. */
static __noinline int gate_command(__u32 command, union bpf_attr *attr)
{
	const volatile __u32 *head = (const volatile void *)attr;
	struct call call = {};

	if (command == GK_CANARY_COMMAND)
		return answer_canary(attr);
	call.command = command;
	call.attr[0] = head[0];
	call.attr[1] = head[1];
	call.attr[2] = head[2];
	call.attr[3] = head[3];
	if (command == BPF_PROG_LOAD) {
		call.program_name = (__u64)attr->prog_name;
		call.expected_attach_type = attr->expected_attach_type;
		call.logged_later = 1; /* by lsm/bpf_prog, which knows the program */
	}
	gk_gather(&call);
	if (judge_each(&call))
		return call.own_object ? -ENOENT : -EPERM;
	if (command == BPF_PROG_LOAD ||
	    (call.request.program_state == GK_PROGRAM_LATER && gk_gate.uses & GK_USES_PROGRAM))
		remember(&call);
	return 0;
}

SEC("lsm/bpf")
int BPF_PROG(gk_bpf, unsigned int cmd, union bpf_attr *attr, unsigned int size)
{
	if (cmd < GK_COMMAND_UNKNOWN && !(gk_gate.commands >> cmd & 1))
		return 0;
	return gate_command(cmd, attr);
}

/* A request that does not come from a call's attributes. A global function, see request.h. */
__noinline int gk_gather_object(struct call *call)
{
	if (!call)
		return 0;
	gk_gather_caller(&call->request);
	call->request.attach_type = GK_ATTACH_TYPE_NONE;
	call->request.program_state = GK_PROGRAM_NONE;
	call->program_fd = GK_NO_NUMBER;
	call->target_fd = GK_NO_NUMBER;
	if (call->program)
		set_program(&call->request, (struct bpf_prog *)call->program);
	return 0;
}

/* Hides from a container what is the gatekeeper's own; decides on a map from a pin, which might have been a program. */
SEC("lsm/bpf_map")
int BPF_PROG(gk_bpf_map, struct bpf_map *map)
{
	bool own = is_own_map(map);
	struct call call = {};
	__u64 started;

	if (!own && !(gk_gate.uses & GK_USES_PROGRAM))
		return 0;
	call.command = recall(&started);
	if (!own && call.command != BPF_OBJ_GET)
		return 0;
	call.request.operation = GK_OP_GET;
	gk_gather_object(&call);
	call.own_object = own && call.request.namespaces;
	if (own && !call.own_object)
		return 0;
	judge_each(&call);
	return call.own_object ? -ENOENT : call.result ? -EPERM : 0;
}

SEC("lsm/bpf_prog")
int BPF_PROG(gk_bpf_prog, struct bpf_prog *prog)
{
	struct call call = {};
	__u64 started = 0;

	call.command = recall(&started);
	call.program = (__u64)prog;
	/* A mark that a failed load left behind does not make a load of what is older than it. */
	call.request.operation = GK_OP_GET;
	if (call.command == BPF_PROG_LOAD && prog->aux->load_time >= started)
		call.request.operation = GK_OP_LOAD;
	else if (!(gk_gate.uses & GK_USES_PROGRAM) && !is_own_program(prog))
		return 0; /* lsm/bpf has decided already, or no rule concerns it */
	gk_gather_object(&call);
	call.own_object = call.request.operation != GK_OP_LOAD && call.request.namespaces && is_own_program(prog);
	judge_each(&call);
	if (call.own_object)
		return -ENOENT;
	return call.result ? -EPERM : 0;
}
