/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The maps whose elements are programs. */
#ifndef TESTS_PROBE_ROUTE_MAP_H
#define TESTS_PROBE_ROUTE_MAP_H

#include "tests/probe/bpf.h"

enum { ATTACH_XDP_DEVMAP = 33, ATTACH_XDP_CPUMAP = 35 };

static inline int map_create(unsigned int type, unsigned int value_size)
{
	union bpf_attr attr = {.map_type = type, .key_size = 4, .value_size = value_size, .max_entries = 1};

	return sys_bpf(BPF_MAP_CREATE, &attr);
}

static inline int map_update(int map, const void *value)
{
	uint32_t key = 0;
	union bpf_attr attr = {.map_fd = map, .key = (uintptr_t)&key, .value = (uintptr_t)value};

	return map < 0 ? map : sys_bpf(BPF_MAP_UPDATE_ELEM, &attr);
}

/* Created on the host, before the namespaces are entered. */
static int tried_map = -1;

static inline int try_prog_array(int program)
{
	return map_update(tried_map, &program);
}

/* An entry of a devmap, whose number is an ifindex, or of a cpumap: the size of its queue. */
static inline int xdp_entry_update(uint32_t number, int program)
{
	struct {
		uint32_t number;
		int program;
	} value = {number, program};

	return map_update(tried_map, &value);
}

static inline int try_devmap(int program)
{
	return xdp_entry_update(1, program);
}

static inline int try_cpumap(int program)
{
	return xdp_entry_update(16, program);
}

#endif
