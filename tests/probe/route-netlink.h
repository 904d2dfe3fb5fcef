/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The netlink paths: each runs `program` on the loopback interface, or on a route through it. */
#ifndef TESTS_PROBE_ROUTE_NETLINK_H
#define TESTS_PROBE_ROUTE_NETLINK_H

#include <linux/if_link.h>
#include <linux/lwtunnel.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/xt_bpf.h>
#include <linux/nexthop.h>
#include <linux/pkt_sched.h>
#include <linux/tc_act/tc_bpf.h>

#include "tests/probe/netlink.h"

#define SEG6_LOCAL_ACTION 1
#define SEG6_LOCAL_BPF 8
#define SEG6_LOCAL_ACTION_END_BPF 15
#define PROTOCOL_ALL 0x0300 /* ETH_P_ALL, big-endian */

static inline int try_xdp(int program)
{
	struct netlink netlink = {0};
	struct ifinfomsg *info = netlink_begin(&netlink, RTM_SETLINK, 0, sizeof(*info));
	struct nlattr *nest = netlink_nest(&netlink, IFLA_XDP);

	info->ifi_index = LOOPBACK;
	netlink_put_u32(&netlink, IFLA_XDP_FD, program);
	netlink_put_u32(&netlink, IFLA_XDP_FLAGS, XDP_FLAGS_SKB_MODE);
	netlink_end(&netlink, nest);
	return netlink_send(&netlink, NETLINK_ROUTE);
}

static inline int try_xdp_detach(int program)
{
	(void)program;
	return try_xdp(-1);
}

static inline int put_clsact(void)
{
	struct netlink netlink = {0};
	struct tcmsg *tc = netlink_begin(&netlink, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE, sizeof(*tc));

	tc->tcm_ifindex = LOOPBACK;
	tc->tcm_parent = TC_H_CLSACT;
	tc->tcm_handle = TC_H_MAKE(TC_H_CLSACT, 0);
	netlink_put_text(&netlink, TCA_KIND, "clsact");
	return netlink_send(&netlink, NETLINK_ROUTE);
}

static inline struct tcmsg *begin_filter(struct netlink *netlink, unsigned int priority)
{
	struct tcmsg *tc = netlink_begin(netlink, RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_REPLACE, sizeof(*tc));

	tc->tcm_ifindex = LOOPBACK;
	tc->tcm_parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS);
	tc->tcm_info = TC_H_MAKE(priority << 16, PROTOCOL_ALL);
	return tc;
}

static inline void put_filter_options(struct netlink *netlink, int program)
{
	struct nlattr *options = netlink_nest(netlink, TCA_OPTIONS);

	netlink_put_u32(netlink, TCA_BPF_FD, program);
	netlink_put_text(netlink, TCA_BPF_NAME, "probe");
	netlink_put_u32(netlink, TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT);
	netlink_end(netlink, options);
}

static inline int try_tc_filter(int program)
{
	struct netlink netlink = {0};

	begin_filter(&netlink, 1);
	netlink_put_text(&netlink, TCA_KIND, "bpf");
	put_filter_options(&netlink, program);
	return netlink_send(&netlink, NETLINK_ROUTE);
}

static inline void put_action(struct netlink *netlink, uint16_t table, int program)
{
	struct tc_act_bpf parameters = {.action = TC_ACT_OK};
	struct nlattr *actions = netlink_nest(netlink, table), *first = netlink_nest(netlink, 1), *options;

	netlink_put_text(netlink, TCA_ACT_KIND, "bpf");
	options = netlink_nest(netlink, TCA_ACT_OPTIONS);
	netlink_put(netlink, TCA_ACT_BPF_PARMS, &parameters, sizeof(parameters));
	netlink_put_u32(netlink, TCA_ACT_BPF_FD, program);
	netlink_put_text(netlink, TCA_ACT_BPF_NAME, "probe");
	netlink_end(netlink, options);
	netlink_end(netlink, first);
	netlink_end(netlink, actions);
}

static inline int try_tc_action(int program)
{
	struct netlink netlink = {0};

	netlink_begin(&netlink, RTM_NEWACTION, NLM_F_CREATE, sizeof(struct tcamsg));
	put_action(&netlink, TCA_ACT_TAB, program);
	return netlink_send(&netlink, NETLINK_ROUTE);
}

/* An action in a filter without BPF, after a message without filter and action. */
static inline int try_tc_nested(int program)
{
	struct netlink netlink = {0};
	struct nlattr *options;

	netlink_begin(&netlink, NLMSG_NOOP, 0, 0);
	begin_filter(&netlink, 2);
	netlink_put_text(&netlink, TCA_KIND, "matchall");
	options = netlink_nest(&netlink, TCA_OPTIONS);
	put_action(&netlink, TCA_MATCHALL_ACT, program);
	netlink_end(&netlink, options);
	return netlink_send(&netlink, NETLINK_ROUTE);
}

static inline void put_tunnel(struct netlink *netlink, uint16_t type, int program)
{
	struct nlattr *tunnel = netlink_nest(netlink, type), *out = netlink_nest(netlink, LWT_BPF_OUT);

	netlink_put_u32(netlink, LWT_BPF_PROG_FD, program);
	netlink_put_text(netlink, LWT_BPF_PROG_NAME, "probe");
	netlink_end(netlink, out);
	netlink_end(netlink, tunnel);
}

static inline int try_lwt(int program)
{
	const unsigned char network[4] = {10, 99, 0, 0};
	struct netlink netlink = {0};
	struct rtmsg *route = netlink_begin(&netlink, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, sizeof(*route));

	*route = (struct rtmsg){.rtm_family = AF_INET,
				.rtm_dst_len = 16,
				.rtm_table = RT_TABLE_MAIN,
				.rtm_protocol = RTPROT_STATIC,
				.rtm_scope = RT_SCOPE_LINK,
				.rtm_type = RTN_UNICAST};
	netlink_put(&netlink, RTA_DST, network, sizeof(network));
	netlink_put_u32(&netlink, RTA_OIF, LOOPBACK);
	put_tunnel(&netlink, RTA_ENCAP, program);
	netlink_put_u16(&netlink, RTA_ENCAP_TYPE, LWTUNNEL_ENCAP_BPF);
	return netlink_send(&netlink, NETLINK_ROUTE);
}

/* The same tunnel in a nexthop object. */
static inline int try_nexthop(int program)
{
	struct netlink netlink = {0};
	struct nhmsg *nexthop = netlink_begin(&netlink, RTM_NEWNEXTHOP, NLM_F_CREATE | NLM_F_REPLACE, sizeof(*nexthop));

	nexthop->nh_family = AF_INET;
	nexthop->nh_protocol = RTPROT_STATIC;
	netlink_put_u32(&netlink, NHA_ID, 99);
	netlink_put_u32(&netlink, NHA_OIF, LOOPBACK);
	put_tunnel(&netlink, NHA_ENCAP, program);
	netlink_put_u16(&netlink, NHA_ENCAP_TYPE, LWTUNNEL_ENCAP_BPF);
	return netlink_send(&netlink, NETLINK_ROUTE);
}

static inline int try_seg6local(int program)
{
	const unsigned char network[16] = {0xfd, 0x99};
	struct netlink netlink = {0};
	struct rtmsg *route = netlink_begin(&netlink, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, sizeof(*route));
	struct nlattr *tunnel, *bpf;

	*route = (struct rtmsg){.rtm_family = AF_INET6,
				.rtm_dst_len = 64,
				.rtm_table = RT_TABLE_MAIN,
				.rtm_protocol = RTPROT_STATIC,
				.rtm_type = RTN_UNICAST};
	netlink_put(&netlink, RTA_DST, network, sizeof(network));
	netlink_put_u32(&netlink, RTA_OIF, LOOPBACK);
	netlink_put_u16(&netlink, RTA_ENCAP_TYPE, LWTUNNEL_ENCAP_SEG6_LOCAL);
	tunnel = netlink_nest(&netlink, RTA_ENCAP);
	netlink_put_u32(&netlink, SEG6_LOCAL_ACTION, SEG6_LOCAL_ACTION_END_BPF);
	bpf = netlink_nest(&netlink, SEG6_LOCAL_BPF);
	netlink_put_u32(&netlink, LWT_BPF_PROG_FD, program);
	netlink_put_text(&netlink, LWT_BPF_PROG_NAME, "probe");
	netlink_end(&netlink, bpf);
	netlink_end(&netlink, tunnel);
	return netlink_send(&netlink, NETLINK_ROUTE);
}

static inline void begin_nft(struct netlink *netlink, uint16_t type, uint16_t flags)
{
	struct nfgenmsg *head =
		netlink_begin(netlink, NFNL_SUBSYS_NFTABLES << 8 | type, NLM_F_CREATE | flags, sizeof(*head));

	head->nfgen_family = NFPROTO_IPV4;
}

static inline void put_batch(struct netlink *netlink, uint16_t type)
{
	struct nfgenmsg *head = netlink_begin(netlink, type, 0, sizeof(*head));

	head->res_id = htons(NFNL_SUBSYS_NFTABLES);
}

/* xt_bpf as a match in an nftables rule, as iptables-nft makes it, in a chain that no hook calls. */
static inline int try_nft_match(int program)
{
	const struct xt_bpf_info_v1 info = {.mode = XT_BPF_MODE_FD_ELF, .fd = program};
	struct nlattr *list, *expression, *data;
	struct netlink netlink = {0};

	put_batch(&netlink, NFNL_MSG_BATCH_BEGIN);
	begin_nft(&netlink, NFT_MSG_NEWTABLE, 0);
	netlink_put_text(&netlink, NFTA_TABLE_NAME, "probe");
	begin_nft(&netlink, NFT_MSG_NEWCHAIN, 0);
	netlink_put_text(&netlink, NFTA_CHAIN_TABLE, "probe");
	netlink_put_text(&netlink, NFTA_CHAIN_NAME, "probe");
	begin_nft(&netlink, NFT_MSG_NEWRULE, NLM_F_APPEND | NLM_F_ACK);
	netlink_put_text(&netlink, NFTA_RULE_TABLE, "probe");
	netlink_put_text(&netlink, NFTA_RULE_CHAIN, "probe");
	list = netlink_nest(&netlink, NFTA_RULE_EXPRESSIONS);
	expression = netlink_nest(&netlink, NFTA_LIST_ELEM);
	netlink_put_text(&netlink, NFTA_EXPR_NAME, "match");
	data = netlink_nest(&netlink, NFTA_EXPR_DATA);
	netlink_put_text(&netlink, NFTA_MATCH_NAME, "bpf");
	netlink_put_u32(&netlink, NFTA_MATCH_REV, htonl(1));
	netlink_put(&netlink, NFTA_MATCH_INFO, &info, sizeof(info));
	netlink_end(&netlink, data);
	netlink_end(&netlink, expression);
	netlink_end(&netlink, list);
	put_batch(&netlink, NFNL_MSG_BATCH_END);
	return netlink_send(&netlink, NETLINK_NETFILTER);
}

#endif
