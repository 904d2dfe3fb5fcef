// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/policy-watch.h"

#include <string.h>

#define UNSETTLED_MAX 3 /* a writer needs less time, and a new rule must not wait for ever */

void policy_watch_set(struct policy_watch *watch, struct policy_inputs *inputs)
{
	/* Without memory there is no list; the old one is better than none. */
	if (inputs->count == 0)
		return;
	policy_inputs_release(&watch->inputs);
	watch->inputs = *inputs;
	memset(inputs, 0, sizeof(*inputs));
	watch->unsettled = 0;
}

void policy_watch_add(struct policy_watch *watch, const struct policy_inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++) {
		const struct policy_input *input = &inputs->input[i];

		/* Without memory it is not watched, as in policy_watch_set(). */
		policy_inputs_add(&watch->inputs, input->kind, input->path, &input->status);
	}
}

bool policy_watch_is_settled(const struct policy_watch *watch)
{
	return watch->unsettled == 0;
}

bool policy_watch_changed(struct policy_watch *watch)
{
	bool changed;

	if (policy_inputs_changed(&watch->inputs) && watch->unsettled < UNSETTLED_MAX) {
		watch->unsettled++;
		return false;
	}
	changed = watch->unsettled > 0;
	watch->unsettled = 0;
	return changed;
}

bool policy_watch_may_be_unsettled(const struct policy_watch *watch)
{
	return watch->unsettled > 0 || policy_inputs_differ(&watch->inputs);
}

void policy_watch_again(struct policy_watch *watch)
{
	watch->unsettled = 1;
}
