// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/policy-changes.h"

#include <stdio.h>
#include <string.h>

#include "gatekeeper/history/folder.h"

/* Has the list been replaced since the last look? It is by each change. */
static bool is_new(struct policy_changes *changes)
{
	struct stat status = {0};
	bool is_same;

	if (stat(HISTORY_LIST, &status))
		return false;
	is_same = status.st_ino == changes->seen.st_ino && status.st_mtim.tv_sec == changes->seen.st_mtim.tv_sec &&
		  status.st_mtim.tv_nsec == changes->seen.st_mtim.tv_nsec;
	changes->seen = status;
	return !is_same;
}

static bool is_equal(const struct history_entry *a, const struct history_entry *b)
{
	return history_entry_is_alike(a, b) && a->time == b->time && a->how == b->how && a->uid == b->uid;
}

/* The first one after `seen` (NULL: there was none); if that is no longer in the list, the newest. */
static size_t find_first(const struct history *history, const struct history_entry *seen)
{
	for (size_t i = history->count; i > 0 && seen; i--)
		if (is_equal(&history->entry[i - 1], seen))
			return i;
	return history->count ? history->count - 1 : 0;
}

static void set_last(struct policy_changes *changes, const struct history_entry *entry)
{
	changes->last = *entry;
	changes->has_last = true;
}

void policy_changes_begin(struct policy_changes *changes)
{
	struct history history;
	struct failure ignored;

	*changes = (struct policy_changes){0};
	is_new(changes);
	if (!history_read(HISTORY_STATE, &history, &ignored) && history.count)
		set_last(changes, &history.entry[history.count - 1]);
}

static int record(struct drain *drain, const struct history_entry *entry, const char *previous)
{
	const struct record_change change = {
		.digest = entry->digest,
		.previous = previous,
		.mode = entry->mode,
		.uid = entry->uid,
		.login_uid = entry->login_uid,
		.executable = entry->executable,
	};
	char message[sizeof(entry->path) + 32 + sizeof(entry->difference)];

	snprintf(message, sizeof(message), "%s: %s%s%s", entry->path, word_text(&history_how_words, entry->how),
		 entry->difference[0] ? "; " : "", entry->difference);
	return drain_change(drain, &change, message);
}

unsigned int policy_changes_record(struct policy_changes *changes, struct drain *drain)
{
	struct history history;
	struct failure ignored;
	unsigned int count = 0;

	changes->told = is_new(changes);
	if (!changes->told || history_read(HISTORY_STATE, &history, &ignored))
		return 0;
	for (size_t i = find_first(&history, changes->has_last ? &changes->last : NULL); i < history.count; i++) {
		if (record(drain, &history.entry[i], i ? history.entry[i - 1].digest : "")) {
			changes->seen = (struct stat){0};
			return count;
		}
		set_last(changes, &history.entry[i]);
		count++;
	}
	return count;
}

void policy_changes_mark(struct policy_changes *changes)
{
	changes->mark = changes->last;
	changes->has_mark = changes->has_last;
}

bool policy_changes_followed(const struct policy_changes *changes, const struct history *history,
			     const struct history_entry *file)
{
	size_t first = find_first(history, changes->has_mark ? &changes->mark : NULL);

	/* Who edits makes a text active before the file has it: the daemon may look in between. */
	if (changes->has_mark && first > 0)
		first--;
	for (size_t i = first; i < history->count; i++) {
		const struct history_entry *entry = &history->entry[i];

		if (entry->how != HISTORY_TRIED && history_entry_is_alike(entry, file))
			return true;
	}
	return false;
}
