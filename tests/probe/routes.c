// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Runs a program, or gets a descriptor of one, by each path other than a cgroup.
 *
 *   routes [--enter LIST] [--id N] [NAME]...     LIST as for probe; without names: all
 *
 * The program is loaded, or opened with --id, before the namespaces are entered: only its use is tested. Prints a line
 * for each path:
 *
 *   NAME allowed | refused EPERM | could-not-try ERRNO | failed ERRNO
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/probe/bpf.h"
#include "tests/probe/enter.h"
#include "tests/probe/route-bpf.h"
#include "tests/probe/route-link.h"
#include "tests/probe/route-map.h"
#include "tests/probe/route-netlink.h"
#include "tests/probe/route-object.h"
#include "tests/probe/route-receive.h"
#include "tests/probe/route-socket.h"
#include "tests/probe/route-uring.h"

enum {
	SOCKET_FILTER = 1,
	KPROBE = 2,
	SCHED_CLS = 3,
	SCHED_ACT = 4,
	XDP = 6,
	PERF_EVENT = 7,
	LWT_OUT = 11,
	SK_SKB = 14,
	RAW_TRACEPOINT = 17,
	LWT_SEG6LOCAL = 19,
	FLOW_DISSECTOR = 22,
	TRACING = 26,
	SK_LOOKUP = 30,
	NETFILTER = 32,
};

#define ROUTE(text, type, function, ...) \
	{ \
		.name = text, .program_type = type, .try = function, ##__VA_ARGS__ \
	}

static const struct route {
	const char *name;
	unsigned int program_type;
	unsigned int attach_type;
	int (*try)(int program); /* a descriptor or 0, or a negative errno */
	int (*load)(void);       /* NULL: a program that does nothing */
	const char *function;    /* of the kernel, that it names when it is loaded; NULL: none */
	unsigned int map_type;   /* and value size, of the map that is tried; 0: none */
	unsigned int value_size;
} routes[] = {
	ROUTE("perf", PERF_EVENT, try_perf),
	ROUTE("perf-compat", PERF_EVENT, try_perf_compat),
	ROUTE("tun-steering", SOCKET_FILTER, try_tun),
	ROUTE("tun-filter", SOCKET_FILTER, try_tun_filter),
	ROUTE("kcm", SOCKET_FILTER, try_kcm),
	ROUTE("socket", SOCKET_FILTER, try_socket),
	ROUTE("uring-sockopt", SOCKET_FILTER, try_uring_sockopt),
	ROUTE("reuseport", SOCKET_FILTER, try_reuseport),
	ROUTE("fanout", SOCKET_FILTER, try_fanout),
	ROUTE("iptables", SOCKET_FILTER, try_iptables),
	ROUTE("nft-match", SOCKET_FILTER, try_nft_match),
	ROUTE("xdp", XDP, try_xdp),
	ROUTE("xdp-detach", XDP, try_xdp_detach),
	ROUTE("tc-filter", SCHED_CLS, try_tc_filter),
	ROUTE("tc-action", SCHED_ACT, try_tc_action),
	ROUTE("tc-nested", SCHED_ACT, try_tc_nested),
	ROUTE("lwt", LWT_OUT, try_lwt),
	ROUTE("nexthop-lwt", LWT_OUT, try_nexthop),
	ROUTE("seg6local", LWT_SEG6LOCAL, try_seg6local),
	ROUTE("scm-rights", SOCKET_FILTER, try_scm_rights),
	ROUTE("pidfd-getfd", SOCKET_FILTER, try_pidfd),
	ROUTE("seccomp-addfd", XDP, try_addfd),
	ROUTE("prog-array", SOCKET_FILTER, try_prog_array, .map_type = BPF_MAP_TYPE_PROG_ARRAY, .value_size = 4),
	ROUTE("devmap", XDP, try_devmap, .attach_type = ATTACH_XDP_DEVMAP, .map_type = BPF_MAP_TYPE_DEVMAP,
	      .value_size = 8),
	ROUTE("cpumap", XDP, try_cpumap, .attach_type = ATTACH_XDP_CPUMAP, .map_type = BPF_MAP_TYPE_CPUMAP,
	      .value_size = 8),
	ROUTE("struct-ops", 0, try_struct_ops, .load = load_congestion),
	ROUTE("raw-tracepoint", RAW_TRACEPOINT, try_raw_tracepoint),
	ROUTE("perf-link", PERF_EVENT, try_perf_link),
	ROUTE("kprobe-multi", KPROBE, try_kprobe_multi, .attach_type = ATTACH_KPROBE_MULTI),
	ROUTE("iter-link", TRACING, try_iter_link, .attach_type = ATTACH_TRACE_ITER, .function = "bpf_iter_task"),
	ROUTE("freplace-link", 0, try_freplace_link, .load = load_replacement),
	ROUTE("struct-ops-link", 0, try_struct_ops_link, .load = load_congestion_for_link),
	ROUTE("sched-ext", 0, try_struct_ops_link, .load = load_scheduler),
	ROUTE("xdp-link", XDP, try_xdp_link, .attach_type = ATTACH_XDP),
	ROUTE("tcx-link", SCHED_CLS, try_tcx_link),
	ROUTE("netkit-link", SCHED_CLS, try_netkit_link),
	ROUTE("sk-lookup-link", SK_LOOKUP, try_sk_lookup_link, .attach_type = ATTACH_SK_LOOKUP),
	ROUTE("netfilter-link", NETFILTER, try_netfilter_link, .attach_type = ATTACH_NETFILTER),
	ROUTE("sockmap", SK_SKB, try_sockmap, .map_type = BPF_MAP_TYPE_SOCKMAP, .value_size = 4),
	ROUTE("tcx-attach", SCHED_CLS, try_tcx_attach),
	ROUTE("netkit-attach", SCHED_CLS, try_netkit_attach),
	ROUTE("flow-dissector", FLOW_DISSECTOR, try_flow_dissector),
	ROUTE("prog-run", SCHED_CLS, try_prog_run),
	ROUTE("classic-filter", SOCKET_FILTER, try_classic),
};

#define ROUTE_COUNT (sizeof(routes) / sizeof(routes[0]))

/* r0 = 0 (2 for XDP: pass it on); exit */
static int load_plain(const struct route *route)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K,
		 .dst_reg = BPF_REG_0,
		 .imm = route->program_type == XDP ? XDP_PASS
			: route->program_type == SK_LOOKUP || route->program_type == SK_SKB ||
					route->program_type == NETFILTER
				? 1
				: 0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int function = route->function ? kernel_function_id(route->function) : 0;

	if (function < 0)
		return function;
	return prog_load(route->program_type, route->attach_type, insns, 2, 0, function);
}

/* Errors of a kernel that does not have the path or the type of program. */
static bool is_missing(int error)
{
	return error == -ENOENT || error == -EOPNOTSUPP || error == -ENOPROTOOPT || error == -ENOSYS ||
	       error == -EINVAL || error == -EAFNOSUPPORT || error == -ENODEV || error == -E2BIG;
}

static void answer(const struct route *route, const char *verdict, int error)
{
	printf("%s %s%s%s\n", route->name, verdict, error < 0 ? " " : "", error < 0 ? strerrorname_np(-error) : "");
	exit(0);
}

static void try(const struct route *route, const struct place *place, unsigned int id)
{
	int program = id ? prog_get(id) : route->load ? route->load() : load_plain(route), error;

	if (program < 0)
		answer(route, is_missing(program) ? "could-not-try" : "failed", program);
	if (route->map_type)
		tried_map = map_create(route->map_type, route->value_size);
	error = place_enter(place);
	if (error)
		answer(route, "failed", error);
	prctl(PR_SET_NAME, route->name);
	netlink_loopback_up();
	put_clsact();
	error = route->try(program);
	answer(route,
	       error >= 0          ? "allowed"
	       : error == -EPERM   ? "refused"
	       : is_missing(error) ? "could-not-try"
				   : "failed",
	       error);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"enter", required_argument, NULL, 'e'}, {"id", required_argument, NULL, 'i'}, {0}};
	struct place place = {0};
	unsigned int id = 0;
	int option;

	libbpf_set_print(NULL);
	setvbuf(stdout, NULL, _IOLBF, 0);
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (option == 'i') {
			id = (unsigned int)strtoul(optarg, NULL, 10);
		} else if (option != 'e' || place_parse(&place, optarg)) {
			fprintf(stderr, "routes: wrong arguments; see the top of tests/probe/routes.c\n");
			return 2;
		}
	for (size_t i = 0; i < ROUTE_COUNT; i++) {
		int status;
		pid_t pid;

		if (!is_named(routes[i].name, argv + optind))
			continue;
		pid = fork();
		if (pid == 0)
			try(&routes[i], &place, id);
		if (pid < 0 || waitpid(pid, &status, 0) < 0 || status)
			printf("%s failed\n", routes[i].name);
	}
	return 0;
}
