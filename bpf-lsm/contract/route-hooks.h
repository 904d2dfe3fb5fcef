/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The ways to attach a program that are not bpf(): what the kernel side and the loader have to agree on. A hook costs
 * every call of its kind, so that it is there only while the policy in force concerns one of its operations.
 */
#ifndef BPF_LSM_CONTRACT_ROUTE_HOOKS_H
#define BPF_LSM_CONTRACT_ROUTE_HOOKS_H

#include "bpf-lsm/contract/vocabulary.h"

#define PERF_EVENT_IOC_SET_BPF 0x40042408 /* include/uapi/linux/perf_event.h */

#define GK_OPERATION_BIT(operation) (1ULL << (operation))

/*
 * The last of them does not decide: it is on the path of every PROG_ATTACH, which a policy of cgroups only need not pay
 * for.
 *
 * Program, enum gk_route, and the operations that requests of this way can be.
 */
#define GK_ROUTE_HOOKS(X) \
	X(gk_ioctl, GK_ROUTE_IOCTL, GK_IOCTL_OPERATIONS) \
	X(gk_ioctl_compat, GK_ROUTE_IOCTL, GK_IOCTL_OPERATIONS) \
	X(gk_setsockopt, GK_ROUTE_SETSOCKOPT, GK_SETSOCKOPT_OPERATIONS) \
	X(gk_netlink, GK_ROUTE_NETLINK, GK_NETLINK_OPERATIONS) \
	X(gk_receive, GK_ROUTE_RECEIVE, GK_RECEIVE_OPERATIONS) \
	X(gk_prog_taken, GK_ROUTE_NETLINK, GK_OPERATION_BIT(GK_OP_ATTACH_TC))

#define GK_IOCTL_OPERATIONS \
	(GK_OPERATION_BIT(GK_OP_ATTACH_TRACING) | GK_OPERATION_BIT(GK_OP_ATTACH_OTHER) | \
	 GK_OPERATION_BIT(GK_OP_ATTACH_SOCKET))
#define GK_SETSOCKOPT_OPERATIONS (GK_OPERATION_BIT(GK_OP_ATTACH_SOCKET) | GK_OPERATION_BIT(GK_OP_ATTACH_NETFILTER))
/* The operations that the kernel side searches netlink messages for: gk_netlink asks the policy about exactly these. */
#define GK_NETLINK_SEARCHED(X) \
	X(GK_OP_ATTACH_XDP) \
	X(GK_OP_DETACH_XDP) \
	X(GK_OP_ATTACH_TC) \
	X(GK_OP_ATTACH_LWT) \
	X(GK_OP_ATTACH_NETFILTER)
#define GK_OR_OPERATION(operation) | GK_OPERATION_BIT(operation)
#define GK_NETLINK_OPERATIONS (0ULL GK_NETLINK_SEARCHED(GK_OR_OPERATION))
#define GK_RECEIVE_OPERATIONS GK_OPERATION_BIT(GK_OP_GET)

#endif
