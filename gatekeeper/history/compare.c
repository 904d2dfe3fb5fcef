// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/history/compare.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/diff/difference.h"
#include "gatekeeper/diff/lines.h"
#include "gatekeeper/diff/policies.h"

static int compile_copy(const struct history_entry *entry, const struct policy_copy *copy,
			const struct resolver *resolver, struct findings *findings, struct gk_image **ret_image)
{
	char digest[POLICY_DIGEST_TEXT_SIZE];
	int error = policy_compile_copy(entry->path, copy, resolver, findings, NULL, ret_image);

	if (error)
		return error;
	policy_digest_text((*ret_image)->digest, digest);
	return strcmp(digest, entry->digest) == 0 ? 0 : -EBADMSG;
}

static int compile(const char *state, const struct history_entry *entry, const struct resolver *resolver,
		   struct findings *findings, struct gk_image **ret_image)
{
	_cleanup_(policy_copy_release) struct policy_copy copy = {0};
	struct failure ignored;
	int error = history_read_copy(state, entry->digest, &copy, &ignored);

	return error ? error : compile_copy(entry, &copy, resolver, findings, ret_image);
}

int history_verify(const char *state, const struct history_entry *entry)
{
	_cleanup_free_ struct gk_image *image = NULL;
	struct findings findings;

	return compile(state, entry, &resolver_by_name, &findings, &image);
}

/* Lines of `gatekeeper diff`, without those of requests that only another rule decides. */
static int count_lines(const struct difference *difference, size_t *ret_count)
{
	_cleanup_(diff_lines_release) struct diff_lines lines = {0};
	size_t count = 0;

	if (diff_lines_find(difference, &lines))
		return -ENOMEM;
	for (size_t i = 0; i < lines.count; i++) {
		const struct gk_decision *decision = lines.line[i].decision;

		count += decision[0].verdict != decision[1].verdict || decision[0].logged != decision[1].logged;
	}
	*ret_count = count;
	return 0;
}

int history_compare(const char *state, const struct history_entry *before, const struct history_entry *after,
		    size_t *ret_count)
{
	_cleanup_(diff_policies_release) struct diff_policies policies = {0};
	_cleanup_(difference_release) struct difference difference = {0};
	const struct history_entry *entries[DIFF_SIDES] = {before, after};
	int error = diff_policies_init(&policies);

	for (size_t side = 0; side < DIFF_SIDES && !error; side++)
		error = compile(state, entries[side], &policies.names.resolver, &policies.findings[side],
				&policies.image[side]);
	if (error)
		return error;
	error = difference_find(policies.image[0], policies.image[1], &policies.names, &difference);
	if (error && error != -E2BIG)
		return error;
	return count_lines(&difference, ret_count) ? -ENOMEM : error;
}

static int compile_both(const char *state, const struct history_entry *before, const struct policy_copy *copy,
			const struct history_entry *after, struct diff_policies *policies)
{
	const struct resolver *resolver = &policies->names.resolver;
	int error = compile(state, before, resolver, &policies->findings[0], &policies->image[0]);

	if (error)
		return error;
	if (copy)
		return compile_copy(after, copy, resolver, &policies->findings[1], &policies->image[1]);
	return compile(state, after, resolver, &policies->findings[1], &policies->image[1]);
}

void history_summarise(const char *state, const struct history_entry *before, const struct policy_copy *copy,
		       struct history_entry *after)
{
	_cleanup_(diff_policies_release) struct diff_policies policies = {0};
	_cleanup_(difference_release) struct difference difference = {0};
	int error = diff_policies_init(&policies);

	if (error || compile_both(state, before, copy, after, &policies))
		return;
	policies.image[0]->mode = before->mode; /* load --audit is no text */
	policies.image[1]->mode = after->mode;
	error = difference_find(policies.image[0], policies.image[1], &policies.names, &difference);
	if (!error || error == -E2BIG)
		difference_summarise(&difference, !error, after->difference);
}
