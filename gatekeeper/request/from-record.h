/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A decision event of the audit log as the request that was decided, to be decided again. */
#ifndef GATEKEEPER_EVENT_REQUEST_H
#define GATEKEEPER_EVENT_REQUEST_H

#include <jansson.h>
#include <stdbool.h>

#include "gatekeeper/request/from-words.h"
#include "gatekeeper/base/failure.h"

#define EVENT_LIST_SIZE 1024

struct event_request {
	struct described_request described; /* its words are for showing, escaped as in the log */
	const char *recorded_rule;          /* of the record; NULL: none */
	enum gk_verdict recorded_verdict;
	enum gk_mode recorded_mode;
	char caller_path[GK_CGROUP_PATH_SIZE]; /* as the kernel has it; empty: not known, or not all of it */
	char target_path[GK_CGROUP_PATH_SIZE];
	char executable[GK_EXECUTABLE_SIZE]; /* as the caller sees it; empty: not known */
	char capabilities[EVENT_LIST_SIZE];
	char *shown[5]; /* what the words point to */
};

/*
 * Returns 1 with the request; 0: the record is of something else than a decision; -EINVAL with what is wrong, -ENOMEM.
 * The request is valid as long as the record is. To be released by event_request_release() when it returned 1.
 *
 * Paths of cgroups stand for their names, executables for their inode and device. What the event does not have is not
 * known.
 */
int event_request_read(json_t *record, struct event_request *ret_request, struct failure *failure);

/*
 * The same of what really happened (attached, replaced), which was not asked for: 0 with the request, or a negative
 * errno. Nothing is shown of it and nothing is to be released.
 */
int event_request_read_truth(json_t *record, struct event_request *ret_request, struct failure *failure);

void event_request_release(struct event_request *request);

#endif
