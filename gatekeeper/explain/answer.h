/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The answer of `explain` to one request: the rule that decides, and why none before it does. */
#ifndef GATEKEEPER_EXPLAIN_ANSWER_H
#define GATEKEEPER_EXPLAIN_ANSWER_H

#include <jansson.h>

#include "policy/image/decision.h"
#include "policy/source/findings.h"

#include "gatekeeper/request/from-words.h"

struct answer {
	const struct findings *findings; /* has the paths of the files */
	const struct gk_image *image;
	const struct described_request *described;
	struct gk_decision decision;
};

/* Prints the answer as text on stdout. */
void answer_print(const struct answer *answer);

/* Returns NULL if there is no memory. */
json_t *answer_to_json(const struct answer *answer);

#endif
