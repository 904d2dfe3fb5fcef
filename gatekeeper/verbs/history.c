// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb history: the last policies that were active, the newest first. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "gatekeeper/base/escape.h"
#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/history/compare.h"
#include "gatekeeper/history/folder.h"
#include "gatekeeper/history/take-back.h"
#include "gatekeeper/history/write-out.h"

static bool json;
static const char *directory, *wanted_digest;

/* What is found out of an entry beside what it has. */
struct view {
	const struct history_entry *entry;
	bool active;
	int text_error;    /* 0: its text is there, verified */
	int compare_error; /* -ENOENT: there is none before it */
	size_t differences;
};

/* The entry that is active now is the last one with its digest and mode; NULL: none is, or it is unknown. */
static const struct history_entry *find_active(const struct history *history)
{
	struct enforcer_status status;
	struct history_entry active = {0};
	struct failure ignored;

	if (enforcer_status(&status, &ignored) || !status.loaded)
		return NULL;
	policy_digest_text(status.digest, active.digest);
	active.mode = status.mode;
	return history_find(history, &active);
}

static void make_view(const struct history *history, size_t i, const struct history_entry *active,
		      struct view *ret_view)
{
	const struct history_entry *entry = &history->entry[i];

	*ret_view = (struct view){.entry = entry, .active = entry == active, .compare_error = -ENOENT};
	ret_view->text_error = history_verify(HISTORY_STATE, entry);
	if (i > 0)
		ret_view->compare_error = history_compare(HISTORY_STATE, entry - 1, entry, &ret_view->differences);
}

static void print_time(int64_t seconds, char *ret_text, size_t size)
{
	time_t time = (time_t)seconds;
	struct tm parts;

	if (!gmtime_r(&time, &parts) || !strftime(ret_text, size, "%Y-%m-%dT%H:%M:%SZ", &parts))
		snprintf(ret_text, size, "?");
}

static void print_difference(const struct view *view)
{
	if (view->text_error == -ENOENT)
		printf("  its text was not kept: it cannot be loaded from here\n");
	else if (view->text_error)
		printf("  its text is damaged, or somebody changed it: it cannot be loaded from here\n");
	if (view->compare_error == -E2BIG)
		printf("  decides otherwise than the one before: more than %zu kinds of requests\n", view->differences);
	else if (view->compare_error)
		return;
	else if (view->differences)
		printf("  decides otherwise than the one before: %zu kind%s of requests\n", view->differences,
		       view->differences == 1 ? "" : "s");
	else
		printf("  decides like the one before\n");
}

static void print_summary(const struct history_entry *entry)
{
	char text[ESCAPED_SIZE(sizeof(entry->difference))];

	escape_text(entry->difference, sizeof(entry->difference), text);
	if (*text && strcmp(text, "decides alike") != 0)
		printf("  %s\n", text);
}

static void print_view(const struct view *view)
{
	const struct history_entry *entry = view->entry;
	char when[32], path[ESCAPED_SIZE(sizeof(entry->path))], executable[ESCAPED_SIZE(sizeof(entry->executable))];

	escape_text(entry->path, sizeof(entry->path), path);
	escape_text(entry->executable, sizeof(entry->executable), executable);
	print_time(entry->time, when, sizeof(when));
	printf("%s sha256:%s %s%s\n  %s, mode %s, %u rule%s\n  by user ID %u", when, entry->digest,
	       word_text(&history_how_words, entry->how), view->active ? ", active" : "", path,
	       word_text(&mode_words, entry->mode), entry->rule_count, entry->rule_count == 1 ? "" : "s", entry->uid);
	if (entry->login_uid != HISTORY_NO_UID)
		printf(", logged in as %u", entry->login_uid);
	printf(", with %s\n", executable);
	print_difference(view);
	print_summary(entry);
}

static void print_views(const struct history *history)
{
	const struct history_entry *active = find_active(history);
	struct view view;

	for (size_t i = history->count; i > 0; i--) {
		make_view(history, i - 1, active, &view);
		print_view(&view);
	}
	if (history->count == 0)
		puts("no policy was loaded yet");
}

static json_t *view_to_json(const struct view *view)
{
	json_t *object = history_entry_to_json(view->entry);
	bool compared = !view->compare_error || view->compare_error == -E2BIG;

	if (!object)
		return NULL;
	json_object_set_new(object, "active", json_boolean(view->active));
	json_object_set_new(object, "kept", json_boolean(!view->text_error));
	json_object_set_new(object, "differences",
			    compared ? json_integer((json_int_t)view->differences) : json_null());
	return object;
}

static int print_as_json(const struct history *history)
{
	json_t *list = json_array();
	const struct history_entry *active = find_active(history);
	struct view view;

	for (size_t i = history->count; i > 0; i--) {
		make_view(history, i - 1, active, &view);
		json_array_append_new(list, view_to_json(&view));
	}
	return print_json(list, JSON_INDENT(2));
}

static int write_out(const struct history *history)
{
	struct history_entry entry;
	struct failure failure;
	char path[PATH_MAX];

	if (history_find_digest(history, wanted_digest, &entry, &failure) ||
	    history_write_out(HISTORY_STATE, &entry, directory, path, &failure)) {
		print_error("%s", failure.text);
		return EXIT_FAILED;
	}
	puts(path);
	return EXIT_OK;
}

static int run_history(char **arguments)
{
	struct history history;
	struct failure failure;

	(void)arguments;
	if (!directory != !wanted_digest)
		return print_misuse("--write and --digest go together");
	if (history_read(HISTORY_STATE, &history, &failure)) {
		print_error("%s", failure.text);
		return EXIT_FAILED;
	}
	if (history.damaged)
		print_error("%zu entries are damaged and left out", history.damaged);
	if (directory)
		return write_out(&history);
	if (json)
		return print_as_json(&history) ? EXIT_FAILED : EXIT_OK;
	print_views(&history);
	return EXIT_OK;
}

static const struct option_spec options[] = {
	{.name = "json", .help = "print JSON: an array with an object for each", .flag = &json},
	{.name = "write",
	 .value = "DIRECTORY",
	 .help = "make DIRECTORY, write the policy of --digest to it, and print the path of the policy file",
	 .text = &directory},
	{.name = "digest",
	 .value = "DIGEST",
	 .help = "the policy whose digest begins so: at least 8 digits",
	 .text = &wanted_digest},
	{0},
};

const struct verb verb_history = {
	.name = "history",
	.arguments = "",
	.summary = "print the last policies that were active: when, by whom, in how much they differ",
	.options = options,
	.run = run_history,
};
