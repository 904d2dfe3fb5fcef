/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * From decision to audit log: an event in the ring, where it is written once, or counted as lost. Memory of the ring
 * holds what was there before, so that fill_event() sets every field of struct gk_event. Of a text that is the first
 * byte at least: nobody reads behind a NUL. Of `ns`, what the bits of `namespaces` make valid.
 */
#ifndef BPF_LSM_EVENT_EVENT_BPF_H
#define BPF_LSM_EVENT_EVENT_BPF_H

#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/caller.bpf.h"
#include "bpf-lsm/caller/ancestor.bpf.h"
#include "bpf-lsm/request/descriptor.bpf.h"

/* An outcome that is lost before it has an event. */
static __always_inline void count_lost_outcome(void)
{
	__sync_fetch_and_add(&gk_counters.sequence, 1);
	__sync_fetch_and_add(&gk_counters.lost_outcomes, 1);
}

/* What an event says that its request, its decision and the policy do not. */
struct event_facts {
	__u64 sequence;     /* 0: an event that stands for repeats */
	__u64 target_id;    /* of the target cgroup; 0: none, or unknown */
	__u64 netns;        /* struct net *; 0: none, or unknown */
	__u32 program_id;   /* 0: none, or unknown */
	__u32 program_type; /* enum bpf_prog_type; GK_NO_NUMBER: none, or unknown */
	__u32 command;      /* enum bpf_cmd; GK_NO_NUMBER: none, or unknown */
	__u32 attach_type;  /* enum bpf_attach_type; GK_NO_NUMBER: none, or unknown */
	__u32 link_id;
	__u32 link_type; /* enum bpf_link_type; 0: no link */
	__u32 ifindex;
	__u32 map_id;
	__u32 displaced_id;
	__s32 result;
	__u8 kind;    /* enum gk_event_kind */
	__u8 reason;  /* enum gk_reason */
	__u8 route;   /* enum gk_route */
	__u8 guarded; /* enum gk_guard */
};

/* For a hook that does not know the program's id and type already. `address`: 0: none. */
static __always_inline void read_program(struct event_facts *facts, __u64 address)
{
	struct bpf_prog *program = (struct bpf_prog *)address;

	facts->program_id = 0;
	facts->program_type = GK_NO_NUMBER;
	if (!program)
		return;
	facts->program_id = READ(program, aux, id);
	facts->program_type = READ(program, type);
}

/*
 * An event to fill, or NULL when the ring is full; then the loss is counted. The sequence number is taken first, so
 * that a lost event leaves a hole that the counters explain.
 */
static __always_inline struct gk_event *reserve_event(__u8 kind, __u8 verdict, __u64 *ret_sequence)
{
	struct gk_event *event;

	*ret_sequence = __sync_fetch_and_add(&gk_counters.sequence, 1) + 1;
	if ((kind == GK_EVENT_DECISION && verdict == GK_DENY) || kind == GK_EVENT_RACED)
		event = bpf_ringbuf_reserve(&gk_denials, sizeof(*event), 0);
	else
		event = bpf_ringbuf_reserve(&gk_events, sizeof(*event), 0);
	if (event)
		return event;
	if (kind == GK_EVENT_DECISION)
		__sync_fetch_and_add(&gk_counters.lost[verdict & 1], 1);
	else
		__sync_fetch_and_add(&gk_counters.lost_outcomes, 1);
	return NULL;
}

static __always_inline __u32 attach_type_number(__u8 slot)
{
	return slot < GK_ATTACH_TYPE_NONE ? slot : GK_NO_NUMBER;
}

/* Inode and, from 6.18 on, the 64-bit id of a namespace of any type that is not init. */
#define EVENT_NAMESPACE(event, index, pointer) \
	if (event->namespaces & 1 << (index)) { \
		typeof(pointer) _ns = (pointer); \
		struct ns_common___id *_common = (void *)&_ns->ns; \
		(event)->ns[index].inode = _ns->ns.inum; \
		(event)->ns[index].id = bpf_core_field_exists(_common->ns_id) ? _common->ns_id : 0; \
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
	event->ns[GK_NS_PID] = (struct gk_event_namespace){.inode = READ(pid_ns, ns.inum)};
	if (bpf_core_field_exists(struct ns_common___id, ns_id))
		event->ns[GK_NS_PID].id = READ((struct ns_common___id *)&pid_ns->ns, ns_id);
}

/* Of a caller that is not init in all of them: user space knows the init namespaces. */
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
	event->login_uid = bpf_core_field_exists(audit->loginuid) ? audit->loginuid.val : GK_NO_NUMBER;
	event->executable_inode = request->executable_inode;
	event->executable_device = request->executable_device;
	event->executable[0] = 0;
	event->executable_copy = 0;
	event->capabilities = request->capabilities ?: effective_capabilities(task);
	event->shared_files = request->shared_files;
	((__u64 *)event->comm)[0] = ((const __u64 *)task->comm)[0];
	((__u64 *)event->comm)[1] = ((const __u64 *)task->comm)[1];
	event->namespaces = request->namespaces;
	if (request->namespaces)
		event_namespaces(event, task);
	event->cgroup_id = request->caller.id ?: task->cgroups->dfl_cgrp->kn->id;
}

/* The program. The request has its type, tag and name only where the policy needs them. */
static __always_inline void event_program(struct gk_event *event, const struct gk_request *request,
					  const struct event_facts *facts)
{
	event->program_state = request->program_state;
	event->signature = request->signature;
	event->program_id = facts->program_id;
	event->program_type = facts->program_type;
	if (request->program_state != GK_PROGRAM_KNOWN && request->program_state != GK_PROGRAM_DECLARED) {
		__builtin_memset(event->program_tag, 0, sizeof(event->program_tag));
		event->program_name[0] = 0;
		return;
	}
	__builtin_memcpy(event->program_tag, &request->program_tag, sizeof(event->program_tag));
	__builtin_memcpy(event->program_name, request->program_name, sizeof(event->program_name));
}

#define SHORT_NAME 32 /* as most names of rules are */

/* Which policy and which rule of it. `rule` is an index, or GK_NO_RULE. */
static __always_inline void event_policy(struct gk_event *event, const struct gk_image *image, __u32 rule)
{
	event->message[0] = 0;
	event->file[0] = 0;
	if (!image || rule >= GK_MAX_RULES) {
		event->rule_line = 0;
		event->rule[0] = 0;
	}
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
		__builtin_memcpy(event->rule, row->name, SHORT_NAME);
		if (row->name[SHORT_NAME - 1])
			__builtin_memcpy(event->rule + SHORT_NAME, row->name + SHORT_NAME,
					 sizeof(event->rule) - SHORT_NAME);
		if (row->message[0])
			__builtin_memcpy(event->message, row->message, sizeof(event->message));
		if (row->file)
			__builtin_memcpy(event->file, image->file[row->file & (GK_FILES - 1)], sizeof(event->file));
	}
}

/*
 * Fills every field of an event but the path of the executable, which is empty: only some hooks may ask for a path
 * (executable.bpf.h). Inlined: what a hook knows costs a store, and what it knows to be none not even a load.
 */
static __always_inline void fill_event(struct gk_event *event, struct task_struct *task, const struct gk_image *image,
				       const struct gk_request *request, const struct gk_decision *decision,
				       const struct event_facts *facts)
{
	event->version = GK_ABI_VERSION;
	event->kind = facts->kind;
	event->reason = facts->reason;
	event->verdict = decision->verdict;
	event->sequence = facts->sequence;
	event->time = bpf_ktime_get_boot_ns();
	event->operation = request->operation;
	event->relation = request->relation;
	event->from = decision->from;
	event->command = facts->command;
	event->attach_type = facts->attach_type;
	event->result = facts->result;
	event->target_id = facts->target_id;
	event->netns = request->netns;
	event->netns_inode = facts->netns ? READ((struct net *)facts->netns, ns.inum) : 0;
	event->guarded = facts->guarded;
	event->route = facts->route;
	event->reserved = 0;
	event->link_id = facts->link_id;
	event->link_type = facts->link_type;
	event->ifindex = facts->ifindex;
	event->map_id = facts->map_id;
	event->displaced_id = facts->displaced_id;
	event_program(event, request, facts);
	event_policy(event, image, decision->rule);
	write_caller(event, request, task);
}

#endif
