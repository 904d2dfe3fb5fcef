/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The routes of bpf() itself that have no cgroup: maps whose elements are programs, and links of each family. */
#ifndef PROBE_ROUTE_BPF_H
#define PROBE_ROUTE_BPF_H

#include "bpf.h"
#include "route-socket.h"

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

/* Made before the namespaces are entered, by those who may. */
static int tried_map = -1;

static inline int try_prog_array(int program)
{
	return map_update(tried_map, &program);
}

static inline int try_devmap(int program)
{
	struct {
		uint32_t ifindex;
		int program;
	} value = {1, program};

	return map_update(tried_map, &value);
}

static inline int try_raw_tracepoint(int program)
{
	union bpf_attr attr = {.raw_tracepoint = {.name = (uintptr_t) "sys_enter", .prog_fd = program}};
	int fd = sys_bpf(BPF_RAW_TRACEPOINT_OPEN, &attr);

	return fd < 0 ? fd : 0;
}

static inline int try_link(int target, int program, unsigned int type)
{
	int fd = target < 0 ? target : link_create(target, program, type);

	return fd < 0 ? fd : 0;
}

static inline int try_perf_link(int program)
{
	return try_link(open_perf_event(), program, 41);
}

static inline int try_xdp_link(int program)
{
	union bpf_attr attr = {.link_create = {.prog_fd = program, .target_ifindex = 1, .attach_type = 37, .flags = 2}};
	int fd = sys_bpf(BPF_LINK_CREATE, &attr);

	return fd < 0 ? fd : 0;
}

static inline int try_tcx_link(int program)
{
	return try_link(1, program, 46);
}

static inline int try_sk_lookup_link(int program)
{
	return try_link(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), program, 36);
}

/* Hook local-in of IPv4: as the attributes are from 6.4 on, whatever the system's header knows. */
static inline int try_netfilter_link(int program)
{
	struct {
		uint32_t program, target, type, flags, family, hook;
		int32_t priority;
		uint32_t more[9];
	} attr = {.program = program, .type = 45, .family = 2, .hook = 1, .priority = 1};
	long fd = syscall(SYS_bpf, BPF_LINK_CREATE, &attr, sizeof(attr));

	return fd < 0 ? -errno : 0;
}

/* prog_attach() without the flag that only cgroups take. */
static inline int sockmap_attach(int map, int program)
{
	union bpf_attr attr = {.target_fd = map, .attach_bpf_fd = program, .attach_type = 5};

	return map < 0 ? map : sys_bpf(BPF_PROG_ATTACH, &attr);
}

static inline int try_sockmap(int program)
{
	return sockmap_attach(tried_map, program);
}

static inline int try_prog_run(int program)
{
	char packet[64] = {0};
	union bpf_attr attr = {
		.test = {.prog_fd = program, .data_in = (uintptr_t)packet, .data_size_in = sizeof(packet)}};

	return sys_bpf(BPF_PROG_RUN, &attr);
}

#endif
