// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The floor of any BPF-LSM: programs that do nothing, on the hooks that ours are on for what is measured.
 *
 * hooks: lsm/bpf, lsm/bpf_map, lsm/bpf_prog; lsm/file_ioctl, lsm/socket_setsockopt, lsm/netlink_send;
 *        lsm/bprm_creds_for_exec, lsm/bprm_committed_creds, lsm/sb_mount, lsm/sb_umount, lsm/task_setrlimit,
 *        lsm/task_setnice
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

SEC("lsm/bprm_creds_for_exec")
int empty_exec_begins(void *ctx)
{
	return 0;
}

SEC("lsm/bprm_committed_creds")
int empty_exec(void *ctx)
{
	return 0;
}

SEC("lsm/sb_mount")
int empty_mount(void *ctx)
{
	return 0;
}

SEC("lsm/sb_umount")
int empty_umount(void *ctx)
{
	return 0;
}

SEC("lsm/task_setrlimit")
int empty_setrlimit(void *ctx)
{
	return 0;
}

SEC("lsm/task_setnice")
int empty_setnice(void *ctx)
{
	return 0;
}

SEC("lsm/task_alloc")
int empty_birth(void *ctx)
{
	return 0;
}
