/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The links of bpf(), except those to cgroups. */
#ifndef TESTS_PROBE_ROUTE_LINK_H
#define TESTS_PROBE_ROUTE_LINK_H

#include "tests/probe/bpf.h"
#include "tests/probe/netlink.h"
#include "tests/probe/route-socket.h"

enum {
	ATTACH_TRACE_ITER = 28,
	ATTACH_SK_LOOKUP = 36,
	ATTACH_XDP = 37,
	ATTACH_PERF_EVENT = 41,
	ATTACH_KPROBE_MULTI = 42,
	ATTACH_NETFILTER = 45,
	ATTACH_TCX_INGRESS = 46,
	ATTACH_NETKIT_PRIMARY = 54,
};

static inline int try_raw_tracepoint(int program)
{
	union bpf_attr attr = {.raw_tracepoint = {.name = (uintptr_t) "sys_enter", .prog_fd = program}};

	return sys_bpf(BPF_RAW_TRACEPOINT_OPEN, &attr);
}

static inline int try_link(int target, int program, unsigned int type)
{
	return target < 0 ? target : link_create(target, program, type);
}

static inline int try_perf_link(int program)
{
	return try_link(open_perf_event(), program, ATTACH_PERF_EVENT);
}

static inline int try_xdp_link(int program)
{
	union bpf_attr attr = {
		.link_create = {.prog_fd = program, .target_ifindex = LOOPBACK, .attach_type = ATTACH_XDP, .flags = 2}};

	return sys_bpf(BPF_LINK_CREATE, &attr);
}

static inline int try_tcx_link(int program)
{
	return try_link(LOOPBACK, program, ATTACH_TCX_INGRESS);
}

static inline int try_sk_lookup_link(int program)
{
	return try_link(open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), program, ATTACH_SK_LOOKUP);
}

/* Hook local-in of IPv4. The attributes are those since 6.4; the system's header may be older. */
static inline int try_netfilter_link(int program)
{
	struct {
		uint32_t program, target, type, flags, family, hook;
		int32_t priority;
		uint32_t more[9];
	} attr = {.program = program, .type = ATTACH_NETFILTER, .family = 2, .hook = 1, .priority = 1};

	return sys_bpf_sized(BPF_LINK_CREATE, &attr, sizeof(attr));
}

static inline int try_iter_link(int program)
{
	return try_link(0, program, ATTACH_TRACE_ITER);
}

/* At a function that nothing calls while the probe runs. */
static inline int try_kprobe_multi(int program)
{
	const char *function = "kernel_restart";
	union bpf_attr attr = {.link_create = {.prog_fd = program,
					       .attach_type = ATTACH_KPROBE_MULTI,
					       .kprobe_multi = {.cnt = 1, .syms = (uintptr_t)&function}}};

	return sys_bpf(BPF_LINK_CREATE, &attr);
}

#define NETKIT 77 /* the ifindex that it is given */

static inline int make_netkit(void)
{
	struct netlink netlink = {0};
	struct ifinfomsg *info = netlink_begin(&netlink, RTM_NEWLINK, NLM_F_CREATE, sizeof(*info));
	struct nlattr *kind;

	info->ifi_index = NETKIT;
	kind = netlink_nest(&netlink, IFLA_LINKINFO);
	netlink_put_text(&netlink, IFLA_INFO_KIND, "netkit");
	netlink_end(&netlink, kind);
	return netlink_send(&netlink, NETLINK_ROUTE);
}

static inline int try_netkit_link(int program)
{
	int error = make_netkit();

	return error ? error : try_link(NETKIT, program, ATTACH_NETKIT_PRIMARY);
}

#endif
