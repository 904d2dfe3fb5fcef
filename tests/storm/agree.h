/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Does each decision on record agree with one of the two policies, and the kernel's answer with the record? */
#ifndef TESTS_STORM_AGREE_H
#define TESTS_STORM_AGREE_H

#include "tests/storm/attempts.h"

#define STORM_THREADS 2

struct agree {
	uint8_t digest[2][GK_DIGEST_SIZE]; /* of the policies */
	uint64_t first;                    /* a generation of policy 0; every other one is of policy 1 */
	struct attempts *thread[STORM_THREADS];
	struct {
		uint8_t question;
		bool deny;
	} told[STORM_THREADS][ATTEMPTS_AHEAD]; /* what the events say of attempts, at n % ATTEMPTS_AHEAD */
	unsigned long told_count[STORM_THREADS];
	unsigned long decisions[2][QUESTIONS]; /* by policy */
	unsigned long truths;                  /* of what really happened */
	unsigned long mixed;                   /* events that are of neither policy alone */
	unsigned long differ;                  /* attempts answered otherwise than their event says */
	unsigned long foreign;                 /* events that are none of this test */
};

/* One event, and all attempts that can be compared by then. */
void agree_event(struct agree *agree, const struct gk_event *event);
void agree_attempts(struct agree *agree);

#endif
