/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The kernel's types, as far as we read them. Offsets are relocated against the running kernel's BTF, so nothing
 * here needs a kernel's headers at build time. A name___suffix is another kernel's shape of `name`.
 */
#ifndef BPF_LSM_KERNEL_TYPES_BPF_H
#define BPF_LSM_KERNEL_TYPES_BPF_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#define ANON_INODE_FS_MAGIC 0x09041934 /* include/uapi/linux/magic.h */
#define CGROUP2_SUPER_MAGIC 0x63677270
#define BPF_FS_MAGIC 0xcafe4a11
#define NSFS_MAGIC 0x6e736673
#define KERNFS_TYPE_MASK 0xf /* include/linux/kernfs.h */
#define KERNFS_DIR 1

/*
 * A global function: the verifier checks it once, by itself, and not again on each path that leads to a call of it. All
 * big steps of a request are such functions, because the paths through all of them together are more than the verifier
 * follows (one million instructions; 6.1 is the strictest). The price: it knows nothing of the arguments, so that each
 * pointer is compared with NULL, kernel objects are passed as numbers (address_of()), and the answer is any number. A
 * static __noinline function is another thing: it is checked on each path, and only keeps its registers and its part of
 * the 512 bytes of stack, which a whole chain of calls shares, out of its caller's frame.
 */
#define VERIFIED_ALONE __noinline

/*
 * Without a branch: after one that leaves 0 or 1 in a register, the verifier walks what follows once for each of them,
 * and after five of them 32 times.
 */
static __always_inline __u8 is_not_zero(__u64 number)
{
	__u64 negative = -number;

	__asm__ volatile("" : "+r"(negative)); /* or the compiler makes a branch of it */
	return (number | negative) >> 63;
}

#define SIGKILL 9

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

typedef struct {
	__u32 val;
} kuid_t;

typedef struct {
	int counter;
} atomic_t;

struct ns_common {
	unsigned int inum;
};

struct ns_common___id { /* 6.18 on */
	__u64 ns_id;
};

struct user_namespace {
	struct ns_common ns;
};

struct pid_namespace {
	struct task_struct *child_reaper;
	unsigned int level;
	struct ns_common ns;
};

struct mnt_namespace {
	struct ns_common ns;
};

struct net {
	struct ns_common ns;
};

struct ipc_namespace {
	struct ns_common ns;
};

struct uts_namespace {
	struct ns_common ns;
};

struct time_namespace {
	struct ns_common ns;
};

struct css_set;

struct cgroup_namespace {
	struct ns_common ns;
	struct css_set *root_cset;
};

struct nsproxy {
	struct uts_namespace *uts_ns;
	struct ipc_namespace *ipc_ns;
	struct mnt_namespace *mnt_ns;
	struct net *net_ns;
	struct time_namespace *time_ns;
	struct cgroup_namespace *cgroup_ns;
	struct pid_namespace *pid_ns_for_children;
	struct time_namespace *time_ns_for_children;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct cred {
	kuid_t uid;
	struct user_namespace *user_ns;
};

struct kernel_cap___words { /* up to 6.2 */
	__u32 cap[2];
};

struct cred___words {
	struct kernel_cap___words cap_permitted;
	struct kernel_cap___words cap_effective;
};

struct kernel_cap___val { /* 6.3 on */
	__u64 val;
};

struct cred___val {
	struct kernel_cap___val cap_permitted;
	struct kernel_cap___val cap_effective;
};

struct qstr {
	const unsigned char *name;
};

struct file_system_type {
	const char *name;
};

struct super_block {
	__u32 s_dev;
	struct file_system_type *s_type;
	unsigned long s_magic;
};

struct inode {
	struct super_block *i_sb;
	unsigned long i_ino;
	unsigned int i_nlink;
	__u32 i_generation;
	__s64 i_size;
	void *i_private;
};

struct shmem_inode_info {
	unsigned int seals;
	struct inode vfs_inode;
};

struct btrfs_key {
	__u64 objectid;
};

struct btrfs_root {
	struct btrfs_key root_key;
};

struct btrfs_inode {
	struct btrfs_root *root;
	struct inode vfs_inode;
};

struct timespec64 {
	__s64 tv_sec;
	long tv_nsec;
};

struct inode___ctime { /* up to 6.5 */
	struct timespec64 i_ctime;
};

struct inode___hidden_ctime { /* 6.6 to 6.10 */
	struct timespec64 __i_ctime;
};

struct inode___split_ctime { /* 6.11 on */
	__s64 i_ctime_sec;
	__u32 i_ctime_nsec;
};

struct dentry {
	unsigned int d_flags;
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
	struct super_block *d_sb;
};

struct list_head {
	struct list_head *next;
};

struct vfsmount {
	struct dentry *mnt_root;
	struct super_block *mnt_sb;
};

struct mount {
	struct mount *mnt_parent; /* of a root: itself */
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
	struct list_head mnt_mounts; /* those that are mounted on it */
	struct list_head mnt_share;  /* the ring of those with the same group */
	struct mount *mnt_master;    /* what its changes come from; NULL: from its peers only */
	struct mnt_namespace *mnt_ns;
	int mnt_group_id; /* 0: not shared with other mounts */
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct fs_struct {
	struct path root;
};

struct linux_binprm {
	struct file *file;
	unsigned int unsafe;
};

struct file {
	struct path f_path;
	struct inode *f_inode;
	void *private_data;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	atomic_t count;
	struct fdtable *fdt;
};

struct mm_struct {
	struct file *exe_file;
};

struct kernfs_node {
	__u64 id;
	const char *name;
	unsigned short flags;
	void *priv;
};

struct cgroup_root {
	int hierarchy_id; /* 0: that of cgroup v2 */
};

struct hlist_node {
	struct hlist_node *next;
};

struct hlist_head {
	struct hlist_node *first;
};

struct cgroup_bpf {
	struct hlist_head progs[1]; /* one for each attach type */
};

struct cgroup {
	struct cgroup_root *root;
	struct kernfs_node *kn;
	int level;
	struct cgroup_bpf bpf;
	struct cgroup *ancestors[1];
};

struct css_set {
	struct cgroup *dfl_cgrp;
};

struct task_struct {
	unsigned int flags; /* PF_* */
	int pid;
	int tgid;
	__u64 start_boottime;
	struct task_struct *real_parent;
	struct mm_struct *mm;
	const struct cred *cred;
	struct pid *thread_pid;
	struct nsproxy *nsproxy;
	char comm[16];
	struct fs_struct *fs;
	struct files_struct *files;
	struct css_set *cgroups;
	struct task_struct *group_leader;
};

struct bpf_iter__task {
	struct task_struct *task; /* NULL: the end */
};

struct bpf_iter__cgroup {
	struct cgroup *cgroup; /* NULL: the end */
};

struct task_struct___audit { /* with CONFIG_AUDIT */
	kuid_t loginuid;
};

#pragma clang attribute pop

extern void *bpf_rdonly_cast(const void *object, __u32 type) __ksym __weak; /* 6.2 on */

#define CAST(pointer) ((typeof(pointer))bpf_rdonly_cast(pointer, bpf_core_type_id_kernel(typeof(*(pointer)))))

/*
 * READ(pointer, field, field...): a field of what an address leads to, 0 where it leads to nothing. As BPF_CORE_READ(),
 * which calls a helper for each step; where the kernel can be told the type, each step is a load.
 */
#define READ(pointer, ...) \
	({ \
		typeof(pointer) _pointer = (pointer); \
\
		bpf_rdonly_cast ? ___arrow(CAST(_pointer), __VA_ARGS__) : BPF_CORE_READ(_pointer, __VA_ARGS__); \
	})

/* The pointer that lies at an address; NULL where nothing can be read. */
static __always_inline void *pointer_at(__u64 address)
{
	return READ((struct hlist_head *)address, first);
}

/* The number of eight bytes at an address, by any type that begins with one; 0 where nothing can be read. */
static __always_inline __u64 number_at(__u64 address)
{
	return READ((struct timespec64 *)address, tv_sec);
}

/* The cgroup of this level at or above a cgroup, both given as an address; NULL: there is none. */
static __always_inline struct cgroup *cgroup_at_level(__u64 cgroup, __u32 level)
{
	return pointer_at(cgroup + bpf_core_field_offset(struct cgroup, ancestors) + level * sizeof(void *));
}

/*
 * The same pointer, which the kernel need not trust. For each pointer that is read from one that it trusts, 6.12 looks
 * through all its types by name (kernel/bpf/verifier.c btf_nested_type_is_trusted()): most of the time of a load.
 */
#define UNTRUSTED(pointer) \
	({ \
		typeof(pointer) _trusted = (pointer); \
\
		bpf_rdonly_cast ? CAST(_trusted) : _trusted; \
	})

/* A kernel pointer as a plain number, which is all that a VERIFIED_ALONE function takes. */
static __always_inline __u64 address_of(const void *pointer)
{
	__u64 address = 0;

	bpf_probe_read_kernel(&address, sizeof(address), &pointer);
	return address;
}

#endif
