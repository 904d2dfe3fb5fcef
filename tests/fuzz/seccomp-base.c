// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Any bytes as the base of a seccomp profile, for libFuzzer: what is accepted merges into a profile that
 * libseccomp builds or refuses, or is refused with a message.
 */
#include <stdlib.h>
#include <string.h>

#include "gatekeeper/seccomp/build-filter.h"
#include "gatekeeper/seccomp/merge.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Denies attaching, and what goes with it. */
static void make_plan(struct plan *ret_plan)
{
	plan_init(ret_plan);
	ret_plan->call[CALL_BPF].count = 2;
	ret_plan->call[CALL_BPF].row[0] = (struct plan_row){.value = 8, .outcome = OUTCOME_DENY};
	ret_plan->call[CALL_BPF].row[1] = (struct plan_row){.value = 10, .outcome = OUTCOME_ALLOW};
	ret_plan->call[CALL_SETSOCKOPT].count = 1;
	ret_plan->call[CALL_SETSOCKOPT].row[0] = (struct plan_row){.level = 1, .value = 50, .outcome = OUTCOME_DENY};
	plan_settle(ret_plan, true);
}

static void try_merge(const json_t *base, bool compat)
{
	static const char *const capabilities[] = {"CAP_BPF", NULL};
	const struct conditions conditions = {.capability = capabilities, .kernel = {6, 12}, .compat = compat};
	struct failure failure = {""};
	json_t *merged = NULL, *resolved;
	static struct filter filter;
	struct plan plan;

	make_plan(&plan);
	if (profile_merge(base, &plan, compat, &merged, &failure) < 0)
		return;
	resolved = profile_resolve(merged, &conditions);
	if (build_filter(resolved, &filter, &failure) < 0 && failure.text[0] == '\0')
		abort();
	json_decref(resolved);
	json_decref(merged);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	bool compat = length > 0 && bytes[length - 1] & 1;
	struct failure failure = {""};
	json_t *base;

	if (profile_from_text("base", (const char *)bytes, length, compat, &base, &failure) == 0) {
		try_merge(base, compat);
		json_decref(base);
	} else if (failure.text[0] == '\0') {
		abort();
	}
	return 0;
}
