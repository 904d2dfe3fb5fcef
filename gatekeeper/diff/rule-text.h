/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What a decision is by: a rule and where it is, or the default. */
#ifndef GATEKEEPER_DIFF_RULE_TEXT_H
#define GATEKEEPER_DIFF_RULE_TEXT_H

#include "policy/image/decision.h"
#include "policy/source/findings.h"

#define DIFF_RULE_TEXT_SIZE (GK_RULE_NAME_SIZE + FINDINGS_FILE_SIZE + GK_FILE_NAME_SIZE + 32)

/* "rule NAME (FILE:LINE)", or "the default" for GK_NO_RULE. `findings`: of the policy, for the names of its files. */
void diff_rule_text(const struct gk_image *image, const struct findings *findings, unsigned int rule,
		    char ret_text[DIFF_RULE_TEXT_SIZE]);

#endif
