/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Calls that cannot succeed, whatever the policy says: a descriptor that is not open or not of the kind that the
 * command takes, a type or a command that this kernel does not have, a capability that the caller lacks. They get the
 * kernel's own errno: clients probe for features by such calls, and take EPERM for a missing feature and go on without
 * its protection.
 *
 * Another thread may repoint a descriptor a moment later. Nothing is gained by that: the hook itself returns the errno.
 */
#ifndef BPF_LSM_DECISION_CERTAIN_FAILURE_BPF_H
#define BPF_LSM_DECISION_CERTAIN_FAILURE_BPF_H

#include <linux/errno.h>

#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/request/descriptor.bpf.h"
#include "bpf-lsm/request/operation.bpf.h"
#include "bpf-lsm/request/request.bpf.h"

/* The ends of the kernel's enums. A number of the enum itself says nothing: it is that of the build's headers. */
enum bpf_cmd___end { /* 6.9 on */
		     __MAX_BPF_CMD___end = 1,
};

enum bpf_prog_type___end { /* 6.9 on */
			   __MAX_BPF_PROG_TYPE___end = 1,
};

enum bpf_attach_type___end {
	__MAX_BPF_ATTACH_TYPE___end = 1,
};

#define ATTACH_STRUCT_OPS 44   /* linux/bpf.h enum bpf_attach_type BPF_STRUCT_OPS: 6.4 on */
#define COMMANDS_BEFORE_END 36 /* up to 6.8, BPF_PROG_BIND_MAP is the last one */

static __always_inline bool has_command(__u32 command)
{
	if (bpf_core_enum_value_exists(enum bpf_cmd___end, __MAX_BPF_CMD___end))
		return command < bpf_core_enum_value(enum bpf_cmd___end, __MAX_BPF_CMD___end);
	return command < COMMANDS_BEFORE_END;
}

static __always_inline bool has_program_type(__u32 type)
{
	return !bpf_core_enum_value_exists(enum bpf_prog_type___end, __MAX_BPF_PROG_TYPE___end) ||
	       type < bpf_core_enum_value(enum bpf_prog_type___end, __MAX_BPF_PROG_TYPE___end);
}

static __always_inline bool has_attach_type(__u32 type)
{
	return type < bpf_core_enum_value(enum bpf_attach_type___end, __MAX_BPF_ATTACH_TYPE___end);
}

/*
 * What a command needs: nothing that could be wrong, a capability of the caller's, that and a type that the kernel has,
 * a type, or also a descriptor.
 */
enum operand {
	OPERAND_NONE,
	OPERAND_CAPABILITY,
	OPERAND_PROGRAM_TYPE,
	OPERAND_ATTACH_TYPE,
	OPERAND_PROGRAM,
	OPERAND_MAP,
	OPERAND_LINK,
	OPERAND_FILE
};

/* The columns of the table below: a kind, a capability or an index in `attr`, and two more indices. */
enum { COLUMN_KIND, COLUMN_DESCRIPTOR, COLUMN_TYPE, COLUMN_TARGET, COLUMNS, COLUMN_CAPABILITY = COLUMN_DESCRIPTOR };

#define ON(kind, descriptor) \
	{ \
		OPERAND_##kind, descriptor, 0, 0 \
	}

/*
 * The descriptor that each use of a command needs; its attach type (0: none) and the descriptor of its target. A
 * program to detach may be left out. Or the capability without which the kernel ends it, kernel/bpf/syscall.c, where
 * that does not depend on the object: CAP_SYS_ADMIN does for each, a token may. Before 6.5 the kernel asked for CAP_BPF
 * before its security hook. Not static: see operation.bpf.h.
 */
/* clang-format off */
const __u8 gk_operands[64][COLUMNS] = {
	[BPF_MAP_CREATE] = ON(CAPABILITY, GK_CAP_BPF),
	[BPF_PROG_LOAD] = ON(PROGRAM_TYPE, GK_CAP_BPF),
	[BPF_BTF_LOAD] = ON(CAPABILITY, GK_CAP_BPF),
	[BPF_PROG_GET_NEXT_ID] = ON(CAPABILITY, GK_CAP_SYS_ADMIN),
	[BPF_MAP_GET_NEXT_ID] = ON(CAPABILITY, GK_CAP_SYS_ADMIN),
	[BPF_BTF_GET_NEXT_ID] = ON(CAPABILITY, GK_CAP_SYS_ADMIN),
	[BPF_LINK_GET_NEXT_ID] = ON(CAPABILITY, GK_CAP_SYS_ADMIN),
	[BPF_PROG_GET_FD_BY_ID] = ON(CAPABILITY, GK_CAP_SYS_ADMIN),
	[BPF_MAP_GET_FD_BY_ID] = ON(CAPABILITY, GK_CAP_SYS_ADMIN),
	[BPF_BTF_GET_FD_BY_ID] = ON(CAPABILITY, GK_CAP_SYS_ADMIN),
	[BPF_LINK_GET_FD_BY_ID] = ON(CAPABILITY, GK_CAP_SYS_ADMIN),
	[BPF_TASK_FD_QUERY] = ON(CAPABILITY, GK_CAP_SYS_ADMIN),
	[BPF_ENABLE_STATS] = ON(CAPABILITY, GK_CAP_SYS_ADMIN),
	[BPF_PROG_ATTACH] = {OPERAND_PROGRAM, 1, 2, 0},
	[BPF_PROG_DETACH] = {OPERAND_ATTACH_TYPE, 0, 2, 0},
	[BPF_PROG_QUERY] = {OPERAND_ATTACH_TYPE, 0, 1, 0},
	[BPF_LINK_CREATE] = {OPERAND_PROGRAM, 0, 2, 1},
	[BPF_LINK_UPDATE] = ON(LINK, 0),
	[BPF_LINK_DETACH] = ON(LINK, 0),
	[BPF_ITER_CREATE] = ON(LINK, 0),
	[BPF_RAW_TRACEPOINT_OPEN] = ON(PROGRAM, 2),
	[BPF_PROG_TEST_RUN] = ON(PROGRAM, 0),
	[BPF_PROG_BIND_MAP] = ON(PROGRAM, 0),
	[BPF_OBJ_GET_INFO_BY_FD] = ON(FILE, 0),
	[BPF_MAP_LOOKUP_ELEM] = ON(MAP, 0),
	[BPF_MAP_UPDATE_ELEM] = ON(MAP, 0),
	[BPF_MAP_DELETE_ELEM] = ON(MAP, 0),
	[BPF_MAP_GET_NEXT_KEY] = ON(MAP, 0),
	[BPF_MAP_LOOKUP_AND_DELETE_ELEM] = ON(MAP, 0),
	[BPF_MAP_FREEZE] = ON(MAP, 0),
};
/* clang-format on */

static __always_inline bool is_of_kind(struct file *file, __u8 kind)
{
	switch (kind) {
	case OPERAND_PROGRAM:
		return anonymous_object(file, NAME_BPF_PROG, NAME_BPF_PROG);
	case OPERAND_MAP:
		return anonymous_object(file, NAME_BPF_MAP, NAME_BPF_MAP);
	case OPERAND_LINK:
		return anonymous_object(file, NAME_BPF_LINK, NAME_BPF_LINK_FD);
	}
	return true;
}

/* kernel/bpf/syscall.c: EBADF for a descriptor that is not open, EINVAL for one of something else. */
static __always_inline int errno_of_descriptor(struct file *file, __u8 kind)
{
	if (!file)
		return -EBADF;
	return is_of_kind(file, kind) ? 0 : -EINVAL;
}

/* kernel/cgroup/cgroup.c cgroup_get_from_fd(): EBADF also for a descriptor of something else. */
static __always_inline int errno_of_target(struct task_struct *task, const struct call *call, __u32 fd, __u32 type)
{
	__u8 family = family_of_attach_type(type);

	if (!has_attach_type(type))
		return -EINVAL;
	if (family == GK_FAMILY_CGROUP && call->cgroup && call->target_fd == fd)
		return 0;
	if (family == GK_FAMILY_CGROUP)
		return cgroup_of(file_of(task, fd)) ? 0 : -EBADF;
	if (family == GK_FAMILY_SOCKMAP || type == BPF_PERF_EVENT)
		return file_of(task, fd) ? 0 : -EBADF;
	return 0;
}

/* A link of a replacement program goes by the program that it replaces, one of a struct_ops by its map. */
static __always_inline bool has_type(const __u8 *operands, const struct call *call, struct bpf_prog *program)
{
	if (!operands[COLUMN_TYPE])
		return false;
	if (call->command != BPF_LINK_CREATE)
		return true;
	return call->attr[2] != ATTACH_STRUCT_OPS && READ(program, type) != BPF_PROG_TYPE_EXT;
}

/* The program that the request is about, if `fd` names it; NULL if nobody resolved it. */
static __always_inline struct bpf_prog *resolved_program(const struct call *call, __u8 kind, __u32 fd)
{
	return kind == OPERAND_PROGRAM && call->program_fd == fd ? (void *)call->program : NULL;
}

/* Is BPF closed to who has no capability? If that is not known, it may be open. */
static __always_inline bool is_closed_to_unprivileged(void)
{
	return gk_host.unprivileged && (__u32)number_at(gk_host.unprivileged);
}

/* Could it succeed without a capability, where the host has left that open? */
static __always_inline bool is_for_unprivileged(const struct call *call)
{
	if (call->command == BPF_PROG_LOAD)
		return call->attr[0] == BPF_PROG_TYPE_SOCKET_FILTER || call->attr[0] == BPF_PROG_TYPE_CGROUP_SKB;
	return call->command == BPF_MAP_CREATE;
}

static __always_inline bool has_capability(struct task_struct *task, __u8 capability)
{
	__u64 any = 1ULL << (capability & 63) | 1ULL << GK_CAP_SYS_ADMIN;

	return (__u64)task->cred->user_ns == gk_host.address[GK_NS_USER] && effective_capabilities(task) & any;
}

static __always_inline bool lacks_capability(struct task_struct *task, const struct call *call, __u8 needed)
{
	if (call->has_token || has_capability(task, needed))
		return false;
	return !is_for_unprivileged(call) || is_closed_to_unprivileged();
}

/* What was resolved for the request is not resolved again: denials are frequent where somebody floods. */
static __always_inline int errno_of_operands(struct task_struct *task, const struct call *call, const __u8 *operands)
{
	__u32 fd = call->attr[operands[COLUMN_DESCRIPTOR] & 3];
	__u8 kind = operands[COLUMN_KIND];
	struct bpf_prog *program;
	struct file *file;
	int error;

	if (call->command == BPF_LINK_CREATE && call->attr[2] == ATTACH_STRUCT_OPS)
		kind = OPERAND_MAP;
	program = resolved_program(call, kind, fd);
	if (kind >= OPERAND_PROGRAM && !program) {
		file = file_of(task, fd);
		error = errno_of_descriptor(file, kind);
		if (error)
			return error;
		program = READ(file, private_data);
	}
	if (!has_type(operands, call, program))
		return 0;
	return errno_of_target(task, call, call->attr[operands[COLUMN_TARGET] & 3],
			       call->attr[operands[COLUMN_TYPE] & 3]);
}

/*
 * Could a call of this command fail for certain, as far as can be told without its attr, by the caller's capabilities
 * and namespaces in `request`? Mostly it could not, and denials are frequent where somebody floods.
 */
static __always_inline bool may_fail_for_certain(__u32 command, const struct gk_request *request)
{
	__u8 kind = command < COMMANDS_BEFORE_END ? gk_operands[command & 63][COLUMN_KIND] : OPERAND_FILE;

	if (kind == OPERAND_CAPABILITY)
		return request->namespaces >> GK_NS_USER & 1 || !(request->capabilities >> GK_CAP_SYS_ADMIN & 1);
	return kind != OPERAND_NONE;
}

/* Returns the kernel's negative errno for a call that cannot succeed, 0 for one that might. */
VERIFIED_ALONE int gk_certain_errno(const struct call *call)
{
	const __u8 *operands;
	struct task_struct *task;

	if (!call)
		return 0;
	if (!has_command(call->command))
		return -EINVAL;
	task = bpf_get_current_task_btf();
	operands = gk_operands[call->command & 63];
	if (operands[COLUMN_KIND] != OPERAND_CAPABILITY && operands[COLUMN_KIND] != OPERAND_PROGRAM_TYPE)
		return errno_of_operands(task, call, operands);
	if (lacks_capability(task, call, operands[COLUMN_CAPABILITY]))
		return -EPERM;
	return operands[COLUMN_KIND] == OPERAND_CAPABILITY || has_program_type(call->attr[0]) ? 0 : -EINVAL;
}

#endif
