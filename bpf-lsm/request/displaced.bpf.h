/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The program whose place another one takes. PROG_ATTACH without BPF_F_ALLOW_MULTI replaces what is attached to the
 * cgroup with this attach type (kernel/bpf/cgroup.c find_attach_entry()).
 */
#ifndef BPF_LSM_REQUEST_DISPLACED_BPF_H
#define BPF_LSM_REQUEST_DISPLACED_BPF_H

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/kernel/types-object.bpf.h"
#include "bpf-lsm/request/operation.bpf.h"

#define NO_SLOT (-1)

/*
 * The kernel's enum cgroup_bpf_attach_type: the attach types have the same names there, but other numbers, and
 * only those that the kernel was built with. One for LSM programs is given when they are attached.
 */
#define GK_SLOT_NAME(id, ...) id##___slot = 1,

enum cgroup_bpf_attach_type___slot { GK_ATTACH_TYPES(GK_SLOT_NAME) };

#define GK_SLOT_ROW(id, number, word, family) \
	case number: \
		if (GK_FAMILY_##family == GK_FAMILY_CGROUP && \
		    bpf_core_enum_value_exists(enum cgroup_bpf_attach_type___slot, id##___slot)) \
			return bpf_core_enum_value(enum cgroup_bpf_attach_type___slot, id##___slot); \
		break;

/* The index of an attach type in the arrays of struct cgroup_bpf, or NO_SLOT. */
static __noinline int slot_of_attach_type(__u32 type)
{
	switch (type) {
		GK_ATTACH_TYPES(GK_SLOT_ROW)
	}
	return NO_SLOT;
}

/* Does PROG_ATTACH with these flags take the place of what is there? */
static __always_inline bool takes_place(__u32 flags)
{
	return !(flags & (BPF_F_REPLACE | BPF_F_ALLOW_MULTI));
}

/* May it take the place of a program? What can't be known may. *ret_program: struct bpf_prog *; 0: none, or unknown. */
static __always_inline bool may_displace(struct cgroup *cgroup, __u32 type, __u64 *ret_program)
{
	int slot = cgroup ? slot_of_attach_type(type) : NO_SLOT;
	struct bpf_prog_list *entry;
	struct bpf_prog *program;

	*ret_program = 0;
	if (slot < 0)
		return true;
	entry = pointer_at((__u64)cgroup + bpf_core_field_offset(cgroup->bpf.progs) + slot * sizeof(void *));
	if (!entry)
		return false;
	entry = (void *)entry - bpf_core_field_offset(entry->node);
	program = READ(entry, prog);
	*ret_program = (__u64)(program ?: READ(entry, link, link.prog));
	return true;
}

#endif
