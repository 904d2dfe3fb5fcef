// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb top: what is decided just now, in a terminal. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/cli/verb.h"
#include "gatekeeper/query/follow.h"
#include "gatekeeper/query/selection.h"
#include "gatekeeper/query/session.h"
#include "gatekeeper/top/screen.h"

#define SINCE_DEFAULT "-1h"

static struct selection selection = {.path = LOG_FILE_DEFAULT, .since = SINCE_DEFAULT};
static const char *by = "rule";

static int take(void *context, const struct log_view *view)
{
	struct screen *screen = context;
	struct log_facts facts;
	int r = 0;

	log_facts_read(view, &facts);
	for (enum log_summary_key key = 0; key < LOG_SUMMARY_COUNT && r == 0; key++)
		r = log_summary_add(screen->summary[key], view, &facts);
	return r;
}

static bool update(void *context)
{
	return !log_follow_ended() && screen_update(context);
}

static void close_summaries(struct screen *screen)
{
	for (enum log_summary_key key = 0; key < LOG_SUMMARY_COUNT; key++)
		log_summary_close(screen->summary[key]);
}

static int open_summaries(struct screen *screen)
{
	int r = 0;

	for (enum log_summary_key key = 0; key < LOG_SUMMARY_COUNT && r == 0; key++)
		r = log_summary_open(key, 0, &screen->summary[key]);
	return r;
}

static int follow(struct log_session *session, struct screen *screen)
{
	int r = open_summaries(screen);

	if (r == 0)
		r = screen_open(screen);
	if (r == -ENOTTY) {
		print_error("cannot draw in this terminal: set TERM to one that terminfo knows, as xterm");
		return EXIT_FAILED;
	}
	/* Also when the terminal goes away: it is given back in any case. */
	log_follow_end_by(SIGHUP);
	log_follow_end_by(SIGQUIT);
	if (r == 0) {
		r = log_session_follow(session);
		screen_close();
	}
	if (r == 0)
		r = -session->error;
	if (r == 0)
		return EXIT_OK;
	print_error("cannot follow %s: %s", session->path, strerror(-r));
	return EXIT_FAILED;
}

static int run_top(char **arguments)
{
	_cleanup_(log_session_release) struct log_session session = {
		.path = selection.path, .has_spans = true, .take = take, .wait = update, .input = STDIN_FILENO};
	_cleanup_(close_summaries) struct screen screen = {0};

	(void)arguments;
	if (log_summary_find_key(by, &screen.shown) < 0)
		return print_misuse("--by: '%s' must be one of %s", by, LOG_SUMMARY_WORDS);
	if (!selection_read(&selection, "top", &session.filter))
		return EXIT_MISUSE;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return print_misuse("top needs a terminal; gatekeeper log --summary prints a table once");
	session.context = &screen;
	return follow(&session, &screen);
}

/* clang-format off */
static const struct option_spec options[] = {
	SELECTION_OPTIONS
	{.name = "by", .value = LOG_SUMMARY_WORDS, .help = "what the rows are at first (default: rule)", .text = &by},
	{0},
};
/* clang-format on */

const struct verb verb_top = {
	.name = "top",
	.arguments = "",
	.summary = "show in a terminal what is denied and allowed just now, since an hour ago",
	.options = options,
	.run = run_top,
};
