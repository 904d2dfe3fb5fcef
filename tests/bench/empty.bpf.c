// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The floor of any BPF-LSM: programs that do nothing, on the hooks that ours are on for every bpf() call.
 *
 * hooks: lsm/bpf, lsm/bpf_map, lsm/bpf_prog; lsm/file_ioctl, lsm/socket_setsockopt, lsm/netlink_send
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "Dual BSD/GPL";

SEC("lsm/bpf")
int empty_bpf(void *ctx)
{
	return 0;
}

SEC("lsm/bpf_map")
int empty_bpf_map(void *ctx)
{
	return 0;
}

SEC("lsm/bpf_prog")
int empty_bpf_prog(void *ctx)
{
	return 0;
}

SEC("lsm/file_ioctl")
int empty_ioctl(void *ctx)
{
	return 0;
}

SEC("lsm/socket_setsockopt")
int empty_setsockopt(void *ctx)
{
	return 0;
}

SEC("lsm/netlink_send")
int empty_netlink(void *ctx)
{
	return 0;
}
