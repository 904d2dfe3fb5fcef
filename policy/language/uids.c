// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* User ids as a policy writes them: numbers and ranges, kept as intervals in ascending order that do not touch. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/language/values.h"

#define UID_LAST 4294967294U /* (uid_t)-1 is no user */

/* Decimal digits up to `end`, without a sign or superfluous zeros. */
static bool parse_uid(const char *text, const char *end, uint32_t *ret_uid)
{
	uint64_t uid = 0;

	if (text == end || end - text > 10 || (text[0] == '0' && end - text > 1))
		return false;
	for (; text < end; text++) {
		if (*text < '0' || *text > '9')
			return false;
		uid = uid * 10 + (*text - '0');
	}
	*ret_uid = uid;
	return uid <= UID_LAST;
}

static int add_range(struct policy *policy, const struct uid_range *range)
{
	if (policy->uid_count == policy->uid_room) {
		size_t room = policy->uid_room * 2;
		struct uid_range *uids = realloc(policy->uids, room * sizeof(*uids));

		if (!uids)
			return -ENOMEM;
		policy->uids = uids;
		policy->uid_room = room;
	}
	policy->uids[policy->uid_count++] = *range;
	return 0;
}

static void read_range(struct reader *reader, const struct node *item, void *context)
{
	const char *text = item->text, *end = text + strlen(text), *dash = strchr(text, '-');
	struct uid_range range = {.place = item->place};
	struct list *list = context;

	if (!parse_uid(text, dash ? dash : end, &range.first) || (dash && !parse_uid(dash + 1, end, &range.last))) {
		findings_add(reader->findings, CHECK_BAD_UID, item->place,
			     "'%.64s' is not a user ID: must be a number up to %u, or a range such as 1000-1999", text,
			     UID_LAST);
		return;
	}
	if (!dash)
		range.last = range.first;
	if (range.last < range.first) {
		findings_add(reader->findings, CHECK_BAD_UID, item->place,
			     "the range '%.64s' ends before it begins; write %u-%u", text, range.last, range.first);
		return;
	}
	if (reader->error < 0)
		return;
	reader->error = add_range(reader->policy, &range);
	list->count++;
}

static int by_first(const void *a, const void *b)
{
	const struct uid_range *one = a, *other = b;

	if (one->first != other->first)
		return one->first < other->first ? -1 : 1;
	if (one->place.line != other->place.line)
		return one->place.line < other->place.line ? -1 : 1;
	return (one->place.column > other->place.column) - (one->place.column < other->place.column);
}

/* Ranges that touch become one. */
static unsigned int join_ranges(struct reader *reader, struct uid_range *ranges, unsigned int count)
{
	unsigned int joined = 0;

	for (unsigned int i = 1; i < count; i++) {
		struct uid_range *last = &ranges[joined];

		if (ranges[i].first > last->last && ranges[i].first - last->last > 1) {
			ranges[++joined] = ranges[i];
			continue;
		}
		if (ranges[i].first <= last->last)
			findings_add(reader->findings, CHECK_DUPLICATE_WORD, ranges[i].place,
				     "user ID %u is in this list twice; remove one", ranges[i].first);
		if (ranges[i].last > last->last)
			last->last = ranges[i].last;
	}
	return joined + 1;
}

void read_uids(struct reader *reader, const struct node *value, struct list *ret_list)
{
	struct policy *policy = reader->policy;
	struct list list = {.first = policy->uid_count};

	read_items(reader, value, "user id", read_range, &list);
	if (reader->error < 0)
		return;
	if (list.count > 0) {
		qsort(policy->uids + list.first, list.count, sizeof(struct uid_range), by_first);
		list.count = join_ranges(reader, policy->uids + list.first, list.count);
		policy->uid_count = list.first + list.count;
	}
	*ret_list = list;
}
