// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The gate of netlink messages that attach a program: XDP, tc, a tunnel of a route, a match of nftables.
 *
 * hooks, attached only while the policy needs them (contract/route-hooks.h):
 *   lsm/netlink_send
 */
#include "bpf-lsm/contract/route-hooks.h"
#include "bpf-lsm/kernel/types-net.bpf.h"
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/request/netlink.bpf.h"
#include "bpf-lsm/request/request.bpf.h"
#include "bpf-lsm/decision/decision.bpf.h"

/* One of the operations that were found in a message: the errno, or 0. */
static __noinline int check_netlink_operation(__u8 operation, __u64 netns, const struct gk_image *image)
{
	struct call call = {};

	call.route = GK_ROUTE_NETLINK;
	call.request.operation = operation;
	call.request.attach_type = gk_family(operation) == GK_FAMILY_XDP ? BPF_XDP : GK_ATTACH_TYPE_NONE;
	call.program_fd = GK_NO_NUMBER;
	call.netns = netns;
	gk_gather_non_bpf(&call, image);
	gk_decide_call(&call, image);
	gk_finish_decision(&call, image);
	return get_answer(&call);
}

#define CHECK(operation) \
	if (found & GK_OPERATION_BIT(operation) && needs_decision(image, operation)) { \
		answer = check_netlink_operation(operation, netns, image); \
		if (answer) \
			return answer; \
	}

static __noinline int check_messages(__u64 data, __u32 length, __u32 protocol, __u64 netns)
{
	__u64 found = gk_search_netlink(data, length, protocol);
	const struct gk_image *image;
	int answer;

	if (!found)
		return 0;
	if (found & FOUND_OTHER_NETNS)
		netns = 0;
	image = published_image();
	GK_NETLINK_SEARCHED(CHECK)
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
	return !may_carry_program(protocol, type) && (__u64)length + SHORTEST_MESSAGE - 4 >= skb->len;
}

/* Apart from the hook, so that what is harmless does not pay for its registers. */
static __noinline int check_netlink(struct sock *sk, struct sk_buff *skb)
{
	return check_messages(address_of(skb->data), skb->len, sk->sk_protocol,
			      address_of(sk->__sk_common.skc_net.net));
}

SEC("lsm/netlink_send")
int BPF_PROG(gk_netlink, struct sock *sk, struct sk_buff *skb)
{
	if (skb->len < SHORTEST_MESSAGE)
		return 0;
	switch (sk->sk_protocol) {
	case NETLINK_ROUTE:
		return is_harmless(skb, NETLINK_ROUTE) ? 0 : check_netlink(sk, skb);
	case NETLINK_NETFILTER:
		return is_harmless(skb, NETLINK_NETFILTER) ? 0 : check_netlink(sk, skb);
	}
	return 0;
}
