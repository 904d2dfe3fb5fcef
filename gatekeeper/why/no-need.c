// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/why/no-need.h"

#include <string.h>

#include "policy/language/words.h"

#include "gatekeeper/log/shape.h"

static bool is_own_object(json_t *record)
{
	const char *reason = json_string_value(log_field(record, "event.reason"));

	return reason && strcmp(reason, word_text(&reason_words, GK_REASON_OWN_OBJECT)) == 0;
}

const char *find_no_need(json_t *record, const struct policy_today *today)
{
	if (is_own_object(record))
		return "No rule allows this: the gatekeeper keeps its own objects from all callers.";
	if (today->decision.verdict == GK_ALLOW)
		return "No rule is needed: the policy allows this.";
	return NULL;
}
