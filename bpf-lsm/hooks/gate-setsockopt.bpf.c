// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The gate of socket options that attach a program: to a socket, to its reuseport group or fanout, to a table of
 * iptables.
 *
 * hooks, attached only while the policy needs them (contract/route-hooks.h):
 *   lsm/socket_setsockopt
 */
#include "bpf-lsm/kernel/types-net.bpf.h"
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/request/request.bpf.h"
#include "bpf-lsm/decision/decision.bpf.h"

#define SOL_IP 0 /* asm/socket.h, linux/in.h, if_packet.h, netfilter */
#define SOL_SOCKET 1
#define SOL_IPV6 41
#define SOL_PACKET 263
#define SO_ATTACH_BPF 50
#define SO_ATTACH_REUSEPORT_EBPF 52
#define PACKET_FANOUT_DATA 22
#define IPT_SO_SET_REPLACE 64 /* also IP6T_SO_SET_REPLACE */
#define ARPT_SO_SET_REPLACE 96
#define EBT_SO_SET_ENTRIES 128

/* What a socket option attaches. Of a fanout and a table nobody can tell here whether there is a program in it. */
static __always_inline __u8 operation_of_option(int level, int option)
{
	if (level == SOL_SOCKET)
		return option == SO_ATTACH_BPF || option == SO_ATTACH_REUSEPORT_EBPF ? GK_OP_ATTACH_SOCKET : 0;
	if (level == SOL_PACKET)
		return option == PACKET_FANOUT_DATA ? GK_OP_ATTACH_SOCKET : 0;
	if (level == SOL_IP)
		return option == IPT_SO_SET_REPLACE || option == ARPT_SO_SET_REPLACE || option == EBT_SO_SET_ENTRIES
			       ? GK_OP_ATTACH_NETFILTER
			       : 0;
	return level == SOL_IPV6 && option == IPT_SO_SET_REPLACE ? GK_OP_ATTACH_NETFILTER : 0;
}

static __noinline int check_setsockopt(struct socket *sock, int level, int optname)
{
	__u8 operation = operation_of_option(level, optname);
	const struct gk_image *image = published_image();
	struct call call = {};

	if (!needs_decision(image, operation))
		return 0;
	call.route = GK_ROUTE_SETSOCKOPT;
	call.request.operation = operation;
	call.request.attach_type = GK_ATTACH_TYPE_NONE;
	if (level == SOL_SOCKET && optname == SO_ATTACH_REUSEPORT_EBPF)
		call.request.attach_type = GK_ATTACH_TYPE_UNKNOWN; /* one of two */
	call.program_fd = GK_NO_NUMBER;
	call.netns = (__u64)READ(sock, sk, __sk_common.skc_net.net);
	gk_gather_non_bpf(&call, image);
	gk_decide_call(&call, image);
	gk_finish_without_path(&call, image);
	return get_answer(&call);
}

SEC("lsm/socket_setsockopt")
int BPF_PROG(gk_setsockopt, struct socket *sock, int level, int optname)
{
	return operation_of_option(level, optname) ? check_setsockopt(sock, level, optname) : 0;
}
