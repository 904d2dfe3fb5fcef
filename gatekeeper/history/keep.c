// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/history/keep.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/print-error.h"
#include "gatekeeper/history/compare.h"
#include "gatekeeper/history/folder.h"

static void warn(const struct failure *failure)
{
	print_error(
		"warning: the policy is active, but gatekeeper history lacks it, and the audit log who loaded it: %s",
		failure->text);
}

/* Two policies that were compared in vain are listed all the same. */
static void summarise(const struct policy_copy *copy, struct history_entry *entry)
{
	struct history history;
	struct failure ignored;

	if (!history_read(HISTORY_STATE, &history, &ignored) && history.count)
		history_summarise(HISTORY_STATE, &history.entry[history.count - 1], copy, entry);
}

static int keep(const struct gk_image *image, const char *path, enum history_how how, const struct policy_copy *copy)
{
	_cleanup_free_ char *real = realpath(path, NULL);
	struct history_entry entry;
	struct failure failure;
	int error;

	history_entry_make(image, real ? real : path, how, &entry);
	summarise(copy, &entry);
	error = history_add(HISTORY_STATE, &entry, copy, &failure);
	if (error)
		warn(&failure);
	return error == -E2BIG ? 0 : error; /* without its text */
}

void history_keep_copy(const struct gk_image *image, const char *path, enum history_how how,
		       const struct policy_copy *copy)
{
	if (!keep(image, path, how, copy))
		history_touch(HISTORY_STATE);
}

/* Reads the files again. If somebody has changed them since, the entry has no text. */
int history_keep(const struct gk_image *image, const char *path, enum history_how how)
{
	_cleanup_(policy_copy_release) struct policy_copy copy = {0};
	__u8 digest[GK_DIGEST_SIZE];
	bool is_same = !policy_copy_files(path, NULL, NULL, &copy, digest) &&
		       memcmp(digest, image->digest, sizeof(digest)) == 0;

	if (!is_same)
		print_error("warning: %s was changed while it was loaded: gatekeeper history lacks its text", path);
	return keep(image, path, how, is_same ? &copy : NULL);
}

void history_keep_confirmed(void)
{
	struct failure failure;

	if (history_add_confirmed(HISTORY_STATE, &failure))
		warn(&failure);
}

void history_keep_taken_back(void)
{
	struct failure failure;

	if (history_add_taken_back(HISTORY_STATE, &failure))
		warn(&failure);
}
