// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The gate: refuses what the policy refuses, before the kernel does it.
 *
 * hooks:
 *   lsm/bpf  every bpf() command, also those of syscall programs; attr is a kernel copy
 *
 * Handlers take the arguments that all kernels share and never `ret`: its position changed in 6.15. A refusal is
 * -EPERM; a value outside [-4095, 0] would be taken as permission.
 */
#include <linux/errno.h>

#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/in-flight.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/caller.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/caller/own-objects.bpf.h"
#include "bpf-lsm/request/command.bpf.h"
#include "bpf-lsm/request/request.bpf.h"
#include "bpf-lsm/decision/decision.bpf.h"
#include "bpf-lsm/decision/unseal.bpf.h"

/* The canary of abi.h: answered only to a caller in all init namespaces, and as unknown to everyone else. */
static __always_inline int answer_canary(union bpf_attr *attr, const struct gk_image *image)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 generation = 0;

	if (caller_namespaces(task, task->cred))
		return 0;
	bpf_probe_read_kernel(&generation, sizeof(generation), attr);
	if (!image || image->magic != GK_IMAGE_MAGIC || image->generation != generation)
		return -GK_CANARY_STALE_ERRNO;
	return -GK_CANARY_ERRNO;
}

/* What of the short way its rare end needs, in the hook's frame: neither has the other's below its own. */
struct found {
	const struct gk_image *image;
	struct gk_match match;
	__u64 executable_inode;
	__u64 executable_device;
	__u64 cgroup_id; /* 0: not asked for */
	__u32 uid;
	__u32 namespaces;
};

/* The rare end of the short way: what was decided is a refusal, or is to be on record. */
static __noinline int conclude_short(__u32 command, union bpf_attr *attr, const struct found *found)
{
	const struct gk_image *image = found->image;
	struct call call = {
		.command = command,
		.program_fd = GK_NO_NUMBER,
		.target_fd = GK_NO_NUMBER,
	};

	if (!image)
		return -EPERM;
	is_short(command, attr, &call.request);
	if (call.request.attach_type != GK_ATTACH_TYPE_NONE) {
		call.program_fd = attr->attach_bpf_fd;
		call.target_fd = attr->target_fd;
	}
	call.request.namespaces = found->namespaces;
	call.request.uid = found->uid;
	call.request.executable_inode = found->executable_inode;
	call.request.executable_device = found->executable_device;
	call.request.caller.id = found->cgroup_id;
	call.decision = gk_decision_of(image, &found->match, &call.request);
	call.request.shared_files = files_shared(bpf_get_current_task_btf());
	gk_conclude(&call, image);
	return call.result ? -EPERM : 0;
}

static __always_inline void read_attr(struct call *call, union bpf_attr *attr)
{
	const volatile __u32 *head = (const volatile void *)attr;

	call->attr[0] = head[0];
	call->attr[1] = head[1];
	call->attr[2] = head[2];
	call->attr[3] = head[3];
	if (call->command != BPF_PROG_LOAD)
		return;
	call->program_name = (__u64)attr->prog_name;
	call->expected_attach_type = attr->expected_attach_type;
	call->logged_later = 1; /* by lsm/bpf_prog, which knows the program */
}

static __noinline int gate_long(__u32 command, union bpf_attr *attr)
{
	const struct gk_image *image = published_image();
	struct call call = {.command = command};

	if (command == GK_CANARY_COMMAND)
		return answer_canary(attr, image);
	read_attr(&call, attr);
	gk_gather(&call, image);
	if (judge_each(&call, image))
		return call.own_object ? -ENOENT : -EPERM;
	if (command == BPF_PROG_LOAD ||
	    (call.request.program_state == GK_PROGRAM_LATER && uses_of(image) & GK_USES_PROGRAM))
		remember_command(command);
	return 0;
}

#define LONG_WAY 1 /* nothing is decided yet */
#define NOT_SILENT 2

/* A link of ours, asked for by its id. */
static __noinline int refuse_link(__u32 command, __u32 id)
{
	const struct gk_image *image = published_image();
	struct call call = {.command = command};

	if (!is_own_link(id) || may_reach_own(current_namespaces(), true))
		return LONG_WAY;
	call.request.operation = GK_OP_GET;
	call.own_object = 1;
	gk_gather_object(&call, image);
	judge(&call, image);
	return -ENOENT;
}

/*
 * The short way. Apart from the hook, so that a call that no rule concerns does not pay for its stack and registers.
 * `ret_found` is set with NOT_SILENT.
 */
static __noinline int gate(__u32 command, union bpf_attr *attr, struct found *ret_found)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct gk_request request = {};
	const struct gk_image *image;
	__u32 uses, known;

	if (command < GK_COMMAND_UNKNOWN && !(gk_gate.init_commands >> command & 1) && plainly_init(task, task->cred)) {
		count_decision(GK_ALLOW);
		return 0;
	}
	image = published_image();
	if (!is_short(command, attr, &request) || !image || image->magic != GK_IMAGE_MAGIC)
		return LONG_WAY;
	uses = image->uses;
	if (uses & GK_USES_RARE)
		return LONG_WAY;
	gather_caller(&request, uses);
	known = gk_decide_short(image, uses, &request);
	if (!known_silent(known)) {
		ret_found->match = known_match(known);
		ret_found->image = image;
		ret_found->executable_inode = request.executable_inode;
		ret_found->executable_device = request.executable_device;
		ret_found->cgroup_id = request.caller.id;
		ret_found->uid = request.uid;
		ret_found->namespaces = request.namespaces;
		return NOT_SILENT;
	}
	count_decision(GK_ALLOW);
	return 0;
}

SEC("lsm/bpf")
int BPF_PROG(gk_bpf, unsigned int cmd, union bpf_attr *attr, unsigned int size)
{
	struct found found;
	int answer;

	if (cmd < GK_COMMAND_UNKNOWN && !(gk_gate.commands >> cmd & 1))
		return 0;
	if (cmd == BPF_LINK_GET_FD_BY_ID && (answer = refuse_link(cmd, attr->link_id)) != LONG_WAY)
		return answer;
	if (cmd == GK_UNSEAL_COMMAND)
		return unseal(attr);
	answer = gate(cmd, attr, &found);
	if (answer == LONG_WAY)
		return gate_long(cmd, attr);
	return answer == NOT_SILENT ? conclude_short(cmd, attr, &found) : 0;
}
