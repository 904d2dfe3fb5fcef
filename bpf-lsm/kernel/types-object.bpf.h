/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The kernel's types of maps, programs and links, as far as the programs read them: see types.bpf.h. */
#ifndef BPF_LSM_KERNEL_TYPES_OBJECT_BPF_H
#define BPF_LSM_KERNEL_TYPES_OBJECT_BPF_H

#include "bpf-lsm/kernel/types.bpf.h"

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct bpf_map {
	enum bpf_map_type map_type;
	__u32 value_size;
	__u32 map_flags;
	__u32 id;
	char name[BPF_OBJ_NAME_LEN];
};

struct bpf_trampoline {
	struct {
		atomic_t refs;
	} refcnt; /* one for each program that is loaded for its function */
};

struct bpf_prog_aux {
	__u32 id;
	__u32 attach_btf_id;
	struct bpf_prog *dst_prog;             /* that it extends or traces */
	const char *attach_func_name;          /* of the kernel or of that program */
	struct bpf_trampoline *dst_trampoline; /* NULL from its first attach on */
	__u64 load_time;                       /* ns since boot */
	char name[BPF_OBJ_NAME_LEN];
};

struct bpf_prog_aux___signature { /* 7.2 on */
	struct {
		__u8 keyring_type; /* enum bpf_sig_keyring */
		__u8 verdict;      /* enum bpf_sig_verdict; 0: not signed */
	} sig;
};

struct bpf_prog_aux___registers { /* 6.18 on */
	bool kprobe_write_ctx;    /* it sets the registers of what it is attached to */
};

struct bpf_prog {
	enum bpf_prog_type type;
	enum bpf_attach_type expected_attach_type;
	__u8 tag[BPF_TAG_SIZE];
	struct bpf_prog_aux *aux;
	__u32 len; /* of insnsi */
	struct bpf_insn insnsi[];
};

struct bpf_link {
	__u32 id;
	enum bpf_link_type type;
	struct bpf_prog *prog;
};

struct bpf_link___attach_type { /* 6.18 on */
	enum bpf_attach_type attach_type;
};

struct bpf_cgroup_link {
	struct bpf_link link;
	struct cgroup *cgroup;
};

/* The network namespace that a link acts on: of its interface, or its own. */
typedef struct {
	struct net *net;
} possible_net_t;

struct net_device {
	int ifindex;
	possible_net_t nd_net;
};

struct hw_perf_event {
	struct task_struct *target; /* NULL: not of one task */
};

struct perf_event {
	struct hw_perf_event hw;
	struct bpf_prog *prog;
};

struct bpf_tramp_node { /* 7.1 on */
	struct bpf_link *link;
};

struct bpf_link_primer {
	struct bpf_link *link;
	__u32 id;
};

struct bpf_xdp_link {
	struct net_device *dev;
};

struct tcx_link {
	struct net_device *dev;
};

struct netkit_link {
	struct net_device *dev;
};

struct bpf_netns_link {
	struct net *net;
};

struct bpf_nf_link {
	struct net *net;
};

struct bpf_prog_list { /* what is attached to a cgroup, in struct cgroup_bpf */
	struct hlist_node node;
	struct bpf_prog *prog;
	struct bpf_cgroup_link *link;
};

struct bpf_cgroup_link___type { /* up to 6.17 */
	enum bpf_attach_type type;
};

struct bpf_iter_meta {
	struct seq_file *seq;
	__u64 session_id;
	__u64 seq_num;
};

struct bpf_iter__bpf_prog {
	struct bpf_iter_meta *meta;
	struct bpf_prog *prog; /* NULL: the end */
};

#pragma clang attribute pop

#endif
