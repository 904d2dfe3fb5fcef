/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Which bpf() command, attach type, link and map is which operation: the tables of vocabulary.h, as look-ups. */
#ifndef BPF_LSM_REQUEST_OPERATION_BPF_H
#define BPF_LSM_REQUEST_OPERATION_BPF_H

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/kernel/types.bpf.h"

/*
 * Tables for all values of a bounded index. They hold the difference to `unknown` (or, for maps, to `data`), so that
 * what has no row is that. Not static: libbpf's linker (1.1) loses the offset of a static constant.
 */
#define GK_DATA GK_FAMILY_COUNT /* in the place of a family: a map whose elements are no programs */
#define GK_OPERATION_OF(id, number, operation, ...) [number] = GK_OP_UNKNOWN ^ operation,
#define GK_FAMILY_OF(id, number, word, family) [number] = GK_FAMILY_UNKNOWN ^ GK_FAMILY_##family,
#define GK_MAP_FAMILY_OF(id, number, word, family) [number] = GK_DATA ^ GK_FAMILY_##family,

const __u8 gk_command_operation[64] = {GK_COMMANDS(GK_OPERATION_OF)};
const __u8 gk_attach_type_family[64] = {GK_ATTACH_TYPES(GK_FAMILY_OF)};
const __u8 gk_link_type_family[32] = {GK_LINK_TYPES(GK_FAMILY_OF)};
const __u8 gk_map_type_family[64] = {GK_PROGRAM_MAPS(GK_MAP_FAMILY_OF)};

static __always_inline __u8 operation_of_command(__u32 command)
{
	return command < 64 ? gk_command_operation[command] ^ GK_OP_UNKNOWN : GK_OP_UNKNOWN;
}

static __always_inline __u8 family_of_attach_type(__u32 type)
{
	return type < 64 ? gk_attach_type_family[type] ^ GK_FAMILY_UNKNOWN : GK_FAMILY_UNKNOWN;
}

static __always_inline __u8 family_of_link(__u32 type)
{
	return type < 32 ? gk_link_type_family[type] ^ GK_FAMILY_UNKNOWN : GK_FAMILY_UNKNOWN;
}

/* The family of the programs in a map; GK_DATA: none. */
static __always_inline __u8 family_of_map(__u32 type)
{
	return type < 64 ? gk_map_type_family[type] ^ GK_DATA : GK_DATA;
}

/* The slot of an attach type that a call or a kernel object names. */
static __always_inline __u8 attach_type_slot(__u32 type)
{
	return family_of_attach_type(type) == GK_FAMILY_UNKNOWN ? GK_ATTACH_TYPE_UNKNOWN : type;
}

/* Is the expected attach type of a program of this type meant, or only the zero that is there? */
static __always_inline bool has_expected_attach_type(__u32 program_type)
{
	return program_type == BPF_PROG_TYPE_TRACING || program_type == BPF_PROG_TYPE_LSM ||
	       program_type == BPF_PROG_TYPE_CGROUP_SOCK || program_type == BPF_PROG_TYPE_CGROUP_SOCK_ADDR ||
	       program_type == BPF_PROG_TYPE_CGROUP_SOCKOPT;
}

#endif
