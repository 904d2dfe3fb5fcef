// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/why/allow-text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/why/in-front.h"
#include "gatekeeper/why/no-need.h"
#include "gatekeeper/why/policy-today.h"

static int write_text(const struct placement *placement, const struct allow_rule *rule, const char *text,
		      char **ret_text)
{
	char *with_rule = NULL;
	size_t length;
	FILE *stream = open_memstream(&with_rule, &length);

	if (!stream)
		return -errno;
	placement_write(placement, rule, text, stream);
	if (fclose(stream)) {
		free(with_rule);
		return -ENOMEM;
	}
	*ret_text = with_rule;
	return 0;
}

static int add_rule(const struct policy_today *today, const char *path, const struct resolver *resolver,
		    char **ret_text, struct failure *failure)
{
	_cleanup_free_ struct gk_image *image = NULL;
	struct placement placement = placement_find(today->text, today->image);
	struct allow_rule rule;
	int error;

	allow_rule_from_event(&today->event, resolver, &rule);
	allow_rule_set_name(&rule, today->image);
	error = placement_check(&placement, &rule, path, today->text, &today->resolver.resolver, &image, failure);
	if (error)
		return error;
	if (placement.where == IN_FRONT_ALONE)
		return failure_set(failure, -ENODATA,
				   "%s: its rules are not a list in block style: gatekeeper why prints the rule to "
				   "add by hand",
				   path);
	error = write_text(&placement, &rule, today->text, ret_text);
	return error ? failure_set(failure, error, "cannot write the rule: %s", strerror(-error)) : 0;
}

int allow_text(json_t *record, const char *path, const struct resolver *resolver, char **ret_text,
	       struct failure *failure)
{
	_cleanup_(policy_today_release) struct policy_today today = {0};
	int error = policy_today_open(record, path, resolver, &today, failure);
	const char *no_need;

	if (error)
		return error;
	no_need = find_no_need(record, &today);
	if (no_need)
		return failure_set(failure, -ENODATA, "%s", no_need);
	return add_rule(&today, path, resolver, ret_text, failure);
}
