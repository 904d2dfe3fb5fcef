/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The second part of from-record.h: what the request acts on. */
#ifndef GATEKEEPER_REQUEST_FROM_RECORD_TARGET_H
#define GATEKEEPER_REQUEST_FROM_RECORD_TARGET_H

#include <jansson.h>

#include "gatekeeper/base/failure.h"
#include "gatekeeper/request/event-request.h"

/*
 * Reads attach type, target, network namespace and program; the caller is in `event` already. Returns 0, or a negative
 * errno with the reason.
 */
int read_target(json_t *record, struct event_request *event, struct failure *failure);

#endif
