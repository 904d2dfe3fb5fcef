/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Two policies to compare: compiled alike, with the names of what is in their images. */
#ifndef GATEKEEPER_DIFF_POLICIES_H
#define GATEKEEPER_DIFF_POLICIES_H

#include "policy/image/decision.h"
#include "policy/policy.h"

#include "gatekeeper/base/failure.h"
#include "gatekeeper/container/resolver.h"
#include "gatekeeper/diff/values.h"

struct diff_policies {
	struct diff_names names;
	struct host_resolver host;
	struct resolver base;
	struct gk_image *image[DIFF_SIDES];
	struct gk_image *by_record[DIFF_SIDES]; /* the same for records: executables of this host, cgroups by name */
	struct findings findings[DIFF_SIDES];   /* for the names of the files */
};

/* Paths are compared by name. Returns 0 or -ENOMEM; to be released in each case, as all that follow. */
int diff_policies_init(struct diff_policies *policies);

/*
 * Compiles two policy files, in which paths are compared by name. Prints to stderr what is wrong with a policy. Returns
 * 0 or a negative errno with the reason in `failure`; -EINVAL: the findings were printed.
 */
int diff_policies_compile(const char *before, const char *after, struct diff_policies *policies,
			  struct failure *failure);

/* Compiles both again, to decide records. Returns 0 or a negative errno with the reason in `failure`. */
int diff_policies_compile_by_record(const char *before, const char *after, struct diff_policies *policies,
				    struct failure *failure);

/*
 * The same as diff_policies_compile() of an image that was compiled for this host, and of a file that is: takes
 * `before` over, also on failure. An executable is the file that it is now.
 */
int diff_policies_compile_for(struct gk_image *before, const char *after, struct diff_policies *policies,
			      struct failure *failure);

void diff_policies_release(struct diff_policies *policies);

/* What a decision is by: a rule and where it is, or the default. */
#define DIFF_RULE_TEXT_SIZE (GK_RULE_NAME_SIZE + FINDINGS_FILE_SIZE + GK_FILE_NAME_SIZE + 32)

/* "rule NAME (FILE:LINE)", or "the default" for GK_NO_RULE. `findings`: of the policy, for the names of its files. */
void diff_rule_text(const struct gk_image *image, const struct findings *findings, unsigned int rule,
		    char ret_text[DIFF_RULE_TEXT_SIZE]);

#endif
