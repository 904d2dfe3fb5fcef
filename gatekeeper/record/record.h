/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The records of the audit log, each a JSON object. Each event of the kernel becomes one record; the gatekeeper's own
 * records report losses and what the gatekeeper did. Field names are ECS where ECS has one and are never renamed.
 */
#ifndef GATEKEEPER_RECORD_RECORD_H
#define GATEKEEPER_RECORD_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "gatekeeper/record/context.h"

enum record_state {
	RECORD_DAEMON_STARTED,
	RECORD_DAEMON_STOPPED,
	RECORD_POLICY_LOADED,
	RECORD_POLICY_REJECTED,
	RECORD_POLICY_UNLOADED,
	RECORD_PINS_RESTORED,
	RECORD_ENFORCEMENT_LOST,
	RECORD_ENFORCEMENT_RESTORED,
	RECORD_LOCKED_OUT,
	RECORD_RACE_UNDONE,
	RECORD_RACE_STAYS,
};

/*
 * Each returns a record, or NULL if there is no memory. `time` is CLOCK_BOOTTIME in ns. A sample of the ring that is
 * not a struct gk_event of our version becomes record_unreadable(); nothing behind `size` bytes is read.
 */
json_t *record_sample(const struct record_context *context, uint64_t time, const void *sample, size_t size);
json_t *record_event(const struct record_context *context, const struct gk_event *event);
json_t *record_repeat(const struct record_context *context, uint64_t time, const struct repeat *repeat);
json_t *record_unreadable(const struct record_context *context, uint64_t time, const void *sample, size_t size);
json_t *record_gap(const struct record_context *context, uint64_t time, const struct record_gap *gap);
json_t *record_state(const struct record_context *context, uint64_t time, enum record_state state, const char *message);
json_t *record_change(const struct record_context *context, uint64_t time, const struct record_change *change,
		      const char *message);

/* What a record has of an event beside its members. A cgroup of which the path is unknown leaves `path` as it was. */
void record_path(const struct record_context *context, uint64_t id, struct gk_cgroup_path *path);
struct gk_program record_program(const struct record_context *context, const struct gk_event *event);

/*
 * Gives the record as a line with its '\n', to be freed by the caller. Takes over `record`, which may be NULL. Returns
 * 0 or -ENOMEM.
 */
int record_line(json_t *record, char **ret_line, size_t *ret_length);

#endif
