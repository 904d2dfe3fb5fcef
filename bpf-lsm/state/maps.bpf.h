/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The state, which lives in the kernel: each map is pinned under its name in /sys/fs/bpf/gatekeeper and outlives
 * every process. Declared once, for the one object that gatekeeper.bpf.c makes.
 */
#ifndef BPF_LSM_STATE_MAPS_BPF_H
#define BPF_LSM_STATE_MAPS_BPF_H

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/contract/log-writer.h"
#include "bpf-lsm/kernel/types.bpf.h"

/* The call that a task is in, where a later hook decides on its program. Goes away with the task. */
struct gk_inflight {
	__u64 started; /* ns since boot */
	__u32 command; /* enum bpf_cmd */
	__u16 valid;
	__u16 recorded; /* 1: its denial, in audit mode */
};

/* The path of a task's executable, as it was when the task was first on record. Goes away with the task. */
struct gk_executable {
	__u64 file; /* struct file * */
	__u64 inode;
	__u64 device;
	__u64 is_copy; /* 1: what runs is a sealed copy of it */
	char path[GK_EXECUTABLE_SIZE];
};

/* A file by what tells it from every other one, as long as it is there. */
struct gk_file_key {
	__u64 inode;
	__u64 device; /* major << 20 | minor; above them the generation, which the kernel draws for a file in memory */
};

/* The file of which another one is a copy, see caller/copy.bpf.h. */
struct gk_copy {
	__u64 inode;
	__u64 device;
	char path[GK_EXECUTABLE_SIZE]; /* as the one saw it who made the copy */
};

#define GK_TAKEN_MAX 33 /* a filter's program, and those of its actions: include/uapi pkt_cls.h TCA_ACT_MAX_PRIO */

/* The programs that a message to traffic control has taken from their descriptors so far. Goes away with the task. */
struct gk_taken {
	__u32 open; /* 1: a message is being worked on */
	__u32 count;
	__u64 program[GK_TAKEN_MAX]; /* struct bpf_prog * */
};

/* Everything is gated until a loader says what need not be. */
volatile struct gk_gate gk_gate SEC(".data.gate") = {.commands = ~0ULL, .init_commands = ~0ULL};

volatile struct gk_own gk_own SEC(".data.own");

/* When a list by id that met our objects was last recorded: ns since boot. */
volatile __u64 gk_listed SEC(".data.others");

/* 1: process 1 has left the initramfs that the programs were loaded in. */
volatile __u32 gk_left_initramfs SEC(".data.others");

/* What there is, or was, that is not the gatekeeper's own. */
volatile struct gk_others gk_others SEC(".data.others");

volatile struct gk_seal gk_seal SEC(".data.seal");

/* Which slot of gk_policy is active, and until when: see abi.h. */
volatile __u64 gk_trial SEC(".data.trial");

struct gk_counters gk_counters SEC(".data.counters");

/*
 * The first image, and the template of all others: from 6.1 on the kernel takes into gk_policy only maps with this
 * one's BTF. (Defining it also makes clang write out the value's type, which a template alone does not.)
 */
struct gk_image_map {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct gk_image);
} gk_image SEC(".maps");

/* The active image, and beside a trial the other one. Publishing a policy is one update of a slot. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, GK_SLOTS + 1);
	__type(key, __u32);
	__array(values, struct gk_image_map);
} gk_policy SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 2 * 1024 * 1024);
} gk_events SEC(".maps");

/* Denials have a ring of their own: no flood of what is allowed takes their room. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 2 * 1024 * 1024);
} gk_denials SEC(".maps");

/* Equal denials, see repeat.bpf.h. User space maps it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, GK_REPEATS);
	__type(key, __u32);
	__type(value, struct gk_repeat);
} gk_repeats SEC(".maps");

/* User space's own: the losses that are on record as gaps already. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct gk_counters);
} gk_reported SEC(".maps");

/* User space's own: the daemon that writes the log. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct gk_writer);
} gk_writer SEC(".maps");

/* Written by the loader only: lets a later one know whether these are its own programs. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct gk_build);
} gk_build SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct gk_inflight);
} gk_inflight SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct gk_executable);
} gk_executables SEC(".maps");

/*
 * Each processor forgets the least recently used of its own. A copy that is forgotten is no copy any more: what only
 * its original may do is denied to it.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(map_flags, BPF_F_NO_COMMON_LRU);
	__uint(max_entries, GK_COPIES_EACH); /* times the processors, by the loader */
	__type(key, struct gk_file_key);
	__type(value, struct gk_copy);
} gk_copies SEC(".maps");

/*
 * 1: some executable has another number than its inode, as there was a copy, or a task runs one of a file system
 * with subvolumes (caller/copy.bpf.h). Until then nobody looks for one.
 */
volatile __u64 gk_renumbered SEC(".data.moved");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct gk_taken);
} gk_taken SEC(".maps");

/* The tasks that run the gatekeeper program and were started as it is: see caller/gatekeeper.bpf.h. */
struct gk_mark {
	__u32 clean; /* 1: it is so */
	__u32 reserved;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct gk_mark);
} gk_marks SEC(".maps");

/*
 * Where a task comes from: the set of namespaces of which it, or a task that it descends from, was born or ran a
 * program outside of the init one. It only grows, and need not have those in which the task has to stay; see
 * hooks/mark-origin.bpf.c.
 */
struct gk_origin {
	__u32 foreign; /* bit n is enum gk_namespace n */
	__u32 reserved;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct gk_origin);
} gk_origins SEC(".maps");

/*
 * The cgroup into which the host put a process that moved itself since, of the first thread; see
 * caller/workload.bpf.h. By ids, because the cgroup itself may go.
 */
struct gk_workload {
	__u64 id; /* 0: none is kept */
	__u32 level;
	__u32 reserved;
	__u64 above[GK_CGROUP_LEVELS]; /* by level, itself included; deeper than these no policy names a cgroup */
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct gk_workload);
} gk_workloads SEC(".maps");

/* 1: some process has a kept workload. Until then nobody looks for one. */
volatile __u64 gk_moved SEC(".data.moved");

#define GK_CGROUPS_KNOWN 8192

/* The least recently made are forgotten when there are more. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, GK_CGROUPS_KNOWN);
	__type(key, __u64);
	__type(value, struct gk_cgroup_path);
} gk_cgroups SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, GK_PROGRAMS);
	__type(key, __u32);
	__type(value, struct gk_program);
} gk_programs SEC(".maps");

static __always_inline __u32 active_slot(void)
{
	__u64 trial = gk_trial;

	return gk_is_trial(trial) ? gk_active_slot(trial, bpf_ktime_get_boot_ns()) : trial;
}

static __always_inline const struct gk_image *image_in(__u32 slot)
{
	__u32 zero = 0;
	void *inner = bpf_map_lookup_elem(&gk_policy, &slot);

	return inner ? bpf_map_lookup_elem(inner, &zero) : NULL;
}

static __always_inline const struct gk_image *published_image(void)
{
	return image_in(active_slot());
}

/* What has to be found out for the image (NULL: none) to decide: GK_USES_*. */
static __always_inline __u64 uses_of(const struct gk_image *image)
{
	return image ? image->uses : ~0ULL;
}

/* Can the operation be refused or logged? Without a valid image everything is. */
static __always_inline bool needs_decision(const struct gk_image *image, __u8 operation)
{
	return !image || image->magic != GK_IMAGE_MAGIC || image->operations >> (operation & 63) & 1;
}

#endif
