/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What is the gatekeeper's own among the kernel's maps, programs and links: by id, which the loader wrote down. */
#ifndef BPF_LSM_CALLER_OWN_OBJECTS_BPF_H
#define BPF_LSM_CALLER_OWN_OBJECTS_BPF_H

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/kernel/types-object.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/calls-elsewhere.bpf.h"
#include "bpf-lsm/caller/sysctl-answer.bpf.h"

#define NAME_GK_IMAGE 0x6567616d695f6b67ULL /* "gk_image", as the bytes of a map's name */
#define NAME_SECURITY 0x7974697275636573ULL /* "security" */

static __always_inline __u64 name_head(const void *name)
{
	__u64 head = 0;

	bpf_probe_read_kernel(&head, sizeof(head), name);
	return head;
}

/* The lists of struct gk_own. */
enum own_list { OWN_PROGRAMS, OWN_MAPS, OWN_LINKS, OWN_HOOKS };

/* Not inlined: the loop would be once for each use. */
static __noinline bool is_listed(enum own_list list, __u32 id)
{
	const volatile __u32 *ids = list == OWN_PROGRAMS ? gk_own.program
				    : list == OWN_MAPS   ? gk_own.map
				    : list == OWN_LINKS  ? gk_own.link
							 : gk_own.hook;
	__u32 i;

	for (i = 0; i < GK_OWN_MAX && ids[i]; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static __always_inline bool is_own_program(struct bpf_prog *program)
{
	return is_listed(OWN_PROGRAMS, READ(program, aux, id));
}

/* Images come and go, so they are known by name and size: also one that is not published yet. */
static __always_inline bool is_own_map(struct bpf_map *map)
{
	return (map->value_size == sizeof(struct gk_image) && name_head(map->name) == NAME_GK_IMAGE) ||
	       is_listed(OWN_MAPS, map->id);
}

static __always_inline bool is_own_link(__u32 id)
{
	return is_listed(OWN_LINKS, id);
}

#define ATTACH_TRACE_FSESSION 58 /* linux/bpf.h enum bpf_attach_type */

/*
 * Is the function that a program for functions is attached to the one of its load? Those of fentry_multi and its kin
 * (7.2 on) name theirs with the link. What comes after them is not known.
 */
static __always_inline bool keeps_its_function(__u32 attach_type)
{
	return attach_type == BPF_TRACE_FENTRY || attach_type == BPF_TRACE_FEXIT || attach_type == BPF_MODIFY_RETURN ||
	       attach_type == ATTACH_TRACE_FSESSION;
}

/*
 * A trampoline has room for 36 to 38 programs (include/linux/bpf.h BPF_MAX_TRAMP_LINKS), and each that is loaded for
 * its function has a reference to it, attached or not. What is above this is kept for ours, of two builds at a time.
 */
#define PLACES_SHARED 28

/* Is there room for the program at its function, beside ours? It is counted already. */
static __always_inline bool has_place(struct bpf_prog *program)
{
	struct bpf_trampoline *trampoline = READ(program, aux, dst_trampoline);

	if (!trampoline)
		return true; /* it is, or was, attached */
	if (!bpf_core_field_exists(trampoline->refcnt))
		return false;
	return READ(trampoline, refcnt.refs.counter) <= PLACES_SHARED;
}

/*
 * May the program, at a function that ours hook, answer for it? An LSM program runs before those that are older than
 * it. From 6.12 on the verifier lets it return 0 or an error only; before, a positive number ends the hook and denies
 * nothing.
 */
static __always_inline bool may_answer(__u32 type, __u32 attach_type)
{
	if (attach_type == BPF_MODIFY_RETURN)
		return true;
	return type == BPF_PROG_TYPE_LSM && (attach_type != BPF_LSM_MAC || !gk_others.answers_are_verified);
}

/* Of what it extends, a program can do what that can: it is taken for one that answers. */
static __always_inline bool extends_what_answers(__u32 type, struct bpf_prog *target)
{
	__u32 extended = READ(target, type);

	return type == BPF_PROG_TYPE_EXT && (extended == BPF_PROG_TYPE_LSM || extended == BPF_PROG_TYPE_CGROUP_SYSCTL);
}

/*
 * Could the program, attached, undo a verdict of ours, or keep ours from being attached: extend or trace one of ours,
 * extend any LSM program, whose place may return anything then, answer in the place of a security hook or of ours, or
 * of the guard at a sysctl, take the last places at a function that ours hook, or act as the gatekeeper? One that names
 * its function later can be attached to any. To look on is open to all.
 */
static __always_inline bool is_aimed_at_own(struct bpf_prog *program)
{
	__u32 type = READ(program, type);
	__u32 attach_type = READ(program, expected_attach_type);
	struct bpf_prog_aux *aux = READ(program, aux);
	struct bpf_prog *target = READ(aux, dst_prog);

	if (type == BPF_PROG_TYPE_CGROUP_SYSCTL)
		return gk_sets_answer(address_of(program));
	if (calls_elsewhere(program, type))
		return true;
	if (type != BPF_PROG_TYPE_TRACING && type != BPF_PROG_TYPE_LSM && type != BPF_PROG_TYPE_EXT)
		return false;
	if (target)
		return is_own_program(target) || extends_what_answers(type, target);
	if (attach_type == BPF_TRACE_RAW_TP || attach_type == BPF_TRACE_ITER)
		return false;
	if (attach_type == BPF_MODIFY_RETURN && name_head(READ(aux, attach_func_name)) == NAME_SECURITY)
		return true;
	if (type == BPF_PROG_TYPE_TRACING && !keeps_its_function(attach_type))
		return true;
	return is_listed(OWN_HOOKS, READ(aux, attach_btf_id)) && (may_answer(type, attach_type) || !has_place(program));
}

/*
 * Was the program attached before, to the only function that it can be attached to? Then it gains nothing by being
 * attached again. An LSM program for a cgroup and an extension can be attached elsewhere, too.
 */
static __always_inline bool was_attached(struct bpf_prog *program)
{
	__u32 attach_type = READ(program, expected_attach_type);

	return (keeps_its_function(attach_type) || attach_type == BPF_LSM_MAC) && !READ(program, aux, dst_trampoline);
}

/* From now on the gate sees whoever attaches such a program. */
static __always_inline void set_aimed(__u32 aimed)
{
	gk_gate.aimed = aimed;
	if (!aimed)
		return;
	gk_gate.commands |= GK_AIMING_COMMANDS;
	gk_gate.init_commands |= GK_AIMING_COMMANDS;
}

#endif
