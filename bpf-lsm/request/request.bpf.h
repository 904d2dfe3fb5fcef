/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * One request on its way from a hook to its decision: the caller, the program, the target. What only a bpf() call has
 * is in command.bpf.h.
 */
#ifndef BPF_LSM_REQUEST_REQUEST_BPF_H
#define BPF_LSM_REQUEST_REQUEST_BPF_H

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/kernel/types-object.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/caller.bpf.h"
#include "bpf-lsm/caller/ancestor.bpf.h"
#include "bpf-lsm/request/descriptor.bpf.h"
#include "bpf-lsm/request/operation.bpf.h"

#define GK_SUSPECTS 3

/* Is the target the gatekeeper's own, and kept from the caller? */
enum own_object {
	NOT_OWN,
	OWN_OBJECT,    /* the caller is told that there is none */
	MAY_BECOME_OWN /* if another thread repoints the descriptor */
};

/* One request on its way through the gate. Kernel objects are addresses: each function that uses them reads them. */
struct call {
	__u32 attr[4]; /* the head of union bpf_attr: all that attaching commands keep in scalars */
	struct gk_request request;
	struct gk_decision decision;
	__u64 program_name; /* address of the name of a program not loaded yet; 0: it has its own */
	__u64 cgroup;       /* struct cgroup *; 0: none, or not resolved */
	__u64 program;      /* struct bpf_prog *; 0: none, or not asked for yet */
	__u64 netns;        /* struct net *; 0: none, or not resolved */
	__u64 what, why;    /* for repeat.bpf.h */
	__u32 command;      /* enum bpf_cmd; GK_NO_NUMBER: none */
	__u32 program_fd;   /* GK_NO_NUMBER: none */
	__u32 target_fd;    /* of a cgroup; GK_NO_NUMBER: none */
	__u32 expected_attach_type;
	__s32 result;              /* 0 or a negative errno */
	__u8 own_object;           /* enum own_object */
	__u8 logged_later : 1;     /* if it is allowed, another hook logs it */
	__u8 has_attr : 1;         /* `attr` is that of the call, which is still to be done */
	__u8 has_token : 1;        /* the call names a BPF token; as `attr` */
	__u8 suspect[GK_SUSPECTS]; /* operations that the call becomes if a descriptor is repointed; 0: none */
	__u8 route;                /* enum gk_route */
	__u8 recorded;             /* 1: the call has a record of its denial already */
	__u8 also;                 /* the call is this operation, too, and allowed only if both are; 0: none */
};

static __always_inline __u8 operation_on(__u8 verb, __u8 family)
{
	return GK_OPERATION_ON(verb, family);
}

/* enum bpf_sig_keyring of kernel/bpf/syscall.c */
#define KEYRING_BUILTIN 1
#define KEYRING_SECONDARY 2
#define KEYRING_PLATFORM 3

/* enum gk_signature of what the kernel found out, from 7.2 on. */
static __always_inline __u8 signature_of(__u8 verdict, __u8 keyring)
{
	if (!verdict)
		return GK_SIGNATURE_UNSIGNED;
	if (keyring == KEYRING_BUILTIN)
		return GK_SIGNATURE_BUILTIN;
	if (keyring == KEYRING_SECONDARY)
		return GK_SIGNATURE_SECONDARY;
	return keyring == KEYRING_PLATFORM ? GK_SIGNATURE_PLATFORM : GK_SIGNATURE_USER;
}

/* The tag of a program, and its name in two words. */
static __always_inline __u64 tag_of(struct bpf_prog *program)
{
	return (__u64)pointer_at((__u64)program + bpf_core_field_offset(program->tag));
}

static __always_inline void read_name(struct bpf_prog_aux *aux, __u64 ret_name[2])
{
	__u64 name = (__u64)aux + bpf_core_field_offset(aux->name);

	ret_name[0] = (__u64)pointer_at(name);
	ret_name[1] = (__u64)pointer_at(name + sizeof(ret_name[0]));
}

static __always_inline void set_program(struct gk_request *request, struct bpf_prog *program)
{
	struct bpf_prog_aux *aux = READ(program, aux);
	struct bpf_prog_aux___signature *signature = (void *)aux;
	__u32 expected;

	request->program_state = GK_PROGRAM_KNOWN;
	request->program_type = READ(program, type);
	request->program_tag = tag_of(program);
	read_name(aux, request->program_name);
	request->signature = GK_SIGNATURE_UNKNOWN;
	if (bpf_core_field_exists(signature->sig.verdict))
		request->signature = signature_of(READ(signature, sig.verdict), READ(signature, sig.keyring_type));
	if (request->operation == GK_OP_LOAD && has_expected_attach_type(request->program_type)) {
		expected = READ(program, expected_attach_type);
		request->attach_type = attach_type_slot(expected);
	}
}

/* The program that a descriptor names now; one that may name another in a moment is unknown. */
static __always_inline void gather_program(struct task_struct *task, struct call *call)
{
	call->request.program_state = GK_PROGRAM_UNKNOWN;
	if (call->request.shared_files)
		return;
	if (!call->program)
		call->program = (__u64)program_of(task, call->program_fd);
	if (call->program)
		set_program(&call->request, (struct bpf_prog *)call->program);
	else if (call->request.operation == GK_OP_PIN) /* of a map or a link */
		call->request.program_state = GK_PROGRAM_NONE;
}

/* Whose network namespace it is, seen from the caller; 0: not known. */
static __always_inline __u8 netns_relation(struct task_struct *task, __u64 netns)
{
	__u64 own = address_of(task->nsproxy ? task->nsproxy->net_ns : NULL);

	if (!netns)
		return GK_NETNS_UNKNOWN;
	if (netns == own)
		return netns == gk_host.address[GK_NS_NET] ? GK_NETNS_OWN_INIT : GK_NETNS_OWN;
	return netns == gk_host.address[GK_NS_NET] ? GK_NETNS_INIT : GK_NETNS_OTHER;
}

static __always_inline void set_netns(struct task_struct *task, struct call *call, __u64 netns)
{
	call->netns = netns;
	call->request.netns = netns_relation(task, netns);
}

static __always_inline bool has_netns(__u8 family)
{
	return GK_FAMILIES_ON(GK_ACTS_ON_NETNS) >> family & 1;
}

/* Where the target cgroup lies; call->cgroup is 0 when it could not be resolved. */
VERIFIED_ALONE int gk_gather_relation(struct call *call)
{
	struct task_struct *task = bpf_get_current_task_btf();
	struct cgroup *cgroup;
	int level;

	if (!call)
		return 0;
	cgroup = (void *)call->cgroup;
	if (!cgroup && call->target_fd != GK_NO_NUMBER)
		cgroup = cgroup_of(file_of(task, call->target_fd));
	call->request.relation = GK_TARGET_UNKNOWN;
	if (!cgroup || !task->nsproxy)
		return 0;
	call->cgroup = (__u64)cgroup;
	level = READ(cgroup, level);
	call->request.relation =
		relation_of(task, (__u64)cgroup, level, !(call->request.namespaces & 1 << GK_NS_CGROUP));
	call->request.target.where = (__u64)cgroup;
	call->request.target.level = level;
	return 0;
}

/* A request that does not come from a call's attributes. */
VERIFIED_ALONE int gk_gather_object(struct call *call, const struct gk_image *image)
{
	if (!call)
		return 0;
	gk_gather_caller(&call->request, uses_of(image));
	call->request.attach_type = GK_ATTACH_TYPE_NONE;
	call->request.program_state = GK_PROGRAM_NONE;
	call->program_fd = GK_NO_NUMBER;
	call->target_fd = GK_NO_NUMBER;
	if (call->program)
		set_program(&call->request, (struct bpf_prog *)call->program);
	return 0;
}

/*
 * Fills what `call` does not have yet: operation, attach type, program and network namespace are the hook's to say. A
 * program that nobody knows is unknown.
 */
VERIFIED_ALONE int gk_gather_non_bpf(struct call *call, const struct gk_image *image)
{
	struct task_struct *task = bpf_get_current_task_btf();

	if (!call)
		return 0;
	gk_gather_caller(&call->request, uses_of(image));
	call->request.shared_files = has_shared_files(task);
	call->request.program_state = GK_PROGRAM_UNKNOWN;
	call->command = GK_NO_NUMBER;
	call->target_fd = GK_NO_NUMBER;
	if (call->program)
		set_program(&call->request, (struct bpf_prog *)call->program);
	else if (call->program_fd != GK_NO_NUMBER)
		gather_program(task, call);
	if (has_netns(gk_family(call->request.operation)))
		set_netns(task, call, call->netns);
	return 0;
}

#endif
