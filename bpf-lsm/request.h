/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which bpf() command is which operation, on what. The scalars of attr are a copy that the caller can't change any
 * more; descriptors in it are numbers that it may be able to repoint (target.h).
 */
#ifndef GK_REQUEST_H
#define GK_REQUEST_H

#include "caller.h"
#include "decide.h"
#include "own.h"
#include "target.h"

/* Bit t: attach type t attaches to a cgroup. */
#define GK_CGROUP_BIT_C(number) | 1ULL << (number)
#define GK_CGROUP_BIT_O(number)
#define GK_CGROUP_BIT(number, word, where) GK_CGROUP_BIT_##where(number)
#define GK_CGROUP_ATTACH_TYPES (0ULL GK_ATTACH_TYPES(GK_CGROUP_BIT))

static __always_inline bool is_cgroup_attach_type(__u32 type)
{
	return type < GK_ATTACH_TYPE_NONE && GK_CGROUP_ATTACH_TYPES >> type & 1;
}

/* The commands that can be another operation than GK_OP_OTHER. */
#define GK_GATED_COMMANDS \
	(1ULL << BPF_PROG_LOAD | 1ULL << BPF_PROG_ATTACH | 1ULL << BPF_PROG_DETACH | 1ULL << BPF_LINK_CREATE | \
	 1ULL << BPF_LINK_UPDATE | 1ULL << BPF_LINK_DETACH)

static __always_inline bool is_gated_command(__u32 command)
{
	return command < 64 && GK_GATED_COMMANDS >> command & 1;
}

/* One request on its way through the gate. Kernel objects are addresses: each function that uses them reads them. */
struct call {
	__u32 attr[4];      /* the head of union bpf_attr: all that the gated commands keep in scalars */
	__u64 cgroup;       /* struct cgroup *; 0: none, or not resolved */
	__u64 program;      /* struct bpf_prog *; 0: none */
	__u64 program_name; /* address of the name of a program not loaded yet; 0: it has its own */
	__u32 command;      /* enum bpf_cmd; GK_NO_NUMBER: none */
	struct gk_request request;
	struct gk_decision decision;
	__u64 generation;   /* of the image that decided */
	__u8 target_reason; /* enum gk_reason: why the target is unknown */
	__u8 logged_later;  /* 1: if it is allowed, another hook logs it */
	__u8 own_object;    /* 1: the target is the gatekeeper's own, and the caller a container */
	__u8 reserved;
	__s32 result; /* 0 or -EPERM */
};

/*
 * LINK_UPDATE and LINK_DETACH name a link. Where the descriptor table is shared, or the descriptor is no link that
 * we can read, it is taken for a cgroup link with an unknown target.
 */
static __always_inline void gather_link(struct task_struct *task, struct call *call, __u32 fd, __u8 operation)
{
	struct bpf_link *link = link_of(task, fd);

	call->request.operation = operation;
	if (link && BPF_CORE_READ(link, type) == BPF_LINK_TYPE_CGROUP) {
		call->cgroup = (__u64)BPF_CORE_READ((struct bpf_cgroup_link *)link, cgroup);
		call->program = (__u64)BPF_CORE_READ(link, prog);
		call->own_object = call->request.namespaces && is_own_program((struct bpf_prog *)call->program);
		call->request.attach_type = link_attach_type(link);
	} else if (link && !files_shared(task)) {
		call->request.operation = GK_OP_OTHER;
	}
}

static __always_inline void gather_cgroup(struct task_struct *task, struct call *call, __u8 operation, __u32 type,
					  __u32 target_fd, __u32 program_fd)
{
	if (!is_cgroup_attach_type(type))
		return;
	call->request.operation = operation;
	call->request.attach_type = type;
	call->cgroup = (__u64)cgroup_of(file_of(task, target_fd));
	call->program = (__u64)program_of(task, program_fd);
}

/* Where the target lies, or why that can't be known. */
static __always_inline void gather_relation(struct task_struct *task, struct call *call)
{
	bool init_cgroup_ns = !(call->request.namespaces & 1 << GK_NS_CGROUP);

	call->request.relation = GK_TARGET_UNKNOWN;
	if (!call->cgroup)
		call->target_reason = GK_REASON_UNRESOLVED;
	else if (files_shared(task))
		call->target_reason = GK_REASON_SHARED_FILES;
	else
		call->request.relation = cgroup_relation(task, call->cgroup, init_cgroup_ns);
}

/*
 * Fills the request of a gated command: operation, attach type, namespaces, target. A global function, like all big
 * steps of the gate: the verifier looks at each once, by itself, and not at every path through all of them.
 */
__noinline int gk_gather(struct call *call)
{
	struct task_struct *task = bpf_get_current_task_btf();
	const union bpf_attr *attr;

	if (!call)
		return 0;
	attr = (const void *)call->attr;
	call->request.namespaces = gk_caller_namespaces();
	call->request.attach_type = GK_ATTACH_TYPE_NONE;
	call->request.operation = GK_OP_OTHER;
	switch (call->command) {
	case BPF_PROG_LOAD:
		call->request.operation = GK_OP_LOAD;
		return 0;
	case BPF_PROG_ATTACH:
		gather_cgroup(task, call,
			      attr->attach_flags & BPF_F_REPLACE ? GK_OP_REPLACE_CGROUP : GK_OP_ATTACH_CGROUP,
			      attr->attach_type, attr->target_fd, attr->attach_bpf_fd);
		break;
	case BPF_PROG_DETACH:
		gather_cgroup(task, call, GK_OP_DETACH_CGROUP, attr->attach_type, attr->target_fd, attr->attach_bpf_fd);
		break;
	case BPF_LINK_CREATE:
		gather_cgroup(task, call, GK_OP_ATTACH_CGROUP, attr->link_create.attach_type,
			      attr->link_create.target_fd, attr->link_create.prog_fd);
		break;
	case BPF_LINK_UPDATE:
		gather_link(task, call, attr->link_update.link_fd, GK_OP_REPLACE_CGROUP);
		call->program = (__u64)program_of(task, attr->link_update.new_prog_fd);
		break;
	case BPF_LINK_DETACH:
		gather_link(task, call, attr->link_detach.link_fd, GK_OP_DETACH_CGROUP);
		break;
	}
	if (call->request.operation != GK_OP_OTHER)
		gather_relation(task, call);
	return 0;
}

#endif
