/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The kernel's types of sockets and their messages, as far as the routes read them: see types.bpf.h. */
#ifndef BPF_LSM_KERNEL_TYPES_NET_BPF_H
#define BPF_LSM_KERNEL_TYPES_NET_BPF_H

#include "bpf-lsm/kernel/types-object.bpf.h"

#define SOCKFS_MAGIC 0x534f434b /* include/uapi/linux/magic.h */

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct sock_common {
	unsigned short skc_family;
	possible_net_t skc_net;
};

struct sk_filter {
	struct bpf_prog *prog;
};

struct sock_reuseport {
	struct bpf_prog *prog;
};

struct sock {
	struct sock_common __sk_common;
	struct sk_filter *sk_filter;
	struct sock_reuseport *sk_reuseport_cb;
	__u16 sk_protocol;
};

struct socket {
	struct sock *sk;
};

struct sk_buff {
	struct sock *sk;
	unsigned int len;
	unsigned char *data;
};

struct nlmsghdr {
	__u32 nlmsg_len;
	__u16 nlmsg_type;
};

struct inode___device {
	__u32 i_rdev;
};

#pragma clang attribute pop

#endif
