/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The bpf() commands that attach to other targets than cgroups, without links or maps of programs. */
#ifndef TESTS_PROBE_ROUTE_BPF_H
#define TESTS_PROBE_ROUTE_BPF_H

#include "tests/probe/bpf.h"
#include "tests/probe/netlink.h"
#include "tests/probe/route-link.h"
#include "tests/probe/route-map.h"

enum { ATTACH_SK_SKB_VERDICT = 5, ATTACH_FLOW_DISSECTOR = 17, ATTACH_TCX_EGRESS = 47 };

/* prog_attach() without the flag that only cgroups accept. */
static inline int plain_attach(int target, int program, unsigned int type)
{
	union bpf_attr attr = {.target_fd = target, .attach_bpf_fd = program, .attach_type = type};

	return target < 0 ? target : sys_bpf(BPF_PROG_ATTACH, &attr);
}

static inline int try_sockmap(int program)
{
	return plain_attach(tried_map, program, ATTACH_SK_SKB_VERDICT);
}

/* Removes programs that would stay on the host's interface, or block other paths. */
static inline int attach_and_detach(int target, int program, unsigned int type)
{
	int error = plain_attach(target, program, type);

	if (!error)
		prog_detach(target, program, type);
	return error;
}

static inline int try_tcx_attach(int program)
{
	return attach_and_detach(LOOPBACK, program, ATTACH_TCX_EGRESS);
}

/* The device may exist already, from netkit-link. */
static inline int try_netkit_attach(int program)
{
	int error = make_netkit();

	return error && error != -EEXIST ? error : attach_and_detach(NETKIT, program, ATTACH_NETKIT_PRIMARY);
}

/* To the caller's own network namespace. */
static inline int try_flow_dissector(int program)
{
	return attach_and_detach(0, program, ATTACH_FLOW_DISSECTOR);
}

static inline int try_prog_run(int program)
{
	char packet[64] = {0};
	union bpf_attr attr = {
		.test = {.prog_fd = program, .data_in = (uintptr_t)packet, .data_size_in = sizeof(packet)}};

	return sys_bpf(BPF_PROG_RUN, &attr);
}

#endif
