// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Finds the kernel's own init_task (pid 0) by walking real_parent up from the loader, and keeps the addresses of its
 * namespaces. The loader runs it once, by BPF_PROG_RUN, before it loads the gate. PID 1 is not taken as reference:
 * it may have unshared. real_parent crosses pid namespaces; init_task is its own parent (init/init_task.c).
 *
 * hooks: none (raw_tp, run by the loader only)
 */
#include "bpf-lsm/kernel/types.bpf.h"

#include "bpf-lsm/kernel/file-change.bpf.h"
#include "bpf-lsm/kernel/rootfs.bpf.h"
#include "bpf-lsm/contract/init-task.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";

#define ANCESTORS_MAX 256 /* generations walked at the most */

struct gk_init_task gk_found;

static __always_inline void namespaces_of(struct task_struct *task, __u64 *address)
{
	struct pid *pid = BPF_CORE_READ(task, thread_pid);

	address[GK_NS_USER] = (__u64)BPF_CORE_READ(task, cred, user_ns);
	/* Of a task in a nested pid namespace this is the init one too: its level tells. */
	address[GK_NS_PID] = BPF_CORE_READ(pid, level) ? 0 : (__u64)BPF_CORE_READ(pid, numbers[0].ns);
	address[GK_NS_MNT] = (__u64)BPF_CORE_READ(task, nsproxy, mnt_ns);
	address[GK_NS_NET] = (__u64)BPF_CORE_READ(task, nsproxy, net_ns);
	address[GK_NS_IPC] = (__u64)BPF_CORE_READ(task, nsproxy, ipc_ns);
	address[GK_NS_UTS] = (__u64)BPF_CORE_READ(task, nsproxy, uts_ns);
	address[GK_NS_CGROUP] = (__u64)BPF_CORE_READ(task, nsproxy, cgroup_ns);
	address[GK_NS_TIME] = (__u64)BPF_CORE_READ(task, nsproxy, time_ns);
}

#define NAMESPACE_OF(found, index, pointer) \
	do { \
		typeof(pointer) _ns = (pointer); \
		struct ns_common___id *_common = (void *)&_ns->ns; \
\
		(found)->ns[index].inode = BPF_CORE_READ(_ns, ns.inum); \
		if (bpf_core_field_exists(_common->ns_id)) \
			(found)->ns[index].id = BPF_CORE_READ(_common, ns_id); \
	} while (0)

static __always_inline void describe(struct gk_init_task *found)
{
	const __u64 *address = found->address;

	NAMESPACE_OF(found, GK_NS_USER, (struct user_namespace *)address[GK_NS_USER]);
	NAMESPACE_OF(found, GK_NS_PID, (struct pid_namespace *)address[GK_NS_PID]);
	NAMESPACE_OF(found, GK_NS_MNT, (struct mnt_namespace *)address[GK_NS_MNT]);
	NAMESPACE_OF(found, GK_NS_NET, (struct net *)address[GK_NS_NET]);
	NAMESPACE_OF(found, GK_NS_IPC, (struct ipc_namespace *)address[GK_NS_IPC]);
	NAMESPACE_OF(found, GK_NS_UTS, (struct uts_namespace *)address[GK_NS_UTS]);
	NAMESPACE_OF(found, GK_NS_CGROUP, (struct cgroup_namespace *)address[GK_NS_CGROUP]);
	NAMESPACE_OF(found, GK_NS_TIME, (struct time_namespace *)address[GK_NS_TIME]);
}

static __always_inline void find_pins(struct task_struct *task, struct gk_init_task *found)
{
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct super_block *superblock;
	struct file *file = NULL;

	if (found->pins_fd >= BPF_CORE_READ(table, max_fds))
		return;
	bpf_probe_read_kernel(&file, sizeof(file), BPF_CORE_READ(table, fd) + found->pins_fd);
	superblock = BPF_CORE_READ(file, f_inode, i_sb);
	if (BPF_CORE_READ(superblock, s_magic) != BPF_FS_MAGIC)
		return;
	found->pins_superblock = (__u64)superblock;
	found->pins_mount = (__u64)BPF_CORE_READ(file, f_path.mnt) - bpf_core_field_offset(struct mount, mnt);
}

SEC("raw_tp/sys_enter")
int gk_find_init(void *ctx)
{
	struct task_struct *self = (void *)bpf_get_current_task();
	struct task_struct *task = self;
	__u64 own[GK_NAMESPACE_COUNT];
	struct pid_namespace *pids;
	int i;

	for (i = 0; i < ANCESTORS_MAX && BPF_CORE_READ(task, pid) != 0; i++)
		task = BPF_CORE_READ(task, real_parent);
	if (!task || BPF_CORE_READ(task, pid) != 0 || BPF_CORE_READ(task, real_parent) != task)
		return 0;

	namespaces_of(task, gk_found.address);
	describe(&gk_found);
	gk_found.nsproxy = (__u64)BPF_CORE_READ(task, nsproxy);
	namespaces_of(self, own);
	for (i = 0; i < GK_NAMESPACE_COUNT; i++)
		gk_found.loader_namespaces |= (own[i] != gk_found.address[i]) << i;
	gk_found.loader_inode = BPF_CORE_READ(self, mm, exe_file, f_inode, i_ino);
	gk_found.loader_device = BPF_CORE_READ(self, mm, exe_file, f_inode, i_sb, s_dev);
	gk_found.loader_changed = inode_changed(BPF_CORE_READ(self, mm, exe_file, f_inode));
	gk_found.loader_started = BPF_CORE_READ(self, start_boottime);
	gk_found.loader_tgid = BPF_CORE_READ(self, tgid);
	pids = (void *)gk_found.address[GK_NS_PID];
	gk_found.in_initramfs = is_in_rootfs(BPF_CORE_READ(pids, child_reaper));
	find_pins(self, &gk_found);
	gk_found.found = 1;
	return 0;
}
