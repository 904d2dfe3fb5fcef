/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A decision event of the audit log as the request that was decided, to be decided again. */
#ifndef GATEKEEPER_REQUEST_FROM_RECORD_H
#define GATEKEEPER_REQUEST_FROM_RECORD_H

#include <jansson.h>

#include "gatekeeper/base/failure.h"
#include "gatekeeper/request/event-request.h"

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
