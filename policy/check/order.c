// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Rules that never decide, because of an earlier one. */
#include "policy/check/check.h"

static void report(const struct match *earlier, const struct match *match, struct findings *findings)
{
	const struct rule *first = earlier->rule, *rule = match->rule;
	bool same = rule->verdict == first->verdict && match_covers(match, earlier);
	char file[128];

	findings_other_file(findings, rule->place, first->place, file, sizeof(file));
	if (same)
		findings_add(findings, CHECK_DUPLICATE_RULE, rule->place,
			     "rule '%s' is the same as '%s' on line %u%s; remove one of them", rule->name, first->name,
			     first->place.line, file);
	else
		findings_add(findings, CHECK_UNREACHABLE_RULE, rule->place,
			     "rule '%s' never decides: the earlier rule '%s' on line %u%s matches all of its requests; "
			     "move or remove it",
			     rule->name, first->name, first->place.line, file);
}

void check_reachable(const struct policy *policy, const struct match *matches, struct findings *findings)
{
	for (size_t i = 1; i < policy->rule_count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (!match_covers(&matches[j], &matches[i]))
				continue;
			report(&matches[j], &matches[i], findings);
			break;
		}
	}
}
