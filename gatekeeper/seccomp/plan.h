/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What a policy says to the system calls that a seccomp filter can tell apart. */
#ifndef GATEKEEPER_SECCOMP_PLAN_H
#define GATEKEEPER_SECCOMP_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/seccomp/outcomes.h"

/* The calls that a profile concerns: name, arguments that decide (0: none, the call as a whole), the first of them. */
#define SECCOMP_CALLS(X) \
	X(CALL_BPF, "bpf", 1, 0) \
	X(CALL_SETSOCKOPT, "setsockopt", 2, 1) \
	X(CALL_IOCTL, "ioctl", 1, 1) \
	X(CALL_PERF_EVENT_OPEN, "perf_event_open", 0, 0) \
	X(CALL_IO_URING_SETUP, "io_uring_setup", 0, 0) \
	X(CALL_SOCKETCALL, "socketcall", 0, 0)

#define SECCOMP_CALL_ENUM(id, name, arguments, first) id,
enum seccomp_call { SECCOMP_CALLS(SECCOMP_CALL_ENUM) CALL_COUNT };

struct plan_row {
	uint32_t level; /* of a socket option; else 0 */
	uint32_t value; /* command, option or request */
	enum outcome outcome;
	bool denied;
};

#define PLAN_ROWS 48

struct plan_call {
	const char *name;
	unsigned int arguments; /* 0 to 2 */
	unsigned int first;     /* index of the first of them */
	size_t count;
	struct plan_row row[PLAN_ROWS];
	enum outcome other_outcome;
	bool other_denied; /* every value without a row; without arguments: the call */
};

/* What of a policy a profile leaves open. */
struct unseen {
	struct gk_vector rules;
	bool by_default; /* the policy's default does it, too */
};

struct plan {
	struct plan_call call[CALL_COUNT];
	struct unseen inexact; /* what decides where the outcome depends */
	struct unseen netlink; /* what denies programs that netlink messages attach or detach */
	struct unseen receive; /* what denies descriptors of programs that other processes pass */
};

/* Asks the image. Returns 0 or -ENOMEM. */
int plan_from_image(const struct gk_image *image, const struct plan_caller *caller, struct plan *ret_plan);

/* Decides what depends, and denies the calls by which a denied one can be made unseen. */
void plan_settle(struct plan *plan, bool deny_unsure);

/* A plan that denies nothing. */
void plan_init(struct plan *ret_plan);

bool plan_denies(const struct plan_call *call, uint32_t first, uint32_t second);

/* Is anything of the call denied; is everything? */
bool plan_denies_any(const struct plan_call *call);
bool plan_denies_all(const struct plan_call *call);

#endif
