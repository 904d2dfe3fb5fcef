/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which operations a netlink message is: found in the kernel's own copy of it, which nobody can change any more.
 *
 * A message that may carry a program is searched word by word for the attribute that makes it one. All attributes begin
 * at a multiple of four, however deep they are nested, so that no nesting hides one; a longer search than there is room
 * for counts as found. What looks like such an attribute and is other data counts, too: an error on the safe side.
 */
#ifndef BPF_LSM_REQUEST_NETLINK_BPF_H
#define BPF_LSM_REQUEST_NETLINK_BPF_H

#include "bpf-lsm/contract/route-hooks.h"
#include "bpf-lsm/kernel/types-net.bpf.h"

#define NETLINK_ROUTE 0 /* include/uapi/linux/netlink.h, linux/rtnetlink.h */
#define NETLINK_NETFILTER 12
#define RTM_NEWLINK 16
#define RTM_SETLINK 19
#define RTM_NEWROUTE 24
#define RTM_NEWTFILTER 44
#define RTM_NEWACTION 48
#define RTM_NEWNEXTHOP 104
#define NFNL_MSG_BATCH_BEGIN 0x10
#define NFNL_SUBSYS_NFTABLES 10

#define IFLA_NET_NS_PID 19
#define IFLA_NET_NS_FD 28
#define IFLA_XDP 43
#define IFLA_XDP_FD 1
#define IFLA_TARGET_NETNSID 46
#define KIND 1 /* TCA_KIND, TCA_ACT_KIND, NFTA_MATCH_NAME */
#define RTA_ENCAP_TYPE 21
#define NHA_ENCAP_TYPE 7
#define LWTUNNEL_ENCAP_BPF 6
#define LWTUNNEL_ENCAP_SEG6_LOCAL 7
#define SEG6_LOCAL_ACTION 1
#define SEG6_LOCAL_ACTION_END_BPF 15

#define MESSAGE_HEADER 16
#define NLA_TYPE_MASK 0x3fff
#define ALIGN4(length) (((length) + 3) & ~3U)

/* The least that an attribute with a program, its message's headers before it, takes. */
#define SHORTEST_MESSAGE (MESSAGE_HEADER + 4 + 8)
#define SEARCH_STEPS (1 << 18) /* words: 1 MiB */

struct attribute {
	__u16 length; /* with this header */
	__u16 type;
	__u32 value; /* its first bytes */
};

struct message {
	__u32 length; /* with this header */
	__u16 type;
	__u16 flags;
};

/* One search: its place, and what was found. */
struct gk_search {
	__u64 data;       /* address of the messages */
	__u64 operations; /* found */
	__u32 length;
	__u32 offset;
	__u32 end;  /* of the message */
	__u32 next; /* attribute that is not nested, or is XDP's */
	__u32 xdp_end;
	__u16 protocol;
	__u16 type;       /* of the message */
	__u8 has_kind;    /* the kernel finds an attribute KIND that is not nested */
	__u8 stopped;     /* the kernel reads no more attributes of the message that are not nested */
	__u8 other_netns; /* it may act on another network namespace than the socket's */
	__u8 seg6_local;  /* 1: the tunnel, 2: the action */
	__u8 reserved[4];
};

#define TYPE_BIT(type) (1ULL << (type))
#define CARRYING_TYPES \
	(TYPE_BIT(RTM_NEWLINK) | TYPE_BIT(RTM_SETLINK) | TYPE_BIT(RTM_NEWROUTE) | TYPE_BIT(RTM_NEWTFILTER) | \
	 TYPE_BIT(RTM_NEWACTION))

static __always_inline bool may_carry_program(__u16 protocol, __u16 type)
{
	if (protocol == NETLINK_NETFILTER)
		return type >> 8 == NFNL_SUBSYS_NFTABLES || type == NFNL_MSG_BATCH_BEGIN;
	return type < 64 ? CARRYING_TYPES >> type & 1 : type == RTM_NEWNEXTHOP;
}

/* Everything that a message of the protocol may be: for what could not be read to its end. */
static __always_inline __u64 operations_of(__u16 protocol)
{
	return protocol == NETLINK_NETFILTER ? GK_OPERATION_BIT(GK_OP_ATTACH_NETFILTER)
					     : GK_NETLINK_OPERATIONS & ~GK_OPERATION_BIT(GK_OP_ATTACH_NETFILTER);
}

/* Is it the attribute KIND with the text "bpf"? The kernel takes it with and without a NUL, and with more behind one.
 */
static __always_inline bool is_kind_bpf(const struct attribute *attribute)
{
	const __u8 *text = (const void *)&attribute->value;

	return (attribute->type & NLA_TYPE_MASK) == KIND && attribute->length >= 7 && text[0] == 'b' &&
	       text[1] == 'p' && text[2] == 'f' && (attribute->length == 7 || !text[3]);
}

/* The length of what comes before the attributes. */
static __always_inline __u32 fixed_part(__u16 protocol, __u16 type)
{
	if (protocol == NETLINK_NETFILTER || type == RTM_NEWACTION)
		return 4; /* struct nfgenmsg, tcamsg */
	if (type == RTM_NEWLINK || type == RTM_SETLINK)
		return 16; /* struct ifinfomsg */
	if (type == RTM_NEWROUTE)
		return 12; /* struct rtmsg */
	if (type == RTM_NEWNEXTHOP)
		return 8; /* struct nhmsg */
	return 20;        /* struct tcmsg */
}

/* An attribute of a link that is not nested, as XDP's never is; what is in that is looked at next. */
static __always_inline void search_link(struct gk_search *search, const struct attribute *attribute)
{
	__u16 type = attribute->type & NLA_TYPE_MASK;

	if (search->xdp_end > search->offset) {
		/* A negative descriptor takes the program away. Of several the last counts, of which each is asked. */
		if (type == IFLA_XDP_FD)
			search->operations |=
				GK_OPERATION_BIT((__s32)attribute->value < 0 ? GK_OP_DETACH_XDP : GK_OP_ATTACH_XDP);
		/* A length that is wrong ends the kernel's reading of XDP, and not of what comes behind it. */
		if (search->next > search->xdp_end)
			search->next = search->xdp_end;
		return;
	}
	if (type == IFLA_XDP) {
		search->xdp_end = search->next;
		search->next = search->offset + 4;
	}
	if (type == IFLA_TARGET_NETNSID || type == IFLA_NET_NS_FD || type == IFLA_NET_NS_PID)
		search->other_netns = 1;
}

static __always_inline void search_route(struct gk_search *search, const struct attribute *attribute)
{
	__u16 type = attribute->type & NLA_TYPE_MASK, encapsulation = attribute->value;

	if (type == (search->type == RTM_NEWROUTE ? RTA_ENCAP_TYPE : NHA_ENCAP_TYPE) && attribute->length >= 6) {
		if (encapsulation == LWTUNNEL_ENCAP_BPF)
			search->operations |= GK_OPERATION_BIT(GK_OP_ATTACH_LWT);
		if (encapsulation == LWTUNNEL_ENCAP_SEG6_LOCAL)
			search->seg6_local |= 1;
	}
	if (type == SEG6_LOCAL_ACTION && attribute->length >= 8 && attribute->value == SEG6_LOCAL_ACTION_END_BPF)
		search->seg6_local |= 2;
	if (search->seg6_local == 3)
		search->operations |= GK_OPERATION_BIT(GK_OP_ATTACH_LWT);
}

/* A filter that is changed needs no kind: the kernel takes that of the filter, which may be any. */
static __always_inline void end_message(struct gk_search *search)
{
	if (search->protocol == NETLINK_ROUTE && search->type == RTM_NEWTFILTER && !search->has_kind)
		search->operations |= GK_OPERATION_BIT(GK_OP_ATTACH_TC);
}

static __always_inline long begin_message(struct gk_search *search)
{
	struct message message = {};

	if (search->offset + MESSAGE_HEADER > search->length)
		return 1;
	if (bpf_probe_read_kernel(&message, sizeof(message), (void *)(search->data + search->offset))) {
		search->operations |= operations_of(search->protocol);
		return 1;
	}
	if (message.length < MESSAGE_HEADER || message.length > search->length - search->offset)
		return 1; /* the kernel reads no more of it either */
	search->type = message.type;
	search->end = search->offset + message.length;
	search->has_kind = 0;
	search->stopped = 0;
	search->seg6_local = 0;
	search->xdp_end = 0;
	if (!may_carry_program(search->protocol, message.type)) {
		search->type = 0;
		search->offset += ALIGN4(message.length);
		search->end = search->offset;
		return 0;
	}
	search->offset += MESSAGE_HEADER + fixed_part(search->protocol, message.type);
	search->next = search->offset;
	return 0;
}

/*
 * Is the attribute one that the kernel itself finds when it reads the message from its start? Its nla_ok() ends the
 * reading at the first whose length is less than a header's or more than what is left. Only such an attribute may
 * excuse a message; any other may only accuse it.
 */
static __always_inline bool is_found_by_kernel(struct gk_search *search, const struct attribute *attribute)
{
	if (search->stopped || search->offset != search->next)
		return false;
	if (attribute->length < 4 || attribute->length > search->end - search->offset) {
		search->stopped = 1;
		return false;
	}
	return true;
}

static __always_inline void search_attribute(struct gk_search *search, const struct attribute *attribute)
{
	bool found = is_found_by_kernel(search, attribute);

	if (search->offset == search->next)
		search->next += ALIGN4(attribute->length < 4 ? 4 : attribute->length);
	if (search->protocol == NETLINK_NETFILTER) {
		if (is_kind_bpf(attribute))
			search->operations |= GK_OPERATION_BIT(GK_OP_ATTACH_NETFILTER);
		return;
	}
	if (search->type == RTM_NEWLINK || search->type == RTM_SETLINK) {
		search_link(search, attribute);
	} else if (search->type == RTM_NEWROUTE || search->type == RTM_NEWNEXTHOP) {
		search_route(search, attribute);
	} else {
		if (found && (attribute->type & NLA_TYPE_MASK) == KIND && attribute->length > 4)
			search->has_kind = 1;
		if (is_kind_bpf(attribute))
			search->operations |= GK_OPERATION_BIT(GK_OP_ATTACH_TC);
	}
}

/* One step: a message's header, or one word of it, or for a link one attribute. */
static long search_step(__u32 index, struct gk_search *search)
{
	struct attribute attribute = {};

	(void)index;
	if (search->offset >= search->end) {
		end_message(search);
		search->offset = ALIGN4(search->end);
		return begin_message(search);
	}
	if (search->offset + 4 > search->end) {
		search->offset = search->end;
		return 0;
	}
	/* Behind the last word is still memory of the message's: its buffer ends with the kernel's own data. */
	if (bpf_probe_read_kernel(&attribute, sizeof(attribute), (void *)(search->data + search->offset))) {
		search->operations |= operations_of(search->protocol);
		return 1;
	}
	search_attribute(search, &attribute);
	if (search->protocol == NETLINK_ROUTE && (search->type == RTM_NEWLINK || search->type == RTM_SETLINK))
		search->offset = search->next;
	else
		search->offset += 4;
	return 0;
}

const __u64 gk_no_search[sizeof(struct gk_search) / sizeof(__u64)]; /* not static: see operation.bpf.h */

#define FOUND_OTHER_NETNS 1ULL /* GK_OP_LOAD, which no message is */

/*
 * The set of operations found in the messages at `data`, and FOUND_OTHER_NETNS when one may act on another network
 * namespace than the socket's.
 */
VERIFIED_ALONE __u64 gk_search_netlink(__u64 data, __u32 length, __u32 protocol)
{
	struct gk_search search;

	/*
	 * Zero, but not so that the verifier knows: before 6.7 it takes what a callback leaves after one step for all
	 * that it can leave, and drops what comes of more.
	 */
	bpf_probe_read_kernel(&search, sizeof(search), gk_no_search);
	search.data = data;
	search.length = length;
	search.protocol = protocol;
	if (bpf_loop(SEARCH_STEPS, search_step, &search, 0) == SEARCH_STEPS)
		search.operations |= operations_of(protocol);
	return search.operations | (search.other_netns ? FOUND_OTHER_NETNS : 0);
}

#endif
