/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A rule in front of the rules of a policy, checked by the compiler and the decision, not by our own code. */
#ifndef GATEKEEPER_WHY_IN_FRONT_H
#define GATEKEEPER_WHY_IN_FRONT_H

#include <stdbool.h>

#include "gatekeeper/base/failure.h"
#include "gatekeeper/why/allow-rule.h"

enum in_front {
	IN_FRONT_OF_FIRST, /* the policy file has a rule, and the new one goes in front of it */
	IN_FRONT_OF_NONE,  /* the policy file has no rule, and the new one replaces its empty list */
	IN_FRONT_ALONE,    /* the list is not in block style: the rule was checked in a policy of its own */
};

/* How the rule goes into the policy file. */
struct placement {
	enum in_front where;
	unsigned int line;   /* of the rule that it goes in front of, or of the empty list */
	unsigned int indent; /* spaces in front of its dash */
};

/* Finds where the rule goes into the file, which has this text and was compiled to `image`. */
struct placement placement_find(const char *text, const struct gk_image *image);

/* Writes the policy with the rule; with IN_FRONT_ALONE, a policy that has only the rule. */
void placement_write(const struct placement *placement, const struct allow_rule *rule, const char *text, FILE *stream);

/*
 * Compiles the policy file `path`, which has this text, with the rule in front, and decides the request of the rule's
 * event. Returns 0 with the image, to be freed by the caller, if the rule decides and allows, or a negative errno with
 * the reason.
 */
int placement_check(const struct placement *placement, const struct allow_rule *rule, const char *path,
		    const char *text, const struct resolver *resolver, struct gk_image **ret_image,
		    struct failure *failure);

#endif
