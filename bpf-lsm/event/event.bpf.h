/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * From decision to audit log: fills an event in the ring, where it is written once, or counts it as lost. Each part
 * of struct gk_event has one function that fills it.
 */
#ifndef BPF_LSM_EVENT_EVENT_BPF_H
#define BPF_LSM_EVENT_EVENT_BPF_H

#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/caller.bpf.h"
#include "bpf-lsm/request/ancestor.bpf.h"
#include "bpf-lsm/request/descriptor.bpf.h"

/* An outcome that there is no room for before it can be told. */
static __always_inline void count_lost_outcome(void)
{
	__sync_fetch_and_add(&gk_counters.sequence, 1);
	__sync_fetch_and_add(&gk_counters.lost_outcomes, 1);
}

/*
 * An event with its sequence number, or NULL when the ring is full; then the loss is counted. The number is taken
 * first, so that a lost event leaves a hole that the counters explain.
 */
static __always_inline struct gk_event *reserve_event(__u8 kind, __u8 verdict)
{
	struct gk_event *event;
	__u64 sequence;

	sequence = __sync_fetch_and_add(&gk_counters.sequence, 1) + 1;
	if ((kind == GK_EVENT_DECISION && verdict == GK_DENY) || kind == GK_EVENT_RACED)
		event = bpf_ringbuf_reserve(&gk_denials, sizeof(*event), 0);
	else
		event = bpf_ringbuf_reserve(&gk_events, sizeof(*event), 0);
	if (!event) {
		if (kind == GK_EVENT_DECISION)
			__sync_fetch_and_add(&gk_counters.lost[verdict & 1], 1);
		else
			__sync_fetch_and_add(&gk_counters.lost_outcomes, 1);
		return NULL;
	}
	event->version = GK_ABI_VERSION;
	event->kind = kind;
	event->verdict = verdict;
	event->sequence = sequence;
	event->time = bpf_ktime_get_boot_ns();
	event->route = GK_ROUTE_BPF;
	event->guarded = GK_GUARD_NONE;
	event->link_id = 0;
	event->link_type = 0;
	event->ifindex = 0;
	event->map_id = 0;
	return event;
}

static __always_inline __u32 attach_type_number(__u8 slot)
{
	return slot < GK_ATTACH_TYPE_NONE ? slot : GK_NO_NUMBER;
}

static __always_inline void event_netns(struct gk_event *event, const struct gk_request *request, __u64 netns)
{
	event->netns = request->netns;
	event->netns_inode = 0;
	if (netns)
		event->netns_inode = READ((struct net *)netns, ns.inum);
}

/* Inode and, from 6.18 on, the 64-bit id of a namespace of any type that is not init. */
#define EVENT_NAMESPACE(event, index, pointer) \
	if (event->namespaces & 1 << (index)) { \
		typeof(pointer) _ns = (pointer); \
		struct ns_common___id *_common = (void *)&_ns->ns; \
		(event)->ns[index].inode = _ns->ns.inum; \
		(event)->ns[index].id = bpf_core_field_exists(_common->ns_id) ? _common->ns_id : 0; \
		(event)->ns[index].reserved = 0; \
	}

/* The active one, which nsproxy does not name. */
static __always_inline void event_pid_namespace(struct gk_event *event, struct task_struct *task)
{
	const struct nsproxy *nsproxy = task->nsproxy;
	struct pid_namespace *pid_ns;

	if (!(event->namespaces & 1 << GK_NS_PID))
		return;
	/*
	 * That of the children is the active one or one below it (kernel/pid_namespace.c pidns_install, unshare): of
	 * the same level, it is the same.
	 */
	if (nsproxy && task->thread_pid && nsproxy->pid_ns_for_children->level == task->thread_pid->level) {
		EVENT_NAMESPACE(event, GK_NS_PID, nsproxy->pid_ns_for_children);
		return;
	}
	pid_ns = active_pid_namespace(task);
	event->ns[GK_NS_PID].inode = READ(pid_ns, ns.inum);
	event->ns[GK_NS_PID].id = 0;
	event->ns[GK_NS_PID].reserved = 0;
	if (bpf_core_field_exists(struct ns_common___id, ns_id))
		event->ns[GK_NS_PID].id = READ((struct ns_common___id *)&pid_ns->ns, ns_id);
}

/* Only of a caller that is not init everywhere: what the init namespaces are user space knows. */
static __always_inline void event_namespaces(struct gk_event *event, struct task_struct *task)
{
	const struct nsproxy *nsproxy = task->nsproxy;

	EVENT_NAMESPACE(event, GK_NS_USER, task->cred->user_ns);
	EVENT_NAMESPACE(event, GK_NS_MNT, nsproxy->mnt_ns);
	EVENT_NAMESPACE(event, GK_NS_NET, nsproxy->net_ns);
	EVENT_NAMESPACE(event, GK_NS_IPC, nsproxy->ipc_ns);
	EVENT_NAMESPACE(event, GK_NS_UTS, nsproxy->uts_ns);
	EVENT_NAMESPACE(event, GK_NS_CGROUP, nsproxy->cgroup_ns);
	EVENT_NAMESPACE(event, GK_NS_TIME, nsproxy->time_ns);
	event_pid_namespace(event, task);
}

/* The caller: all but the path of its executable, which only some hooks may ask for. */
static __always_inline void write_caller(struct gk_event *event, const struct gk_request *request,
					 struct task_struct *task)
{
	struct task_struct___audit *audit = (void *)task;
	__u64 id = bpf_get_current_pid_tgid();

	event->pid = id >> 32;
	event->tid = (__u32)id;
	event->parent_pid = task->real_parent->tgid;
	event->uid = request->uid;
	event->login_uid = GK_NO_NUMBER;
	if (bpf_core_field_exists(audit->loginuid))
		event->login_uid = audit->loginuid.val;
	event->executable_inode = request->executable_inode;
	event->executable_device = request->executable_device;
	event->executable[0] = 0;
	event->capabilities = effective_capabilities(task);
	event->shared_files = request->shared_files;
	bpf_probe_read_kernel(event->comm, sizeof(event->comm), task->comm);
	event->namespaces = request->namespaces;
	if (request->namespaces)
		event_namespaces(event, task);
	event->cgroup_id = request->caller.id ?: task->cgroups->dfl_cgrp->kn->id;
}

VERIFIED_ALONE int gk_write_caller(struct gk_event *event, const struct gk_request *request)
{
	if (event && request)
		write_caller(event, request, UNTRUSTED(bpf_get_current_task_btf()));
	return 0;
}

/* A program by its address; NULL: none. */
static __always_inline void event_program(struct gk_event *event, struct bpf_prog *program)
{
	event->program_id = 0;
	event->program_type = GK_NO_NUMBER;
	event->program_name[0] = 0;
	__builtin_memset(event->program_tag, 0, sizeof(event->program_tag));
	if (!program)
		return;
	event->program_id = READ(program, aux, id);
	event->program_type = READ(program, type);
}

/* Which policy and which rule of it. `rule` is an index, or GK_NO_RULE. */
static __always_inline void event_policy(struct gk_event *event, const struct gk_image *image, __u32 rule)
{
	event->rule_line = 0;
	event->rule[0] = 0;
	event->message[0] = 0;
	event->file[0] = 0;
	__builtin_memset(event->reserved, 0, sizeof(event->reserved));
	if (!image) {
		event->generation = 0;
		event->mode = GK_ENFORCE;
		__builtin_memset(event->digest, 0, sizeof(event->digest));
		return;
	}
	event->mode = image->mode;
	event->generation = image->generation;
	__builtin_memcpy(event->digest, image->digest, sizeof(event->digest));
	if (rule < GK_MAX_RULES) {
		const struct gk_rule *row = &image->rule[GK_INDEX(0, 0, rule, GK_MAX_RULES)];

		/* Added once, and not to each of the offsets. */
		__asm__ volatile("" : "+r"(row));
		event->rule_line = row->line;
		__builtin_memcpy(event->rule, row->name, sizeof(event->rule));
		if (row->message[0])
			__builtin_memcpy(event->message, row->message, sizeof(event->message));
		if (row->file)
			__builtin_memcpy(event->file, image->file[row->file & (GK_FILES - 1)], sizeof(event->file));
	}
}

#endif
