// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The gate: denies what the policy denies, before the kernel does it.
 *
 * hooks:
 *   lsm/bpf  every bpf() command, also those of syscall programs; attr is a kernel copy
 *
 * Handlers take the arguments that all kernels share and never `ret`: its position changed in 6.15.
 */
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/in-flight.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/caller.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/caller/own-objects.bpf.h"
#include "bpf-lsm/request/command.bpf.h"
#include "bpf-lsm/request/request.bpf.h"
#include "bpf-lsm/decision/decision.bpf.h"
#include "bpf-lsm/decision/trial.bpf.h"
#include "bpf-lsm/decision/unseal.bpf.h"

/* What depends on `aimed` is left out: nothing but `gk_gate` itself tells that it must be set. */
static __always_inline bool is_gate_wide_enough(const struct gk_image *image)
{
	const struct gk_gate gate = {.commands = gk_gate.commands, .init_commands = gk_gate.init_commands};

	return gk_gate_is_wide_enough(&gate, image->commands, image->init_commands, image->protect);
}

/* The canary of abi.h: answered only to the host, and as unknown to everyone else. */
static __always_inline int answer_canary(union bpf_attr *attr, const struct gk_image *image)
{
	__u64 generation = 0;

	if (is_kept_out())
		return 0;
	bpf_probe_read_kernel(&generation, sizeof(generation), attr);
	if (!image || image->magic != GK_IMAGE_MAGIC)
		return -GK_CANARY_STALE_ERRNO;
	if (!is_gate_wide_enough(image))
		return -GK_CANARY_NARROW_ERRNO;
	return image->generation == generation ? -GK_CANARY_ERRNO : -GK_CANARY_STALE_ERRNO;
}

static __always_inline void read_attr(struct call *call, union bpf_attr *attr)
{
	const volatile __u32 *head = (const volatile void *)attr;

	call->attr[0] = head[0];
	call->attr[1] = head[1];
	call->attr[2] = head[2];
	call->attr[3] = head[3];
	call->has_attr = 1;
	call->has_token = names_token(call, attr);
	if (call->command != BPF_PROG_LOAD)
		return;
	call->program_name = (__u64)attr->prog_name;
	call->expected_attach_type = attr->expected_attach_type;
	call->logged_later = 1; /* by lsm/bpf_prog, which knows the program */
}

/* What of the short way its rare end needs, in the hook's frame: neither has the other's below its own. */
struct short_decision {
	const struct gk_image *image;
	struct gk_match match;
	__u64 executable_inode;
	__u64 executable_device;
	__u64 cgroup_id; /* 0: not asked for */
	__u32 uid;
	__u8 namespaces;
	__u8 operation;
	__u8 attach_type;
	__u8 reserved;
};

/* The second operation of a short call; 0: none. */
static __always_inline __u8 other_operation(__u32 command, union bpf_attr *attr)
{
	return command == BPF_PROG_ATTACH && takes_place(attr->attach_flags) ? GK_OP_REPLACE_CGROUP : 0;
}

/* The rare end of the short way: the decision is a denial, or is recorded. */
static __noinline int finish_short(__u32 command, union bpf_attr *attr, const struct short_decision *decided)
{
	const struct gk_image *image = decided->image;
	struct task_struct *task = bpf_get_current_task_btf();
	struct call call = {
		.command = command,
		.program_fd = GK_NO_NUMBER,
		.target_fd = GK_NO_NUMBER,
	};

	if (!image)
		return -GK_DENIED_ERRNO;
	call.request.operation = decided->operation;
	call.request.attach_type = decided->attach_type;
	call.request.program_state = GK_PROGRAM_NONE;
	if (decided->attach_type != GK_ATTACH_TYPE_NONE) {
		call.also = other_operation(command, attr);
		call.program_fd = attr->attach_bpf_fd;
		call.target_fd = attr->target_fd;
	}
	call.request.namespaces = decided->namespaces;
	call.request.uid = decided->uid;
	call.request.executable_inode = decided->executable_inode;
	call.request.executable_device = decided->executable_device;
	call.request.caller.id = decided->cgroup_id;
	call.decision = gk_decision_of(image, &decided->match);
	call.request.capabilities = effective_capabilities(task);
	call.request.shared_files = has_shared_files(task);
	if (may_fail_for_certain(command, &call.request))
		read_attr(&call, attr);
	gk_finish_decision(&call, image);
	return get_answer(&call);
}

/* May the call attach or run what is aimed at ours? Of PROG_ATTACH: LSM programs for a cgroup, and those at sysctls. */
static __always_inline bool may_use_aimed(const struct call *call)
{
	if (call->command == BPF_PROG_ATTACH)
		return call->attr[2] == BPF_LSM_CGROUP || call->attr[2] == BPF_CGROUP_SYSCTL;
	return call->command == BPF_LINK_CREATE || call->command == BPF_LINK_UPDATE || call->command == BPF_PROG_RUN ||
	       (call->command == BPF_RAW_TRACEPOINT_OPEN && !call->attr[0] && !call->attr[1]);
}

/*
 * Somebody has a program, from before the protection, that would come between us and the kernel: it is neither attached
 * nor run. Nor is a program by a descriptor that another thread may repoint to that.
 */
VERIFIED_ALONE int gk_keep_from_own_hooks(struct call *call)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (!call || !may_use_aimed(call) || current_protection() == GK_PROTECT_OFF ||
	    may_reach_own(call->request.namespaces, true))
		return 0;
	if (call->request.shared_files || is_aimed_at_own(program_of(task, call->program_fd)))
		call->own_object = MAY_BECOME_OWN;
	return 0;
}

static __noinline int decide_long(__u32 command, union bpf_attr *attr)
{
	const struct gk_image *image = published_image();
	struct call call = {.command = command};
	int answer;

	if (command == GK_CANARY_COMMAND)
		return answer_canary(attr, image);
	read_attr(&call, attr);
	gk_gather(&call, image);
	if (gk_gate.aimed)
		gk_keep_from_own_hooks(&call);
	answer = answer_each(&call, image);
	if (answer)
		return answer;
	if (command == BPF_PROG_LOAD) {
		/* Where that fails, lsm/bpf_prog takes a program that is new for a load, too. */
		remember_command(command, call.decision.verdict == GK_DENY);
		return 0;
	}
	if (call.request.program_state != GK_PROGRAM_LATER || !(uses_of(image) & GK_USES_PROGRAM) ||
	    remember_command(command, call.decision.verdict == GK_DENY))
		return 0;
	/* Nobody will be asked about the program. */
	call.request.program_state = GK_PROGRAM_UNKNOWN;
	return answer_each(&call, image);
}

#define UNDECIDED 1 /* nothing is decided yet */
#define NOT_SILENT 2

/* A link of ours, asked for by its id. */
static __noinline int hide_own_link(__u32 id)
{
	struct call call = {.command = BPF_LINK_GET_FD_BY_ID};
	const struct gk_image *image;

	if (!is_own_link(id) || may_reach_own(current_namespaces(), true))
		return UNDECIDED;
	image = published_image();
	call.request.operation = GK_OP_GET;
	call.own_object = OWN_OBJECT;
	gk_gather_object(&call, image);
	answer_call(&call, image);
	return get_answer(&call);
}

/* The short way. `other`: what the call is, too (a constant); 0: nothing. `ret_decided` is set with NOT_SILENT. */
static __always_inline int decide_shortly(__u32 command, union bpf_attr *attr, __u8 other,
					  struct short_decision *ret_decided)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct gk_request request = {};
	const struct gk_image *image;
	__u32 uses, known;

	if (command < GK_COMMAND_UNKNOWN && !(gk_gate.init_commands >> command & 1) &&
	    is_plainly_init(task, task->cred)) {
		count_decision(GK_ALLOW);
		return 0;
	}
	image = published_image();
	if (!gather_short(command, attr, &request) || !image || image->magic != GK_IMAGE_MAGIC)
		return UNDECIDED;
	uses = image->uses;
	if (uses & GK_USES_RARE)
		return UNDECIDED;
	gather_caller(&request, task, uses);
	known = gk_decide_short(image, uses, &request);
	if (other && !is_known_denial(image, known)) {
		request.operation = other;
		if (!is_known_silent(known) || !is_known_silent(gk_decide_short(image, uses, &request)))
			return UNDECIDED;
	}
	if (!is_known_silent(known)) {
		ret_decided->match = known_match(known);
		ret_decided->image = image;
		ret_decided->executable_inode = request.executable_inode;
		ret_decided->executable_device = request.executable_device;
		ret_decided->cgroup_id = request.caller.id;
		ret_decided->uid = request.uid;
		ret_decided->namespaces = request.namespaces;
		ret_decided->operation = request.operation;
		ret_decided->attach_type = request.attach_type;
		return NOT_SILENT;
	}
	count_decision(GK_ALLOW);
	return 0;
}

/* Both apart from the hook, so that a call that no rule concerns does not pay for their stack and registers. */
static __noinline int decide_short(__u32 command, union bpf_attr *attr, struct short_decision *ret_decided)
{
	return decide_shortly(command, attr, 0, ret_decided);
}

static __noinline int decide_displacing(__u32 command, union bpf_attr *attr, struct short_decision *ret_decided)
{
	return decide_shortly(command, attr, GK_OP_REPLACE_CGROUP, ret_decided);
}

SEC("lsm/bpf")
int BPF_PROG(gk_bpf, unsigned int cmd, union bpf_attr *attr, unsigned int size)
{
	struct short_decision decided;
	int answer;

	if (cmd < GK_COMMAND_UNKNOWN && !(gk_gate.commands >> cmd & 1))
		return 0;
	if (cmd == BPF_LINK_GET_FD_BY_ID) {
		answer = hide_own_link(attr->link_id);
		if (answer != UNDECIDED)
			return answer;
	}
	if (cmd == BPF_OBJ_GET && current_protection() != GK_PROTECT_OFF)
		remember_command(cmd, false);
	if (cmd >= GK_COMMAND_UNKNOWN) {
		if (cmd == GK_UNSEAL_COMMAND)
			return unseal(attr);
		if (cmd == GK_TRIAL_COMMAND)
			return change_trial(attr);
	}
	if (other_operation(cmd, attr))
		answer = decide_displacing(cmd, attr, &decided);
	else
		answer = decide_short(cmd, attr, &decided);
	if (answer == UNDECIDED)
		return decide_long(cmd, attr);
	return answer == NOT_SILENT ? finish_short(cmd, attr, &decided) : 0;
}
