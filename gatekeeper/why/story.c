// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Why a request was decided as it was: see story.h. */
#include "gatekeeper/why/story.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"
#include "policy/policy.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/base/text-file.h"
#include "gatekeeper/explain/logged.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/request/from-record.h"
#include "gatekeeper/why/in-front.h"
#include "gatekeeper/why/no-need.h"
#include "gatekeeper/why/policy-today.h"
#include "gatekeeper/why/sentences.h"

static void print_placement(const struct policy_today *today, const struct placement *placement)
{
	printf("\nTo allow just this, ");
	if (placement->where == IN_FRONT_OF_FIRST)
		printf("put this rule in front of line %u of %s:\n\n", placement->line, today->findings.file);
	else if (placement->where == IN_FRONT_OF_NONE)
		printf("replace line %u of %s by `rules:` and this rule:\n\n", placement->line, today->findings.file);
	else
		printf("put this rule in front of the others in %s, in the form that the file has:\n\n",
		       today->findings.file);
}

static void print_checked(const struct policy_today *today, const struct allow_rule *rule,
			  const struct placement *placement, bool has_container)
{
	printf("\nChecked: with this rule, %s allows the request. The rule also allows:\n",
	       placement->where == IN_FRONT_ALONE ? "a policy that denies all else" : today->findings.file);
	allow_rule_print_more(rule, stdout);
	if (rule->cgroup && has_container)
		printf("The rule is for this container only: the name of its cgroup is made for it. With the hooks of "
		       "gatekeeper container, it would have a name.\n");
	printf("\nThen run: gatekeeper load %s\n", today->findings.file);
}

/* The rule, checked, on stdout. */
static int print_rule(const struct story *story, const struct policy_today *today, struct failure *failure)
{
	_cleanup_free_ struct gk_image *image = NULL;
	struct placement placement = placement_find(today->text, today->image);
	struct allow_rule rule;
	int r;

	allow_rule_from_event(&today->event, story->resolver, &rule);
	allow_rule_set_name(&rule, today->image);
	r = placement_check(&placement, &rule, story->policy, today->text, &today->resolver.resolver, &image, failure);
	if (r < 0)
		return r;
	if (!story->only_rule)
		print_placement(today, &placement);
	allow_rule_print(&rule, placement.indent, stdout);
	if (!story->only_rule)
		print_checked(today, &rule, &placement, log_field(story->record, "container.id") != NULL);
	return 0;
}

static int print_story(const struct story *story, const struct policy_today *today, struct failure *failure)
{
	const char *no_need = find_no_need(story->record, today);
	int r;

	if (!story->only_rule) {
		sentences_print(story->record, stdout);
		policy_today_print(today, story->record, story->loaded);
	}
	r = no_need ? failure_set(failure, -ENODATA, "%s", no_need) : print_rule(story, today, failure);
	if (r != -ENODATA || story->only_rule)
		return r;
	printf("\n%s\n", failure->text);
	return 0;
}

int story_print(const struct story *story, struct failure *failure)
{
	_cleanup_(policy_today_release) struct policy_today today = {0};
	int r = policy_today_open(story->record, story->policy, story->resolver, &today, failure);

	return r < 0 ? r : print_story(story, &today, failure);
}
