/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Threads that attach and detach without pause, and remember what the kernel answered. */
#ifndef TESTS_STORM_ATTEMPTS_H
#define TESTS_STORM_ATTEMPTS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "bpf-lsm/contract/abi.h"

/* What is asked, and what each of the two policies says to it. */
struct question {
	unsigned int operation;   /* enum gk_operation */
	unsigned int attach_type; /* GK_NO_NUMBER: any */
	const char *rule;         /* that decides, behind "a-" or "b-" */
	unsigned int verdict[2];  /* enum gk_verdict, by policy */
};

enum { QUESTION_SOCK, QUESTION_DEVICE, QUESTION_BIND, QUESTION_DETACH, QUESTIONS };

extern const struct question questions[QUESTIONS];

/* The question that this is, or -1. */
int question_find(unsigned int operation, unsigned int attach_type);

/* Attempts of a thread whose events are not seen yet: with both threads' outcome events fewer than the ring has room.
 */
#define ATTEMPTS_AHEAD 512

struct attempts {
	int cgroup;
	bool by_link;
	int program[QUESTION_DETACH]; /* for each attach type that is asked about */
	pid_t tid;
	atomic_bool *ending;
	struct {
		uint8_t question;
		bool refused;
	} done[ATTEMPTS_AHEAD]; /* attempt n is at n % ATTEMPTS_AHEAD */
	atomic_ulong done_count;
	atomic_ulong seen_count; /* by whoever reads the events; the thread waits for it */
	unsigned long odd;       /* answers that neither a policy nor the kernel should give */
};

/* Loads the programs. 0 or a negative errno. */
int attempts_prepare(struct attempts *attempts, const char *cgroup);

/* The thread's body; it sets the tid. */
void *attempts_run(void *attempts);

#endif
