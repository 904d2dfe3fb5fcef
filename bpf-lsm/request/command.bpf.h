/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A bpf() call as a request: which operation, on what. The scalars of attr are a copy that the caller can't change any
 * more; descriptors in it are numbers that it may be able to repoint (descriptor.bpf.h).
 */
#ifndef BPF_LSM_REQUEST_COMMAND_BPF_H
#define BPF_LSM_REQUEST_COMMAND_BPF_H

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/caller.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/caller/own-objects.bpf.h"
#include "bpf-lsm/request/descriptor.bpf.h"
#include "bpf-lsm/request/displaced.bpf.h"
#include "bpf-lsm/request/operation.bpf.h"
#include "bpf-lsm/request/request.bpf.h"

/* What a program that is still to be loaded says of itself. */
static __always_inline void gather_declared(struct call *call)
{
	struct gk_request *request = &call->request;

	request->program_state = GK_PROGRAM_DECLARED;
	request->signature = GK_SIGNATURE_LATER;
	request->program_type = call->attr[0]; /* prog_type */
	bpf_probe_read_kernel(request->program_name, sizeof(request->program_name), (void *)call->program_name);
	if (has_expected_attach_type(request->program_type))
		request->attach_type = attach_type_slot(call->expected_attach_type);
}

#define FLAG_TOKEN (1U << 16) /* linux/bpf.h BPF_F_TOKEN_FD: 6.9 on */

union bpf_attr___btf { /* 6.9 on */
	__u32 btf_flags;
} __attribute__((preserve_access_index));

/* Does the call bring a token that may stand for a capability of the caller's? Of those that can and are asked for. */
static __always_inline bool names_token(const struct call *call, union bpf_attr *attr)
{
	const __u64 commands = 1ULL << BPF_PROG_LOAD | 1ULL << BPF_MAP_CREATE | 1ULL << BPF_BTF_LOAD |
			       1ULL << BPF_PROG_GET_FD_BY_ID | 1ULL << BPF_MAP_GET_FD_BY_ID |
			       1ULL << BPF_BTF_GET_FD_BY_ID | 1ULL << BPF_LINK_GET_FD_BY_ID;
	union bpf_attr___btf *btf = (void *)attr;

	if (call->command > 63 || !(commands >> call->command & 1))
		return false;
	switch (call->command) {
	case BPF_PROG_LOAD:
		return attr->prog_flags & FLAG_TOKEN;
	case BPF_MAP_CREATE:
		return attr->map_flags & FLAG_TOKEN;
	case BPF_BTF_LOAD:
		return bpf_core_field_exists(btf->btf_flags) && btf->btf_flags & FLAG_TOKEN;
	case BPF_PROG_GET_FD_BY_ID: /* open_flags */
	case BPF_MAP_GET_FD_BY_ID:
	case BPF_BTF_GET_FD_BY_ID:
	case BPF_LINK_GET_FD_BY_ID:
		return call->attr[2] & FLAG_TOKEN;
	}
	return false;
}

/* Of PROG_ATTACH with these flags. */
static __always_inline __u8 verb_of_attach(__u32 flags)
{
	return flags & BPF_F_REPLACE ? GK_VERB_REPLACE : GK_VERB_ATTACH;
}

/* The attach type tells the family, except of freplace links. */
static __always_inline void gather_attach(struct task_struct *task, struct call *call, __u8 verb, __u32 target_fd,
					  enum gk_source netns)
{
	__u32 type = call->attr[2];
	__u8 family = family_of_attach_type(type);
	bool netns_by_fd = netns == GK_IN_TARGET && family == GK_FAMILY_NETNS;

	call->request.operation = operation_on(verb, family);
	call->request.attach_type = attach_type_slot(type);
	if (family == GK_FAMILY_CGROUP)
		call->target_fd = target_fd;
	else if (netns_by_fd && call->request.shared_files)
		set_netns(task, call, 0);
	else if (netns_by_fd)
		set_netns(task, call, netns_of(file_of(task, target_fd)));
	else if (has_netns(family))
		set_netns(task, call, address_of(task->nsproxy ? task->nsproxy->net_ns : NULL));
}

/* An attach that takes the place of another program, or may do so, is a replacement, too. */
static __always_inline void gather_displaced(struct task_struct *task, struct call *call, const struct gk_image *image,
					     __u32 target_fd)
{
	struct cgroup *cgroup;
	__u64 displaced;

	if (call->request.operation != GK_OP_ATTACH_CGROUP || !takes_place(call->attr[3]) ||
	    !needs_decision(image, GK_OP_REPLACE_CGROUP))
		return;
	cgroup = call->request.shared_files ? NULL : cgroup_of(file_of(task, target_fd));
	call->cgroup = (__u64)cgroup;
	if (!may_displace(cgroup, call->attr[2], &displaced))
		return;
	call->also = displaced ? GK_OP_ATTACH_CGROUP : GK_OP_REPLACE_CGROUP;
	call->request.operation = displaced ? GK_OP_REPLACE_CGROUP : GK_OP_ATTACH_CGROUP;
}

/* A link of a replacement program attaches to another program, whatever attach type the call names. */
static __always_inline void gather_freplace(struct task_struct *task, struct call *call, const struct gk_image *image)
{
	struct bpf_prog *program;

	if (!needs_decision(image, GK_OP_ATTACH_FREPLACE))
		return;
	program = program_of(task, call->program_fd);
	if (call->request.shared_files || !program)
		call->suspect[0] = GK_OP_ATTACH_FREPLACE;
	else if (READ(program, type) == BPF_PROG_TYPE_EXT)
		call->request.operation = GK_OP_ATTACH_FREPLACE;
}

/* With a name: a raw tracepoint. Without: the program's type tells; one that may be repointed could be any. */
static __always_inline void gather_raw_tracepoint(struct task_struct *task, struct call *call)
{
	struct bpf_prog *program;
	__u32 type;

	call->request.operation = GK_OP_ATTACH_TRACING;
	if (call->attr[0] || call->attr[1])
		return;
	program = program_of(task, call->program_fd);
	call->request.operation = GK_OP_ATTACH_UNKNOWN;
	call->request.attach_type = GK_ATTACH_TYPE_UNKNOWN;
	if (call->request.shared_files || !program)
		return;
	call->program = (__u64)program;
	type = READ(program, type);
	if (type == BPF_PROG_TYPE_EXT) {
		call->request.operation = GK_OP_ATTACH_FREPLACE;
		call->request.attach_type = GK_ATTACH_TYPE_NONE;
		return;
	}
	call->request.attach_type = attach_type_slot(READ(program, expected_attach_type));
	call->request.operation = type == BPF_PROG_TYPE_LSM ? GK_OP_ATTACH_LSM : GK_OP_ATTACH_TRACING;
}

/*
 * The link that holds the guard of ftrace_enabled is the only one of ours that can be detached or updated, to a program
 * of its type. A descriptor that another thread may repoint could become it at any time.
 */
static __always_inline __u8 own_of_link(struct call *call, struct bpf_prog *program)
{
	bool may_become_own = call->request.shared_files && current_protection() != GK_PROTECT_OFF &&
			      (call->command == BPF_LINK_DETACH || gk_others.sysctl);

	if (is_own_program(program) && !may_reach_own(call->request.namespaces, true))
		return OWN_OBJECT;
	return may_become_own && !may_reach_own(call->request.namespaces, true) ? MAY_BECOME_OWN : NOT_OWN;
}

/* A link that may be repointed, or that we can't read, could be any. */
static __always_inline void gather_link(struct task_struct *task, struct call *call, __u8 verb, __u32 fd,
					enum gk_source program_source)
{
	struct bpf_link *link = link_of(task, fd);
	__u32 type = READ(link, type);
	struct bpf_prog *program = READ(link, prog);
	__u8 family = family_of_link(type);

	call->own_object = own_of_link(call, program);
	if (link) {
		if (type == GK_LINK_CGROUP) {
			call->cgroup = (__u64)READ((struct bpf_cgroup_link *)link, cgroup);
			call->request.attach_type = attach_type_slot(link_attach_type(link));
		}
		if (program_source == GK_IN_LINK)
			call->program = (__u64)program;
	}
	if (!link || call->request.shared_files)
		family = GK_FAMILY_UNKNOWN;
	else if (has_netns(family))
		set_netns(task, call, link_netns(link, type));
	if (type != GK_LINK_CGROUP)
		call->request.attach_type = family == GK_FAMILY_UNKNOWN ? GK_ATTACH_TYPE_UNKNOWN : GK_ATTACH_TYPE_NONE;
	call->request.operation = operation_on(verb, family);
}

#define GK_FAMILY_BIT(id, number, word, family) | 1 << GK_FAMILY_##family
_Static_assert((0 GK_PROGRAM_MAPS(GK_FAMILY_BIT)) ==
		       (1 << GK_FAMILY_OTHER | 1 << GK_FAMILY_XDP | 1 << GK_FAMILY_STRUCT_OPS),
	       "gather_map() suspects the families of GK_PROGRAM_MAPS");

/* An element of a map may put a program to work. */
static __always_inline void gather_map(struct task_struct *task, struct call *call, __u8 verb, __u32 fd)
{
	struct bpf_map *map = map_of(task, fd);
	__u8 family = family_of_map(READ(map, map_type));

	if (call->request.shared_files || !map) {
		call->suspect[0] = operation_on(verb, GK_FAMILY_OTHER);
		call->suspect[1] = operation_on(verb, GK_FAMILY_XDP);
		call->suspect[2] = operation_on(verb, GK_FAMILY_STRUCT_OPS);
	} else if (family != GK_DATA) {
		call->request.operation = operation_on(verb, family);
	}
}

/* Where the program is. With constants of a row, as the two functions below: what is left is what the row needs. */
static __always_inline void gather_program_source(struct call *call, enum gk_source program)
{
	if (program <= GK_IN_WORD_2)
		call->program_fd = call->attr[program];
	if (program == GK_IN_ATTR)
		gather_declared(call);
	if (program != GK_IN_RESULT)
		return;
	call->request.program_state = GK_PROGRAM_LATER;
	call->request.signature = GK_SIGNATURE_LATER;
}

static __always_inline void gather_becoming(struct task_struct *task, struct call *call, const struct gk_image *image,
					    __u8 verb, enum gk_becomes becomes, enum gk_source program,
					    enum gk_source target, enum gk_source netns)
{
	__u32 target_fd = target <= GK_IN_WORD_2 ? call->attr[target] : GK_NO_NUMBER;

	switch (becomes) {
	case GK_BECOMES_ITSELF:
		break;
	case GK_BECOMES_BY_ATTACH_TYPE:
		gather_attach(task, call, verb, target_fd, netns);
		break;
	case GK_BECOMES_BY_ATTACH_TYPE_AND_FLAGS:
		gather_attach(task, call, verb_of_attach(call->attr[3]), target_fd, netns);
		gather_displaced(task, call, image, target_fd);
		break;
	case GK_BECOMES_BY_ATTACH_TYPE_AND_PROGRAM:
		gather_attach(task, call, verb, target_fd, netns);
		gather_freplace(task, call, image);
		break;
	case GK_BECOMES_BY_PROGRAM:
		gather_raw_tracepoint(task, call);
		break;
	case GK_BECOMES_BY_LINK:
		gather_link(task, call, verb, target_fd, program);
		break;
	case GK_BECOMES_ATTACH_BY_MAP:
		gather_map(task, call, GK_VERB_ATTACH, target_fd);
		break;
	case GK_BECOMES_DETACH_BY_MAP:
		gather_map(task, call, GK_VERB_DETACH, target_fd);
		break;
	}
}

#define GK_GATHER_ROW(id, number, operation, becomes, program, target, netns) \
	case number: \
		gather_program_source(call, GK_IN_##program); \
		gather_becoming(task, call, image, gk_verb(operation), GK_BECOMES_##becomes, GK_IN_##program, \
				GK_IN_##target, GK_IN_##netns); \
		break;

/*
 * A command above the tables has no row. Said before the comparisons with each row, which are signed: the verifier of
 * 6.17 and 6.18 warns (REG INVARIANTS VIOLATION) of a number above 63 by the one kind of comparison and below 9 by the
 * other.
 */
static __always_inline void gather_command(struct task_struct *task, struct call *call, const struct gk_image *image)
{
	if (call->command >= sizeof(gk_command_operation))
		return;
	switch (call->command) {
		GK_COMMANDS(GK_GATHER_ROW)
	}
}

/* Fills the request of a bpf() call as far as `image` (NULL: none) needs it. */
VERIFIED_ALONE int gk_gather(struct call *call, const struct gk_image *image)
{
	struct task_struct *task = bpf_get_current_task_btf();
	__u64 uses = uses_of(image);
	__u8 family;

	if (!call)
		return 0;
	gk_gather_caller(&call->request, uses);
	call->request.shared_files = has_shared_files(task);
	call->request.attach_type = GK_ATTACH_TYPE_NONE;
	call->request.program_state = GK_PROGRAM_NONE;
	call->program_fd = GK_NO_NUMBER;
	call->target_fd = GK_NO_NUMBER;
	call->request.operation = operation_of_command(call->command);
	gather_command(task, call, image);

	family = gk_family(call->request.operation);
	if (call->request.operation >= operation_on(GK_VERB_ATTACH, 0) && family == GK_FAMILY_UNKNOWN) {
		call->request.relation = GK_TARGET_UNKNOWN;
		call->request.netns = GK_NETNS_UNKNOWN;
		call->request.program_state = GK_PROGRAM_UNKNOWN;
	} else if (call->request.operation >= operation_on(GK_VERB_ATTACH, 0) && family == GK_FAMILY_CGROUP &&
		   uses & GK_USES_TARGET) {
		gk_gather_relation(call);
	}
	if (uses & GK_USES_PROGRAM && (call->program_fd != GK_NO_NUMBER || call->program))
		gather_program(task, call);
	return 0;
}

/* 0: not plain: its arguments are to be looked at. Not static: see operation.bpf.h. */
#define GK_PLAIN_OPERATION_OF(id, number, operation, becomes, program, target, netns) \
	[number] = GK_BECOMES_##becomes == GK_BECOMES_ITSELF && GK_IN_##program == GK_IN_NONE \
			   ? GK_OP_UNKNOWN ^ operation \
			   : 0,

const __u8 gk_plain_operation[64] = {GK_COMMANDS(GK_PLAIN_OPERATION_OF)};

/*
 * The short way, for an operation that needs no descriptor to be looked at where no rule asks for more than the caller,
 * the operation and the attach type: false when this is none.
 */
static __always_inline bool gather_short(__u32 command, union bpf_attr *attr, struct gk_request *request)
{
	request->attach_type = GK_ATTACH_TYPE_NONE;
	request->program_state = GK_PROGRAM_NONE;
	if (command > 63)
		return false;
	if (gk_plain_operation[command]) {
		request->operation = GK_OP_UNKNOWN ^ gk_plain_operation[command];
		return true;
	}
	if ((command != BPF_PROG_ATTACH && command != BPF_PROG_DETACH) ||
	    family_of_attach_type(attr->attach_type) != GK_FAMILY_CGROUP || attr->attach_type == BPF_LSM_CGROUP ||
	    attr->attach_type == BPF_CGROUP_SYSCTL)
		return false; /* such a program may be aimed at ours: decide_long() */
	request->operation = operation_on(
		command == BPF_PROG_DETACH ? GK_VERB_DETACH : verb_of_attach(attr->attach_flags), GK_FAMILY_CGROUP);
	request->attach_type = attr->attach_type;
	return true;
}

#endif
