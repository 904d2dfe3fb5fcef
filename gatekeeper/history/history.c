// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/history/history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/lock.h"
#include "gatekeeper/base/text-file.h"
#include "gatekeeper/history/copy-text.h"
#include "gatekeeper/history/folder.h"

#define LIST_SIZE (HISTORY_ENTRIES * 4096)
#define TEXT_ENDING ".json"
#define TEXT_NAME_SIZE (POLICY_DIGEST_TEXT_SIZE + sizeof(TEXT_ENDING))
#define LOCK_SECONDS 5

static void text_name(const char *digest, char ret_name[TEXT_NAME_SIZE])
{
	snprintf(ret_name, TEXT_NAME_SIZE, "%s" TEXT_ENDING, digest);
}

static void append(struct history *history, const struct history_entry *entry)
{
	if (history->count == HISTORY_ENTRIES)
		memmove(&history->entry[0], &history->entry[1], --history->count * sizeof(*entry));
	history->entry[history->count++] = *entry;
}

static void read_line(const char *line, struct history *history)
{
	struct history_entry entry;
	json_t *json = json_loads(line, JSON_REJECT_DUPLICATES, NULL);

	if (json && history_entry_from_json(json, &entry) == 0)
		append(history, &entry);
	else
		history->damaged++;
	json_decref(json);
}

static int read_list(int folder, struct history *ret_history)
{
	_cleanup_free_ char *text = NULL;
	int error = history_file_read(folder, HISTORY_LIST_NAME, LIST_SIZE, &text);
	char *rest = text;

	*ret_history = (struct history){0};
	if (error)
		return error == -ENOENT ? 0 : error;
	for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n"))
		if (*line)
			read_line(line, ret_history);
	return 0;
}

static int set_list_failure(struct failure *failure, int error, const char *state)
{
	if (error == -EPERM || error == -E2BIG || error == -EILSEQ)
		return failure_set(failure, error,
				   "%s/" HISTORY_NAME "/" HISTORY_LIST_NAME
				   ": not a list that the gatekeeper wrote: move it away",
				   state);
	return failure_set(failure, error, "cannot read %s/" HISTORY_NAME "/" HISTORY_LIST_NAME ": %s", state,
			   strerror(-error));
}

int history_read(const char *state, struct history *ret_history, struct failure *failure)
{
	_cleanup_close_ int folder = history_folder_open(state, false, failure);
	int error;

	*ret_history = (struct history){0};
	if (folder < 0)
		return folder == -ENOENT ? 0 : folder;
	error = read_list(folder, ret_history);
	return error ? set_list_failure(failure, error, state) : 0;
}

static int write_list(int folder, const struct history *history)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);
	int error = stream ? 0 : -ENOMEM;

	for (size_t i = 0; i < history->count && !error; i++) {
		json_t *json = history_entry_to_json(&history->entry[i]);

		if (!json || json_dumpf(json, stream, JSON_COMPACT) || fputc('\n', stream) == EOF)
			error = -ENOMEM;
		json_decref(json);
	}
	if (stream && fclose(stream))
		error = -ENOMEM;
	return error ? error : history_file_write(folder, HISTORY_LIST_NAME, text);
}

/* Texts of policies that the list no longer has; other files are not ours to remove. */
static bool is_wanted(const void *context, const char *name)
{
	const struct history *history = context;
	size_t digits = strspn(name, "0123456789abcdef");

	if (digits != POLICY_DIGEST_TEXT_SIZE - 1 || strcmp(name + digits, TEXT_ENDING) != 0)
		return true;
	for (size_t i = 0; i < history->count; i++)
		if (strncmp(history->entry[i].digest, name, digits) == 0)
			return true;
	return false;
}

/* A text that is there, whole and the same, is not written again. */
static int write_text(int folder, const char *digest, const struct policy_copy *copy)
{
	_cleanup_free_ char *text = NULL, *old = NULL;
	char name[TEXT_NAME_SIZE];
	int error = copy_text_write(copy, &text);

	if (error)
		return error;
	if (strlen(text) >= HISTORY_TEXT_SIZE)
		return -E2BIG;
	text_name(digest, name);
	if (!history_file_read(folder, name, HISTORY_TEXT_SIZE, &old) && strcmp(text, old) == 0)
		return 0;
	return history_file_write(folder, name, text);
}

const struct history_entry *history_find(const struct history *history, const struct history_entry *alike)
{
	for (size_t i = history->count; i > 0; i--)
		if (history_entry_is_alike(&history->entry[i - 1], alike))
			return &history->entry[i - 1];
	return NULL;
}

/* Is it what the list ends with? Then also its text is there, unless it could not be kept. */
static bool is_last(const struct history *history, const struct history_entry *entry)
{
	const struct history_entry *last = history->count ? &history->entry[history->count - 1] : NULL;

	return last && history_entry_is_alike(last, entry) &&
	       (last->how == HISTORY_TRIED) == (entry->how == HISTORY_TRIED);
}

/* The text before the list: what is listed can be loaded. A text that cannot be kept does not keep the entry out. */
static int add_locked(int folder, struct history *history, const struct history_entry *entry,
		      const struct policy_copy *copy)
{
	int text_error = copy ? write_text(folder, entry->digest, copy) : 0, error;

	if (is_last(history, entry))
		return text_error;
	append(history, entry);
	error = write_list(folder, history);
	if (error)
		return error;
	history_folder_prune(folder, is_wanted, history);
	return text_error;
}

/* Opens, locks and reads what is to be changed. A damaged list is begun anew. */
static int open_to_change(const char *state, int *ret_folder, struct history *ret_history, struct failure *failure)
{
	_cleanup_close_ int folder = history_folder_open(state, true, failure);
	int error;

	if (folder < 0)
		return folder;
	error = lock_descriptor(folder, LOCK_SECONDS);
	if (error)
		return failure_set(failure, error, "cannot lock %s/" HISTORY_NAME ": %s", state, strerror(-error));
	if (read_list(folder, ret_history))
		*ret_history = (struct history){0};
	*ret_folder = STEAL_FD(folder);
	return 0;
}

static int set_add_failure(struct failure *failure, int error, const char *state)
{
	if (error == -E2BIG)
		return failure_set(failure, error,
				   "the text is larger than %d bytes: it is listed, but cannot come back",
				   HISTORY_TEXT_SIZE);
	return failure_set(failure, error, "cannot write to %s/" HISTORY_NAME ": %s%s", state, strerror(-error),
			   text_file_remedy(error));
}

int history_add(const char *state, const struct history_entry *entry, const struct policy_copy *copy,
		struct failure *failure)
{
	_cleanup_close_ int folder = -1;
	struct history history;
	int error = open_to_change(state, &folder, &history, failure);

	if (error)
		return error;
	error = add_locked(folder, &history, entry, copy);
	return error ? set_add_failure(failure, error, state) : 0;
}

void history_touch(const char *state)
{
	struct failure ignored;
	_cleanup_close_ int folder = history_folder_open(state, false, &ignored);

	if (folder >= 0)
		utimensat(folder, HISTORY_LIST_NAME, NULL, AT_SYMLINK_NOFOLLOW);
}

/* What was active before the trial that the list ends with. NULL: unknown, or there is no trial. */
static const struct history_entry *find_before_trial(const struct history *history)
{
	size_t i = history->count;

	if (i == 0 || history->entry[i - 1].how != HISTORY_TRIED)
		return NULL;
	while (i > 0 && history->entry[i - 1].how == HISTORY_TRIED)
		i--;
	return i > 0 ? &history->entry[i - 1] : NULL;
}

static const struct history_entry *find_trial(const struct history *history)
{
	const struct history_entry *last = history->count ? &history->entry[history->count - 1] : NULL;

	return last && last->how == HISTORY_TRIED ? last : NULL;
}

/* Adds that what `find` finds is active since now; nothing if it finds nothing. */
static int add_end(const char *state, const struct history_entry *(*find)(const struct history *history),
		   enum history_how how, struct failure *failure)
{
	_cleanup_close_ int folder = -1;
	const struct history_entry *found;
	struct history_entry entry;
	struct history history;
	int error = open_to_change(state, &folder, &history, failure);

	if (error)
		return error;
	found = find(&history);
	if (!found)
		return 0;
	entry = *found;
	entry.how = how;
	entry.difference[0] = '\0'; /* that of the trial, or back again */
	history_entry_sign(&entry);
	error = add_locked(folder, &history, &entry, NULL);
	return error ? set_add_failure(failure, error, state) : 0;
}

int history_add_confirmed(const char *state, struct failure *failure)
{
	return add_end(state, find_trial, HISTORY_CONFIRMED, failure);
}

int history_add_taken_back(const char *state, struct failure *failure)
{
	return add_end(state, find_before_trial, HISTORY_TAKEN_BACK, failure);
}

static int read_copy(int folder, const char *name, struct policy_copy *ret_copy)
{
	_cleanup_free_ char *text = NULL;
	int error = history_file_read(folder, name, HISTORY_TEXT_SIZE, &text);

	return error ? error : copy_text_read(text, ret_copy);
}

int history_read_copy(const char *state, const char *digest, struct policy_copy *ret_copy, struct failure *failure)
{
	_cleanup_close_ int folder = history_folder_open(state, false, failure);
	char name[TEXT_NAME_SIZE];
	int error;

	if (folder < 0)
		return folder;
	text_name(digest, name);
	error = read_copy(folder, name, ret_copy);
	if (error == -ENOENT)
		return failure_set(failure, error, "the text of the policy sha256:%s was not kept", digest);
	if (error == -EBADMSG || error == -EPERM || error == -E2BIG || error == -EILSEQ)
		return failure_set(failure, -EBADMSG, "%s/" HISTORY_NAME "/%s: damaged, or changed by somebody else",
				   state, name);
	if (error)
		return failure_set(failure, error, "cannot read %s/" HISTORY_NAME "/%s: %s", state, name,
				   strerror(-error));
	return 0;
}
