/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Equal denials: the first within a second is an event, those after it are only counted, so that a flood of them fills
 * neither the ring nor the log. What makes denials equal is compared as it is, never by its hash: a denial is not
 * hidden behind another's.
 *
 * A place holds one kind of denial. `state` has who owns the place (a number that grows with each owner) above the
 * count of repeats; it changes by compare-and-exchange, and an owner is fully written before its number is there. So a
 * count never goes to another owner, and nothing is lost: a place is given away only when user space has written all
 * that was counted (`reported`); where no place is free, a denial is an event as if there were no repeats.
 */
#ifndef BPF_LSM_EVENT_REPEAT_BPF_H
#define BPF_LSM_EVENT_REPEAT_BPF_H

#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/request/descriptor.bpf.h"
#include "bpf-lsm/request/request.bpf.h"

#define REPEAT_WAYS 2
#define REPEAT_TRIES 2 /* to count, against other processors */
#define REPEAT_SECOND 1000000000ULL

/* What gk_repeat() answers: an event is to be written, or nothing, or from here on the description of a place. */
#define REPEAT_WRITE 0
#define REPEAT_COUNTED 1
#define REPEAT_DESCRIBE 2

static __always_inline struct gk_repeat *repeat_place(__u32 place)
{
	place &= GK_REPEATS - 1;
	return bpf_map_lookup_elem(&gk_repeats, &place);
}

static __always_inline __u32 repeat_program_type(const struct call *call)
{
	struct bpf_prog *program = (void *)call->program;

	if (call->request.program_state == GK_PROGRAM_KNOWN || call->request.program_state == GK_PROGRAM_DECLARED)
		return call->request.program_type;
	return program ? READ(program, type) : GK_NO_NUMBER;
}

/*
 * What struct gk_repeat has in its key: who asks, from where, where to, what, why. Kept in the call as far as possible,
 * as the verifier of 6.1 grants 512 bytes to a whole chain of calls.
 */
struct repeat_where {
	__u64 from; /* cgroup id */
	__u64 to;
};

static __always_inline __u64 repeat_caller(const struct call *call)
{
	return call->request.executable_device << 32 | call->request.uid;
}

static __always_inline void repeat_key(struct call *call, const struct gk_image *image, struct repeat_where *ret_where)
{
	const struct gk_request *request = &call->request;
	struct task_struct *task = bpf_get_current_task_btf();

	ret_where->from = task->cgroups->dfl_cgrp->kn->id;
	ret_where->to = call->cgroup ? cgroup_id((struct cgroup *)call->cgroup) : call->netns;
	call->what = (__u64)call->command << 32 | (__u64)(repeat_program_type(call) & 0xff) << 24 |
		     request->namespaces << 16 | request->attach_type << 8 | request->operation;
	call->why = (image ? image->generation : 0) << 16 | (__u64)call->decision.reason << 13 |
		    (__u64)request->shared_files << 12 | (call->decision.rule & 0xfff);
}

static __always_inline __u32 repeat_first_place(const struct call *call, const struct repeat_where *where)
{
	__u64 sum = (call->request.executable_inode ^ where->from << 20 ^ where->to << 40) * 0x9e3779b97f4a7c15ULL;

	return ((sum ^ repeat_caller(call) << 8 ^ call->what ^ call->why) * 0x9e3779b97f4a7c15ULL) >> 40;
}

static __always_inline bool repeat_is(const volatile struct gk_repeat *repeat, const struct call *call,
				      const struct repeat_where *where)
{
	return repeat->key[0] == call->request.executable_inode && repeat->key[1] == repeat_caller(call) &&
	       repeat->key[2] == where->from && repeat->key[3] == where->to && repeat->key[4] == call->what &&
	       repeat->key[5] == call->why;
}

/* The same denial again: counted within the second, an event after it. */
static __always_inline int repeat_count(struct gk_repeat *repeat, __u64 state, __u32 place, __u64 now)
{
	__u64 since = *(volatile __u64 *)&repeat->since;
	__u64 seen;
	int i;

	if (now - since >= REPEAT_SECOND) {
		__sync_val_compare_and_swap(&repeat->since, since, now);
		return REPEAT_WRITE;
	}
	for (i = 0; i < REPEAT_TRIES; i++) {
		seen = __sync_val_compare_and_swap(&repeat->state, state, state + 1);
		if (seen == state) {
			__sync_fetch_and_add(&gk_counters.repeated, 1);
			return GK_REPEAT_COUNT(state) ? REPEAT_COUNTED : REPEAT_DESCRIBE + (int)place;
		}
		if (GK_REPEAT_OWNER(seen) != GK_REPEAT_OWNER(state))
			break;
		state = seen;
	}
	return REPEAT_WRITE;
}

/* All that it counted is recorded, and its second is over. A place that is being written is not free. */
static __always_inline bool repeat_is_free(const volatile struct gk_repeat *repeat, __u64 state, __u64 now)
{
	return !(state & GK_REPEAT_BUSY) && GK_REPEAT_COUNT(state) == repeat->reported &&
	       (!state || now - repeat->since >= REPEAT_SECOND);
}

static __always_inline void repeat_take(__u32 place, const struct call *call, const struct repeat_where *where,
					__u64 now)
{
	struct gk_repeat *repeat = repeat_place(place);
	volatile struct gk_repeat *to = repeat;
	__u64 state;

	if (!repeat)
		return;
	state = to->state;
	if (!repeat_is_free(repeat, state, now) ||
	    __sync_val_compare_and_swap(&repeat->state, state, GK_REPEAT_BUSY | state) != state)
		return;
	to->reported = 0;
	to->since = now;
	to->key[0] = call->request.executable_inode;
	to->key[1] = repeat_caller(call);
	to->key[2] = where->from;
	to->key[3] = where->to;
	to->key[4] = call->what;
	to->key[5] = call->why;
	/* Also a barrier: all of the above is there before the new owner is. */
	__sync_lock_test_and_set(&repeat->state, GK_REPEAT_NEXT_OWNER(state));
}

#define NO_PLACE ~0U

/* A denial that is to be recorded. */
VERIFIED_ALONE int gk_repeat(struct call *call, const struct gk_image *image)
{
	struct repeat_where where;
	__u64 now, state;
	__u32 place, end, found = NO_PLACE;
	struct gk_repeat *repeat;

	if (!call)
		return REPEAT_WRITE;
	repeat_key(call, image, &where);
	now = bpf_ktime_get_ns();
	place = repeat_first_place(call, &where);
	for (end = place + REPEAT_WAYS; place != end; place++) {
		repeat = repeat_place(place);
		if (!repeat)
			return REPEAT_WRITE;
		state = *(volatile __u64 *)&repeat->state;
		if (repeat_is(repeat, call, &where))
			return state & GK_REPEAT_BUSY ? REPEAT_WRITE
						      : repeat_count(repeat, state, place & (GK_REPEATS - 1), now);
		if (found == NO_PLACE && repeat_is_free(repeat, state, now))
			found = place;
	}
	if (found != NO_PLACE)
		repeat_take(found, call, &where, now);
	return REPEAT_WRITE;
}

/* The event of a place, to be filled by whoever counted its first repeat; NULL: none. */
static __always_inline struct gk_event *repeat_event(int place)
{
	struct gk_repeat *repeat = repeat_place(place - REPEAT_DESCRIBE);

	if (!repeat)
		return NULL;
	/* Else clang adds the offset before the comparison, which the verifier of 6.1 rejects. */
	__asm__ volatile("" : "+r"(repeat));
	return &repeat->event;
}

/* User space reads an event when this is its owner. A count that is not zero keeps the place with it. */
static __always_inline void repeat_described(int place)
{
	struct gk_repeat *repeat = repeat_place(place - REPEAT_DESCRIBE);

	if (repeat)
		__sync_lock_test_and_set(&repeat->described, GK_REPEAT_OWNER(*(volatile __u64 *)&repeat->state));
}

#endif
