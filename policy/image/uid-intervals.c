// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* User ids as intervals within which every id satisfies the same rules. */
#include <errno.h>
#include <stdlib.h>

#include "policy/base/cleanup.h"
#include "policy/image/tables.h"

#define NO_START UINT32_MAX /* what the rest of the starts is filled with */

static int by_value(const void *a, const void *b)
{
	const uint32_t *one = a, *other = b;

	return (*one > *other) - (*one < *other);
}

/* Where something begins or ends, ascending, without 0: there the first interval begins anyway. */
static size_t find_starts(const struct policy *policy, uint32_t *ret_starts)
{
	size_t count = 0, different = 0;

	for (size_t i = 0; i < policy->uid_count; i++) {
		if (policy->uids[i].first > 0)
			ret_starts[count++] = policy->uids[i].first;
		ret_starts[count++] = policy->uids[i].last + 1;
	}
	if (count > 0)
		qsort(ret_starts, count, sizeof(*ret_starts), by_value);
	for (size_t i = 0; i < count; i++) {
		if (different == 0 || ret_starts[different - 1] != ret_starts[i])
			ret_starts[different++] = ret_starts[i];
	}
	return different;
}

/* The interval that begins at this id. */
static size_t find_interval(const uint32_t *starts, size_t count, uint32_t uid)
{
	const uint32_t *found = uid > 0 ? bsearch(&uid, starts, count, sizeof(*starts), by_value) : NULL;

	return found ? (size_t)(found - starts) + 1 : 0;
}

static void add_rule(struct compiler *compiler, size_t rule, const uint32_t *starts, size_t count,
		     struct gk_vector *intervals)
{
	struct list list = compiler->policy->rules[rule].uids;
	const struct uid_range *range = compiler->policy->uids + list.first;

	if (list.count == 0) {
		for (size_t i = 0; i <= count; i++)
			vector_set(&intervals[i], rule);
	}
	for (unsigned int j = 0; j < list.count; j++) {
		size_t end = find_interval(starts, count, range[j].last + 1);

		for (size_t i = find_interval(starts, count, range[j].first); i < end; i++)
			vector_set(&intervals[i], rule);
	}
}

static void fill(struct compiler *compiler, const uint32_t *starts, size_t count, const struct gk_vector *intervals)
{
	struct gk_image *image = compiler->image;

	for (size_t i = 0; i < GK_UID_INTERVALS; i++) {
		if (i <= count) {
			image->uid[i].start = i > 0 ? starts[i - 1] : 0;
			image->uid[i].cell = vectors_add(compiler->vectors, &intervals[i]);
		} else {
			image->uid[i].start = NO_START;
			image->uid[i].cell = image->uid[count].cell;
		}
	}
}

int compile_uids(struct compiler *compiler)
{
	const struct policy *policy = compiler->policy;
	_cleanup_free_ uint32_t *starts = calloc(2 * policy->uid_count + 1, sizeof(*starts));
	_cleanup_free_ struct gk_vector *intervals = NULL;
	size_t count;

	if (!starts)
		return -ENOMEM;
	count = find_starts(policy, starts);
	if (count > GK_UID_INTERVALS - 1) {
		compiler->full = "it names user IDs in too many ranges";
		return -E2BIG;
	}
	intervals = calloc(count + 1, sizeof(*intervals));
	if (!intervals)
		return -ENOMEM;
	for (size_t rule = 0; rule < compiler->image->rule_count; rule++)
		add_rule(compiler, rule, starts, count, intervals);
	fill(compiler, starts, count, intervals);
	return 0;
}
