// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * The gate of ioctls that attach a program: to a perf event, a tun device, a kcm socket.
 *
 * hooks, attached only while the policy needs them (contract/route-hooks.h):
 *   lsm/file_ioctl         native programs
 *   lsm/file_ioctl_compat  32-bit programs; kernels without this hook call the other one
 *
 * These hooks are on a hot path: an ioctl that can't attach anything leaves after four comparisons.
 */
#include "bpf-lsm/contract/route-hooks.h"
#include "bpf-lsm/kernel/types-net.bpf.h"
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/request/descriptor.bpf.h"
#include "bpf-lsm/request/request.bpf.h"
#include "bpf-lsm/decision/decision.bpf.h"

/* include/uapi: linux/if_tun.h, linux/kcm.h, linux/major.h */
#define TUNSETSTEERINGEBPF 0x800454e0
#define TUNSETFILTEREBPF 0x800454e1
#define SIOCKCMATTACH 0x89e0
#define TUN_DEVICE (10 << 20 | 200)
#define AF_KCM 41

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

/* `plain`: the hook may not read a path. */
static __always_inline int check_ioctl(struct file *file, unsigned int cmd, unsigned long arg, bool plain)
{
	const struct gk_image *image = published_image();
	struct call call = {};

	call.route = GK_ROUTE_IOCTL;
	call.request.operation = operation_of_ioctl(file, cmd);
	call.request.attach_type = GK_ATTACH_TYPE_NONE;
	call.program_fd = GK_NO_NUMBER;
	if (!call.request.operation || !needs_decision(image, call.request.operation))
		return 0;
	if (cmd == PERF_EVENT_IOC_SET_BPF) {
		call.request.attach_type = BPF_PERF_EVENT;
		call.program_fd = arg;
	}
	gk_gather_non_bpf(&call, image);
	gk_decide_call(&call, image);
	if (plain)
		gk_finish_without_path(&call, image);
	else
		gk_finish_decision(&call, image);
	return get_answer(&call);
}

/* Apart from the hooks, so that what is none of these does not pay for their stack. */
static __noinline int check_native_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return check_ioctl(file, cmd, arg, false);
}

static __noinline int check_compat_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return check_ioctl(file, cmd, arg, true);
}

SEC("lsm/file_ioctl")
int BPF_PROG(gk_ioctl, struct file *file, unsigned int cmd, unsigned long arg)
{
	return is_ioctl_of_interest(cmd) ? check_native_ioctl(file, cmd, arg) : 0;
}

SEC("lsm/file_ioctl_compat")
int BPF_PROG(gk_ioctl_compat, struct file *file, unsigned int cmd, unsigned long arg)
{
	return is_ioctl_of_interest(cmd) ? check_compat_ioctl(file, cmd, arg) : 0;
}
