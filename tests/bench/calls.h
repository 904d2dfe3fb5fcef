/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The calls that are measured: one row each. client.c measures them. */
#ifndef TESTS_BENCH_CALLS_H
#define TESTS_BENCH_CALLS_H

#include <stdbool.h>
#include <stddef.h>

enum caller { HOST, CONTAINER, PRIVILEGED_CONTAINER };

struct call {
	const char *name;
	unsigned int count;        /* in a burst */
	long (*make)(void);        /* -1 and errno, as of a system call */
	void (*after_burst)(void); /* not measured; NULL: nothing */
	void (*before)(void);      /* once; NULL: nothing */
	unsigned int events;       /* that the gatekeeper writes for one call */
	bool counted;              /* as a repeat of one with an event */
	enum caller caller;
	bool denied;  /* by the policy */
	bool by_name; /* measured only if it is named */
};

extern const struct call calls[];
extern const size_t call_count;

/* Opens what the calls use, below this cgroup. Exits with a message when it can't. */
void calls_set_up(const char *cgroup);

#endif
