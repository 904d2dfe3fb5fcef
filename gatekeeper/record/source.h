/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Everything that the fields of one record are written from. */
#ifndef GATEKEEPER_RECORD_SOURCE_H
#define GATEKEEPER_RECORD_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf-lsm/contract/abi.h"

#include "gatekeeper/record/context.h"

/* A sample of the ring that is not an event of our version. */
struct record_sample {
	const void *bytes;
	size_t size;
};

/* What every one of the gatekeeper's own records has. */
struct own_record {
	const char *kind;
	const char *action;
	const char *outcome;
	const char *message; /* may be empty */
	bool has_namespaces; /* the init ones */
};

/* Either `event` or `own` is set. */
struct record_source {
	const struct record_context *context;
	uint64_t time; /* of the record, CLOCK_BOOTTIME in ns */
	const struct gk_event *event;
	const struct repeat *repeat;       /* the record is of counted denials; `event` is the first of them */
	struct gk_program program;         /* of the event; zero: unknown */
	struct gk_cgroup_path caller_path; /* of the event; empty: unknown */
	struct gk_cgroup_path target_path;
	const struct container *container; /* of the caller; NULL: unknown */
	struct record_observed observed;   /* all zero: nothing */
	const struct own_record *own;
	const struct record_gap *gap;       /* with `own`, or NULL */
	const struct record_change *change; /* with `own`, or NULL */
	const struct record_sample *sample; /* with `own`, or NULL */
};

#endif
