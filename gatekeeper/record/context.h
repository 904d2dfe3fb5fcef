/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What records are made of beside events. */
#ifndef GATEKEEPER_RECORD_CONTEXT_H
#define GATEKEEPER_RECORD_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#include "policy/language/container.h"

/* Bytes of a command line in a record; of a longer one the beginning. */
#define RECORD_COMMAND_LINE_SIZE 256

/* What the daemon saw of a caller and its parent, later than the call. Texts end with a NUL; empty: unknown. */
struct record_observed {
	uint64_t delay; /* ns since the call */
	char command_line[RECORD_COMMAND_LINE_SIZE + 1];
	bool is_truncated;
	char parent_name[GK_COMM_SIZE];
	char parent_executable[GK_EXECUTABLE_SIZE];
};

/* What an event does not say itself. */
struct record_context {
	int64_t boot_to_realtime; /* ns to add to CLOCK_BOOTTIME */
	uint32_t namespace_major; /* the device of nsfs; both 0: unknown */
	uint32_t namespace_minor;
	struct gk_event_namespace init[GK_NAMESPACE_COUNT]; /* the init namespaces */
	/* Finds the path of a cgroup; false: unknown. Gets `cgroups`. NULL: every path is unknown. */
	bool (*cgroup_path)(void *cgroups, uint64_t id, struct gk_cgroup_path *ret_path);
	void *cgroups;

	/* Finds name and tag of a program, in the same way. */
	bool (*program)(void *programs, uint32_t id, struct gk_program *ret_program);
	void *programs;

	/* Looks at the caller and its parent; false: nothing was seen. Gets `observer`. NULL: nobody looks. */
	bool (*observe)(void *observer, const struct gk_event *event, struct record_observed *ret_observed);
	void *observer;

	/*
	 * What is known of the container that was at `time` in the cgroup with this id and path; NULL: nothing. Gets
	 * `containers`. NULL: nobody knows any.
	 */
	const struct container *(*container)(void *containers, uint64_t id, const char *path, uint64_t time);
	void *containers;
};

/* One kind of denials that the kernel side counted and wrote no event of. */
struct repeat {
	struct gk_event event; /* the first denial of this kind */
	uint64_t count;        /* denials since the last record */
	uint64_t total;        /* denials since the first one */
	uint64_t since;        /* CLOCK_BOOTTIME of the first denial that `count` counts */
};

/* Events that were lost, from one report to the next. Times are CLOCK_BOOTTIME; 0: unknown. */
struct record_gap {
	uint64_t lost[GK_VERDICT_COUNT];
	uint64_t lost_outcomes;
	uint64_t first_time;
	uint64_t last_time;
	uint64_t after_sequence;  /* the last number seen before the gap */
	uint64_t before_sequence; /* the first number seen after it */
};

/* Another policy became active, as the gatekeeper's history has it. Digests are in hexadecimal. */
struct record_change {
	const char *digest;
	const char *previous; /* of the policy before it; empty: unknown */
	uint32_t mode;        /* enum gk_mode */
	uint32_t uid;
	uint32_t login_uid; /* GK_NO_NUMBER: nobody logged in */
	const char *executable;
};

/* CLOCK_BOOTTIME in ns to ns since 1970; INT64_MAX if that is later than any. */
static inline int64_t record_time(const struct record_context *context, uint64_t time)
{
	int64_t sum;

	return __builtin_add_overflow(context->boot_to_realtime, time, &sum) ? INT64_MAX : sum;
}

#endif
