/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * From a gathered request to the answer: the decision of the policy, and what follows from it: the errno, the count,
 * the event.
 */
#ifndef BPF_LSM_DECISION_DECISION_BPF_H
#define BPF_LSM_DECISION_DECISION_BPF_H

#include "bpf-lsm/contract/abi.h"
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/gatekeeper.bpf.h"
#include "bpf-lsm/caller/ancestor.bpf.h"
#include "bpf-lsm/request/displaced.bpf.h"
#include "bpf-lsm/request/request.bpf.h"
#include "bpf-lsm/event/event.bpf.h"
#include "bpf-lsm/event/executable.bpf.h"
#include "bpf-lsm/event/repeat.bpf.h"
#include "bpf-lsm/decision/certain-failure.bpf.h"

/* The reason that explains a denial best: a target that was unknown, else the rule or the default. */
static __always_inline __u8 choose_reason(const struct call *call)
{
	if (call->decision.verdict == GK_DENY && call->request.relation != GK_TARGET_NONE) {
		if (call->request.shared_files)
			return GK_REASON_SHARED_FILES;
		if (call->request.relation == GK_TARGET_UNKNOWN)
			return GK_REASON_UNRESOLVED;
	}
	return call->decision.reason;
}

/* What the decision did not need, and the record wants. */
static __always_inline void gather_for_record(struct task_struct *task, struct call *call)
{
	if (call->request.relation == GK_TARGET_NONE && call->target_fd != GK_NO_NUMBER)
		gk_gather_relation(call);
	if (!call->program && call->program_fd != GK_NO_NUMBER)
		call->program = (__u64)program_of(task, call->program_fd);
}

/* The ID of the program whose place the call takes; 0: none, or unknown. */
static __always_inline __u32 displaced_id(const struct call *call)
{
	__u64 program;

	if (!call->also || !may_displace((struct cgroup *)call->cgroup, call->attr[2], &program) || !program)
		return 0;
	return READ((struct bpf_prog *)program, aux, id);
}

/*
 * Returns false if the decision is neither recorded nor counted as a repeat of a recorded one. `with_path`: the hook
 * may read the path of the caller's executable.
 */
static __always_inline bool write_decision(struct call *call, struct task_struct *task, const struct gk_image *image,
					   bool with_path)
{
	struct event_facts facts = {.kind = GK_EVENT_DECISION, .guarded = GK_GUARD_NONE};
	int repeat = REPEAT_WRITE;
	struct gk_event *event;

	if (call->decision.verdict == GK_DENY && !(image && image->flags & GK_IMAGE_RECORDS_EACH))
		repeat = gk_repeat(call, image);
	if (repeat == REPEAT_COUNTED)
		return true;
	if (repeat == REPEAT_WRITE)
		event = reserve_event(facts.kind, call->decision.verdict, &facts.sequence);
	else
		event = repeat_event(repeat);
	if (!event)
		return false;
	facts.target_id = cgroup_id((struct cgroup *)call->cgroup);
	facts.netns = call->netns;
	read_program(&facts, call->program);
	if (call->request.program_state == GK_PROGRAM_DECLARED)
		facts.program_type = call->request.program_type;
	facts.command = call->command;
	facts.attach_type = attach_type_number(call->request.attach_type);
	facts.result = call->result;
	facts.reason = choose_reason(call);
	facts.route = call->route;
	fill_event(event, UNTRUSTED(task), image, &call->request, &call->decision, &facts);
	if (with_path) {
		event->displaced_id = displaced_id(call); /* of a bpf() call, and here it costs no stack */
		write_executable(event, task);
	}
	if (repeat == REPEAT_WRITE)
		bpf_ringbuf_submit(event, 0);
	else
		repeat_described(repeat);
	return true;
}

static __always_inline void count_decision(__u8 verdict)
{
	__sync_fetch_and_add(&gk_counters.decided[verdict & 1], 1);
}

/* Returns 0 or the errno of the denial. Audit mode denies only own objects, and everything where no policy is. */
static __always_inline int choose_result(const struct call *call, const struct gk_image *image)
{
	if (call->decision.verdict == GK_ALLOW)
		return 0;
	if (image && image->mode == GK_AUDIT && !call->own_object && call->decision.reason != GK_REASON_NO_POLICY)
		return 0;
	return gk_denial_errno(call->own_object == OWN_OBJECT, call->request.operation);
}

/* Is the call allowed, and counted and logged by a hook that knows more of it? */
static __always_inline bool is_left_to_another(const struct call *call)
{
	return call->decision.verdict == GK_ALLOW && call->logged_later;
}

/* Is it a denial that ends the call with the errno that it would have had anyway? In audit mode the kernel says so. */
static __always_inline bool is_certain_failure(struct call *call)
{
	int error;

	if (!call->has_attr || call->decision.verdict == GK_ALLOW || call->own_object)
		return false;
	error = gk_certain_errno(call);
	if (!error)
		return false;
	if (call->result)
		call->result = error;
	return true;
}

#define LISTS_RECORDED_EACH 60000000000ULL /* ns */

/*
 * Tools of the host list programs, maps and links by id all the time, and meet ours. That is no attack: of all of them
 * one is recorded and counted a minute. Who opens a pin lists nothing.
 */
static __always_inline bool is_list_of_host(const struct call *call)
{
	__u64 now, last;

	if (!call->own_object || call->request.namespaces || call->request.operation != GK_OP_GET ||
	    call->command == BPF_OBJ_GET)
		return false;
	last = gk_listed;
	now = bpf_ktime_get_boot_ns();
	if (last && now - last < LISTS_RECORDED_EACH)
		return true;
	return __sync_val_compare_and_swap(&gk_listed, last, now) != last;
}

/* Has the call its record already? Only a call that audit mode let pass comes to a second hook. */
static __always_inline bool is_recorded(const struct call *call)
{
	return call->recorded && call->decision.verdict == GK_DENY && !call->result;
}

/*
 * What follows from a decision of `image` (NULL: there is none): the errno, the count, the event. The gatekeeper
 * itself is let through: a policy can't lock out the program that would replace it.
 */
static __always_inline int finish_decision(struct call *call, const struct gk_image *image, bool with_path)
{
	struct task_struct *task;

	if (!call)
		return 0;
	call->result = 0;
	/* Without an event: our own reads while writing a record would make records forever. */
	if (!call->own_object && caller_is_gatekeeper(&call->request) &&
	    (call->decision.from == GK_FROM_HOST || call->decision.reason == GK_REASON_NO_POLICY))
		return 0;
	call->result = choose_result(call, image);
	if (is_left_to_another(call) || is_recorded(call))
		return 0;
	task = bpf_get_current_task_btf();
	if (call->decision.logged || call->decision.verdict == GK_DENY)
		gather_for_record(task, call);
	if (is_certain_failure(call) || is_list_of_host(call))
		return 0;
	count_decision(call->decision.verdict);
	if (call->decision.logged && !write_decision(call, task, image, with_path) && image &&
	    image->flags & GK_IMAGE_DENIES_LOST && image->mode != GK_AUDIT && !call->result)
		call->result = -GK_DENIED_ERRNO;
	return 0;
}

VERIFIED_ALONE int gk_finish_decision(struct call *call, const struct gk_image *image)
{
	return finish_decision(call, image, true);
}

/* The decision of `image` on a gathered request. */
VERIFIED_ALONE int gk_decide_call(struct call *call, const struct gk_image *image)
{
	if (!call)
		return 0;
	call->decision = image ? gk_decide(image, &call->request) : gk_no_policy(call->request.namespaces);
	if (call->own_object)
		call->decision = gk_own_object(call->decision.from);
	return 0;
}

#define MAX_ERRNO 4095 /* include/linux/err.h */

/*
 * What a hook returns for a finished decision: call->result, which could be any number for the verifier. It does not
 * follow the one comparison that clang makes of both.
 */
static __always_inline int get_answer(const struct call *call)
{
	int result = call->result;

	if (result > 0)
		return -GK_DENIED_ERRNO;
	__asm__ volatile("" : "+r"(result));
	return result < -MAX_ERRNO ? -GK_DENIED_ERRNO : result;
}

/*
 * A hook looks up the image in force once and does everything by it: what is found out for a request and what decides
 * it must not be of two policies.
 */
static __always_inline void answer_call(struct call *call, const struct gk_image *image)
{
	gk_decide_call(call, image);
	gk_finish_decision(call, image);
}

/* For hooks that may not read a path: the event has the executable's device and inode only. */
VERIFIED_ALONE int gk_finish_without_path(struct call *call, const struct gk_image *image)
{
	return finish_decision(call, image, false);
}

/* Answers a call that is a second operation, too, if that one is denied: true. Otherwise nothing is answered yet. */
static __always_inline bool is_denied_as_other(struct call *call, const struct gk_image *image)
{
	__u8 operation = call->request.operation;

	if (!call->also || !needs_decision(image, call->also))
		return false;
	call->request.operation = call->also;
	gk_decide_call(call, image);
	if (call->decision.verdict == GK_DENY) {
		gk_finish_decision(call, image);
		return true;
	}
	call->request.operation = operation;
	return false;
}

/*
 * Returns 0 or the errno of the denial. A call that could become another operation by a repointed descriptor is allowed
 * only if each of these is allowed.
 */
static __always_inline int answer_each(struct call *call, const struct gk_image *image)
{
	int i;

	if (is_denied_as_other(call, image))
		return get_answer(call);
	if (needs_decision(image, call->request.operation) || call->own_object)
		answer_call(call, image);
	for (i = 0; i < GK_SUSPECTS; i++) {
		if (call->decision.verdict == GK_DENY || call->result || !call->suspect[i])
			break;
		call->request.operation = call->suspect[i];
		call->logged_later = 1;
		if (needs_decision(image, call->request.operation))
			answer_call(call, image);
	}
	return get_answer(call);
}

#endif
