// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/rule-text.h"

#include <stdio.h>

void diff_rule_text(const struct gk_image *image, const struct findings *findings, unsigned int rule,
		    char ret_text[DIFF_RULE_TEXT_SIZE])
{
	char path[FINDINGS_FILE_SIZE + GK_FILE_NAME_SIZE];
	const struct gk_rule *of = &image->rule[rule % GK_MAX_RULES];

	if (rule == GK_NO_RULE) {
		snprintf(ret_text, DIFF_RULE_TEXT_SIZE, "the default");
		return;
	}
	findings_path(findings, (struct place){.line = of->line, .file = of->file}, path, sizeof(path));
	snprintf(ret_text, DIFF_RULE_TEXT_SIZE, "rule %s (%s:%u)", of->name, path, of->line);
}
