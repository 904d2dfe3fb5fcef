// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "tests/storm/agree.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define SHOWN 5

/* The policy with this digest, or -1. */
static int policy_of(const struct agree *agree, const struct gk_event *event)
{
	for (int i = 0; i < 2; i++) {
		if (memcmp(agree->digest[i], event->digest, GK_DIGEST_SIZE) == 0)
			return i;
	}
	return -1;
}

static bool is_of(const struct agree *agree, const struct gk_event *event, int policy, const struct question *question)
{
	char rule[GK_RULE_NAME_SIZE];

	if (policy < 0 || ((event->generation - agree->first) & 1) != (unsigned int)policy)
		return false;
	snprintf(rule, sizeof(rule), "%c-%s", "ab"[policy], question -> rule);
	if (strcmp(rule, event->rule) != 0 || event->verdict != question->verdict[policy])
		return false;
	return event->kind != GK_EVENT_DECISION || event->result == (event->verdict == GK_DENY ? -EPERM : 0);
}

static void show(const struct gk_event *event, int policy)
{
	printf("# mixed: kind %u, operation %u, attach type %u: policy %d of generation %llu, rule \"%.63s\", verdict "
	       "%u, result %d, reason %u\n",
	       event->kind, event->operation, event->attach_type, policy, event->generation, event->rule,
	       event->verdict, event->result, event->reason);
}

static int thread_of(const struct agree *agree, const struct gk_event *event)
{
	for (int i = 0; i < STORM_THREADS; i++) {
		if ((__u32)agree->thread[i]->tid == event->tid)
			return i;
	}
	return -1;
}

void agree_event(struct agree *agree, const struct gk_event *event)
{
	int question = question_find(event->operation, event->attach_type), thread = thread_of(agree, event);
	int policy = policy_of(agree, event);
	unsigned long n;

	if (question < 0 || thread < 0) {
		agree->foreign++;
		return;
	}
	if (!is_of(agree, event, policy, &questions[question]) && agree->mixed++ < SHOWN)
		show(event, policy);
	if (event->kind != GK_EVENT_DECISION) {
		agree->truths++;
		return;
	}
	agree->decisions[policy == 1][question]++;
	n = agree->told_count[thread]++ % ATTEMPTS_AHEAD;
	agree->told[thread][n].question = question;
	agree->told[thread][n].deny = event->verdict == GK_DENY;
}

/* The events of a thread are in the order of its attempts, and none is lost. */
static void agree_thread(struct agree *agree, int i)
{
	struct attempts *attempts = agree->thread[i];
	unsigned long done = atomic_load_explicit(&attempts->done_count, memory_order_acquire);
	unsigned long seen = atomic_load_explicit(&attempts->seen_count, memory_order_relaxed);

	for (; seen < done && seen < agree->told_count[i]; seen++) {
		unsigned long n = seen % ATTEMPTS_AHEAD;

		agree->differ += attempts->done[n].question != agree->told[i][n].question ||
				 attempts->done[n].refused != agree->told[i][n].deny;
	}
	atomic_store_explicit(&attempts->seen_count, seen, memory_order_release);
}

void agree_attempts(struct agree *agree)
{
	for (int i = 0; i < STORM_THREADS; i++)
		agree_thread(agree, i);
}
