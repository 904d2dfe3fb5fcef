/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* An event of the audit log, decided again: what would this policy decide? */
#ifndef GATEKEEPER_EXPLAIN_LOGGED_H
#define GATEKEEPER_EXPLAIN_LOGGED_H

#include <jansson.h>
#include <stdbool.h>

#include "bpf-lsm/contract/abi.h"
#include "policy/source/findings.h"

#include "gatekeeper/base/failure.h"
#include "gatekeeper/request/from-record.h"

/*
 * Explains the decision of a record on stdout: as text, or as a JSON object on one line. The cgroups of the image are
 * by name. Returns 1 if it was explained, 0 if the record is not a decision, or -EINVAL or -ENOMEM with the reason.
 */
int explain_record(const struct findings *findings, const struct gk_image *image, json_t *record, bool as_json,
		   struct failure *failure);

/*
 * A cgroup without its path cannot be compared with those of a policy. Returns what the policy needs and the event does
 * not have, or NULL.
 */
const char *find_missing_path(const struct gk_image *image, const struct event_request *event);

#endif
