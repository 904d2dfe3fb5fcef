// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The routes: the ways to attach a program, or to get one, that are not bpf(). Asked of the same policy.
 *
 * hooks, each attached only while the policy in force concerns one of its operations (route.h):
 *   lsm/file_ioctl, file_ioctl_compat  a program to a perf event, a tun device, a kcm socket
 *   lsm/socket_setsockopt              a program to a socket, to its reuseport group or fanout; a table of iptables
 *   lsm/netlink_send                   XDP, tc, a tunnel of a route, a match of nftables
 *   lsm/file_receive                   a program's descriptor by SCM_RIGHTS, pidfd_getfd() or seccomp's ADDFD
 *
 * These hooks are on hot paths: what can't attach anything leaves after a comparison or two.
 */
#include <linux/errno.h>

#include "bpf-lsm/contract/route-hooks.h"
#include "bpf-lsm/kernel/types-net.bpf.h"
#include "bpf-lsm/caller/own-objects.bpf.h"
#include "bpf-lsm/request/netlink.bpf.h"
#include "bpf-lsm/request/request.bpf.h"
#include "bpf-lsm/decision/decision.bpf.h"

/* include/uapi: linux/if_tun.h, kcm.h, linux/major.h */
#define TUNSETSTEERINGEBPF 0x800454e0
#define TUNSETFILTEREBPF 0x800454e1
#define SIOCKCMATTACH 0x89e0
#define TUN_DEVICE (10 << 20 | 200)
#define AF_KCM 41

#define SOL_IP 0 /* asm/socket.h, linux/in.h, if_packet.h, netfilter */
#define SOL_SOCKET 1
#define SOL_IPV6 41
#define SOL_PACKET 263
#define SO_ATTACH_BPF 50
#define SO_ATTACH_REUSEPORT_EBPF 52
#define PACKET_FANOUT_DATA 22
#define IPT_SO_SET_REPLACE 64 /* IP6T_SO_SET_REPLACE, too */
#define ARPT_SO_SET_REPLACE 96
#define EBT_SO_SET_ENTRIES 128

#define ATTACH_TYPE_XDP 37
#define ATTACH_TYPE_PERF_EVENT 41

#define NAME_PERF_EVENT 0x76655f667265705bULL /* "[perf_ev" */

/* What an ioctl attaches: the operation, 0: nothing. */
static __always_inline __u8 operation_of_ioctl(struct file *file, unsigned int cmd)
{
	struct inode___device *inode = (void *)file->f_inode;

	switch (cmd) {
	case PERF_EVENT_IOC_SET_BPF:
		return anonymous_object(file, NAME_PERF_EVENT, NAME_PERF_EVENT) ? GK_OP_ATTACH_TRACING : 0;
	case TUNSETSTEERINGEBPF:
	case TUNSETFILTEREBPF:
		return inode->i_rdev == TUN_DEVICE ? GK_OP_ATTACH_OTHER : 0;
	case SIOCKCMATTACH:
		if (file->f_inode->i_sb->s_magic != SOCKFS_MAGIC)
			return 0;
		return READ((struct socket *)file->private_data, sk, __sk_common.skc_family) == AF_KCM
			       ? GK_OP_ATTACH_SOCKET
			       : 0;
	}
	return 0;
}

static __always_inline bool is_ioctl_of_interest(unsigned int cmd)
{
	return cmd == PERF_EVENT_IOC_SET_BPF || cmd == TUNSETSTEERINGEBPF || cmd == TUNSETFILTEREBPF ||
	       cmd == SIOCKCMATTACH;
}

/* `plain`: the hook may not ask for a path. */
static __always_inline int ask_ioctl(struct file *file, unsigned int cmd, unsigned long arg, bool plain)
{
	const struct gk_image *image = published_image();
	struct call call = {};

	call.route = GK_ROUTE_IOCTL;
	call.request.operation = operation_of_ioctl(file, cmd);
	call.request.attach_type = GK_ATTACH_TYPE_NONE;
	call.program_fd = GK_NO_NUMBER;
	if (!call.request.operation || !concerns(image, call.request.operation))
		return 0;
	if (cmd == PERF_EVENT_IOC_SET_BPF) {
		call.request.attach_type = ATTACH_TYPE_PERF_EVENT;
		call.program_fd = arg;
	}
	gk_gather_route(&call, image);
	gk_decide_call(&call, image);
	if (plain)
		gk_conclude_plain(&call, image);
	else
		gk_conclude(&call, image);
	return call.result ? -EPERM : 0;
}

/* Apart from the hooks, so that what is none of these does not pay for their stack. */
static __noinline int ask_native_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return ask_ioctl(file, cmd, arg, false);
}

static __noinline int ask_compat_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return ask_ioctl(file, cmd, arg, true);
}

SEC("lsm/file_ioctl")
int BPF_PROG(gk_ioctl, struct file *file, unsigned int cmd, unsigned long arg)
{
	return is_ioctl_of_interest(cmd) ? ask_native_ioctl(file, cmd, arg) : 0;
}

/* Of 32-bit programs; not all kernels have this hook, those that have not ask the other one. */
SEC("lsm/file_ioctl_compat")
int BPF_PROG(gk_ioctl_compat, struct file *file, unsigned int cmd, unsigned long arg)
{
	return is_ioctl_of_interest(cmd) ? ask_compat_ioctl(file, cmd, arg) : 0;
}

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

static __noinline int ask_option(struct socket *sock, int level, int optname)
{
	__u8 operation = operation_of_option(level, optname);
	const struct gk_image *image = published_image();
	struct call call = {};

	if (!concerns(image, operation))
		return 0;
	call.route = GK_ROUTE_SETSOCKOPT;
	call.request.operation = operation;
	call.request.attach_type = GK_ATTACH_TYPE_NONE;
	if (level == SOL_SOCKET && optname == SO_ATTACH_REUSEPORT_EBPF)
		call.request.attach_type = GK_ATTACH_TYPE_UNKNOWN; /* one of two */
	call.program_fd = GK_NO_NUMBER;
	call.netns = (__u64)READ(sock, sk, __sk_common.skc_net.net);
	gk_gather_route(&call, image);
	gk_decide_call(&call, image);
	gk_conclude_plain(&call, image);
	return call.result ? -EPERM : 0;
}

SEC("lsm/socket_setsockopt")
int BPF_PROG(gk_setsockopt, struct socket *sock, int level, int optname)
{
	return operation_of_option(level, optname) ? ask_option(sock, level, optname) : 0;
}

/* One of the operations that were found in a message: the errno, or 0. */
static __noinline int ask_netlink(__u8 operation, __u64 netns, const struct gk_image *image)
{
	struct call call = {};

	call.route = GK_ROUTE_NETLINK;
	call.request.operation = operation;
	call.request.attach_type = (operation & 15) == GK_FAMILY_XDP ? ATTACH_TYPE_XDP : GK_ATTACH_TYPE_NONE;
	call.program_fd = GK_NO_NUMBER;
	call.netns = netns;
	gk_gather_route(&call, image);
	gk_decide_call(&call, image);
	gk_conclude(&call, image);
	return call.result ? -EPERM : 0;
}

#define ASK(operation) \
	do { \
		if (found & GK_OPERATION_BIT(operation) && concerns(image, operation) && \
		    ask_netlink(operation, netns, image)) \
			return -EPERM; \
	} while (0)

static __noinline int search_and_ask(__u64 data, __u32 length, __u32 protocol, __u64 netns)
{
	__u64 found = gk_search_netlink(data, length, protocol);
	const struct gk_image *image;

	if (!found)
		return 0;
	if (found & FOUND_OTHER_NETNS)
		netns = 0;
	image = published_image();
	ASK(GK_OP_ATTACH_XDP);
	ASK(GK_OP_DETACH_XDP);
	ASK(GK_OP_ATTACH_TC);
	ASK(GK_OP_ATTACH_LWT);
	ASK(GK_OP_ATTACH_NETFILTER);
	return 0;
}

/*
 * Can what a socket sends carry nothing, by its first message? Read directly where the kernel lets us, which costs a
 * tenth of a copy. A second message leaves that open.
 */
static __always_inline bool is_harmless(struct sk_buff *skb, __u16 protocol)
{
	struct message copy;
	__u32 length;
	__u16 type;

	if (bpf_rdonly_cast) {
		const struct nlmsghdr *first = CAST((struct nlmsghdr *)skb->data);

		length = first->nlmsg_len;
		type = first->nlmsg_type;
	} else {
		if (bpf_probe_read_kernel(&copy, sizeof(copy), skb->data))
			return false;
		length = copy.length;
		type = copy.type;
	}
	return !may_carry(protocol, type) && (__u64)length + SHORTEST_MESSAGE - 4 >= skb->len;
}

/* Apart from the hook, so that what is harmless does not pay for its registers. */
static __noinline int ask_messages(struct sock *sk, struct sk_buff *skb)
{
	return search_and_ask(address_of(skb->data), skb->len, sk->sk_protocol,
			      address_of(sk->__sk_common.skc_net.net));
}

SEC("lsm/netlink_send")
int BPF_PROG(gk_netlink, struct sock *sk, struct sk_buff *skb)
{
	if (skb->len < SHORTEST_MESSAGE)
		return 0;
	switch (sk->sk_protocol) {
	case NETLINK_ROUTE:
		return is_harmless(skb, NETLINK_ROUTE) ? 0 : ask_messages(sk, skb);
	case NETLINK_NETFILTER:
		return is_harmless(skb, NETLINK_NETFILTER) ? 0 : ask_messages(sk, skb);
	}
	return 0;
}

/* Of a program that somebody else has, who may be nobody for the policy: its verified self tells what it is. */
static __noinline int receive_program(__u64 program)
{
	const struct gk_image *image = published_image();
	struct call call = {};

	call.route = GK_ROUTE_RECEIVE;
	call.request.operation = GK_OP_GET;
	call.request.attach_type = GK_ATTACH_TYPE_NONE;
	call.program = program;
	call.program_fd = GK_NO_NUMBER;
	gk_gather_route(&call, image);
	call.own_object = call.request.namespaces && is_own_program((struct bpf_prog *)program);
	if (!call.own_object && !concerns(image, GK_OP_GET))
		return 0;
	gk_decide_call(&call, image);
	gk_conclude(&call, image);
	return call.result ? -EPERM : 0;
}

SEC("lsm/file_receive")
int BPF_PROG(gk_receive, struct file *file)
{
	__u64 program;

	if (file->f_inode->i_sb->s_magic != ANON_INODE_FS_MAGIC)
		return 0;
	program = (__u64)anonymous_object(file, NAME_BPF_PROG, NAME_BPF_PROG);
	return program ? receive_program(program) : 0;
}
