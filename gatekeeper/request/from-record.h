/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A decision event of the audit log as the request that was decided, to be decided again. */
#ifndef GATEKEEPER_REQUEST_FROM_RECORD_H
#define GATEKEEPER_REQUEST_FROM_RECORD_H

#include <jansson.h>
#include <stdbool.h>

#include "gatekeeper/request/from-words.h"
#include "gatekeeper/base/failure.h"

#define EVENT_LIST_SIZE 1024
#define EVENT_WORDS 5 /* words that a record has */

struct event_request {
	struct described_request described; /* its words are for printing, escaped */
	const char *recorded_rule;          /* of the record, not escaped; NULL: none */
	enum gk_verdict recorded_verdict;
	enum gk_mode recorded_mode;
	char caller_path[GK_CGROUP_PATH_SIZE]; /* as the kernel has it; empty: unknown or cut off */
	char target_path[GK_CGROUP_PATH_SIZE];
	char executable[GK_EXECUTABLE_SIZE]; /* as the caller sees it; empty: unknown */
	char capabilities[EVENT_LIST_SIZE];
	char *shown[EVENT_WORDS]; /* owns what the words point to */
};

/*
 * Returns 1 with the request, 0 if the record is not of a decision, or -EINVAL or -ENOMEM with the reason. The request
 * is valid as long as the record. After 1, release it with event_request_release().
 *
 * Cgroups are identified by path, executables by inode and device. What the event leaves out is unknown.
 */
int event_request_read(json_t *record, struct event_request *ret_request, struct failure *failure);

/*
 * The same for the record of an outcome (attached, replaced), without words. Returns 0 with the request, or a negative
 * errno. Nothing is to be released.
 */
int event_request_read_outcome(json_t *record, struct event_request *ret_request, struct failure *failure);

void event_request_release(struct event_request *request);

#endif
