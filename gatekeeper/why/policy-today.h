/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the policy of today decides about the request of a record. */
#ifndef GATEKEEPER_WHY_POLICY_TODAY_H
#define GATEKEEPER_WHY_POLICY_TODAY_H

#include <jansson.h>
#include <stdint.h>

#include "policy/image/decision.h"
#include "policy/source/findings.h"

#include "gatekeeper/request/described-container.h"
#include "gatekeeper/request/from-record.h"

struct policy_today {
	struct findings findings; /* with the paths of the files */
	struct gk_image *image;
	char *text; /* of the policy file */
	struct event_request event;
	struct described_resolver resolver; /* as the given one, and knows the container of the event */
	struct gk_decision decision;
};

/*
 * Compiles the policy file at `path` and decides the request of the record. The record must outlive the result, which
 * is released by policy_today_release() in each case and must not be moved. Returns 0, or a negative errno with the
 * reason; findings of a policy with errors are printed on stderr.
 */
int policy_today_open(json_t *record, const char *path, const struct resolver *resolver, struct policy_today *ret_today,
		      struct failure *failure);

/*
 * Prints whether the policy has changed since the record and since it was loaded (`loaded`: that digest, or NULL), what
 * it decides, the lines of that rule, and why no earlier rule matched.
 */
void policy_today_print(const struct policy_today *today, json_t *record, const uint8_t *loaded);

void policy_today_release(struct policy_today *today);

#endif
