// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The gate of programs that a process gets from another one: by SCM_RIGHTS, pidfd_getfd() or seccomp's ADDFD.
 *
 * hooks, attached only while the policy needs them (contract/route-hooks.h):
 *   lsm/file_receive
 */
#include "bpf-lsm/kernel/types-object.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/own-objects.bpf.h"
#include "bpf-lsm/request/descriptor.bpf.h"
#include "bpf-lsm/request/request.bpf.h"
#include "bpf-lsm/decision/decision.bpf.h"

/* The policy may have no rule for the process that has the program, so the verified program tells what it is. */
static __noinline int check_received(__u64 program)
{
	const struct gk_image *image = published_image();
	struct call call = {};

	call.route = GK_ROUTE_RECEIVE;
	call.request.operation = GK_OP_GET;
	call.request.attach_type = GK_ATTACH_TYPE_NONE;
	call.program = program;
	call.program_fd = GK_NO_NUMBER;
	gk_gather_non_bpf(&call, image);
	call.own_object = call.request.namespaces && is_own_program((struct bpf_prog *)program);
	if (!call.own_object && !needs_decision(image, GK_OP_GET))
		return 0;
	gk_decide_call(&call, image);
	gk_finish_decision(&call, image);
	return get_answer(&call);
}

SEC("lsm/file_receive")
int BPF_PROG(gk_receive, struct file *file)
{
	__u64 program;

	if (file->f_inode->i_sb->s_magic != ANON_INODE_FS_MAGIC)
		return 0;
	program = (__u64)anonymous_object(file, NAME_BPF_PROG, NAME_BPF_PROG);
	return program ? check_received(program) : 0;
}
