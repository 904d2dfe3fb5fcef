/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What is the gatekeeper's own among the kernel's maps and programs. */
#ifndef GK_OWN_H
#define GK_OWN_H

#include "abi.h"
#include "kernel.h"
#include "maps.h"

/* "gk_image", as the bytes of a map's or program's name; "gatekeep": what libbpf calls our constants. */
#define NAME_GK_IMAGE 0x6567616d695f6b67ULL
#define NAME_GATEKEEP 0x7065656b65746167ULL
#define NAME_DATA_GATE 0x61672e617461642eULL     /* ".data.ga" */
#define NAME_DATA_COUNTERS 0x6f632e617461642eULL /* ".data.co" */
#define NAME_PREFIX_MASK 0xffffffULL
#define NAME_PREFIX 0x5f6b67ULL /* "gk_" */

static __always_inline __u64 name_head(const void *name)
{
	__u64 head = 0;

	bpf_probe_read_kernel(&head, sizeof(head), name);
	return head;
}

/* Images come and go, so they are known by name and size. */
static __always_inline bool is_own_map(struct bpf_map *map)
{
	__u64 address = address_of(map), name = name_head(map->name);

	return address == (__u64)&gk_policy || address == (__u64)&gk_events || address == (__u64)&gk_inflight ||
	       address == (__u64)&gk_build || address == (__u64)&gk_reported || address == (__u64)&gk_cgroups ||
	       address == (__u64)&gk_executables || address == (__u64)&gk_denials || address == (__u64)&gk_repeats ||
	       (name == NAME_GK_IMAGE && map->value_size == sizeof(struct gk_image)) || name == NAME_GATEKEEP ||
	       name == NAME_DATA_GATE || name == NAME_DATA_COUNTERS;
}

/* By name: one of ours, or one that calls itself so. */
static __always_inline bool is_own_program(struct bpf_prog *program)
{
	return (name_head(BPF_CORE_READ(program, aux)->name) & NAME_PREFIX_MASK) == NAME_PREFIX;
}

#endif
