// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb report: the audit log, the state of enforcement and what is attached, as one HTML page. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-file.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/query/selection.h"
#include "gatekeeper/query/session.h"
#include "gatekeeper/report/page.h"

static struct selection selection = {.path = LOG_FILE_DEFAULT};
static const char *output;

/* Makes the page in memory, so that a reader of the file sees the old one or the whole new one. */
static int make_page(struct figures *figures, const struct page_source *source, char **ret_page)
{
	size_t size;
	FILE *stream = open_memstream(ret_page, &size);
	bool failed;

	if (!stream)
		return -errno;
	page_print(figures, source, stream);
	failed = ferror(stream);
	return fclose(stream) != 0 || failed ? -ENOMEM : 0;
}

static int write_page(const char *page)
{
	struct failure failure;

	if (!output) {
		if (fputs(page, stdout) >= 0 && fflush(stdout) == 0)
			return EXIT_OK;
		print_error("cannot write: %s", strerror(errno));
		return EXIT_FAILED;
	}
	if (text_file_replace_private(output, page, &failure) == 0)
		return EXIT_OK;
	print_error("%s", failure.text);
	return EXIT_FAILED;
}

static bool is_complete(const struct figures *figures, const struct page_source *source)
{
	if (figures->bad > 0)
		print_error("%s: %" PRIu64 " %s of the audit log", source->path, figures->bad,
			    figures->bad == 1 ? "line is not a record" : "lines are not records");
	return figures->bad == 0 && !source->failed;
}

static int report(struct log_session *session, struct figures *figures)
{
	struct page_source source = {.path = session->path, .filter = &session->filter};
	_cleanup_free_ char *page = NULL;
	int r, code;

	source.failed = log_session_read(session) < 0;
	figures->bad = session->bad;
	r = -session->error;
	if (r == 0)
		r = make_page(figures, &source, &page);
	if (r < 0) {
		print_error("cannot make the report: %s", strerror(-r));
		return EXIT_FAILED;
	}
	code = write_page(page);
	return is_complete(figures, &source) ? code : EXIT_FAILED;
}

static int run_report(char **arguments)
{
	_cleanup_(log_session_release) struct log_session session = {
		.path = selection.path, .has_spans = true, .take = figures_take};
	_cleanup_(figures_close) struct figures figures = {0};

	(void)arguments;
	if (!output && isatty(STDOUT_FILENO))
		return print_misuse("report prints HTML: give -o FILE, or send it into a file");
	if (!selection_read(&selection, "report", &session.filter))
		return EXIT_MISUSE;
	if (figures_open(&figures) < 0) {
		print_error("cannot make the report: %s", strerror(ENOMEM));
		return EXIT_FAILED;
	}
	session.context = &figures;
	return report(&session, &figures);
}

/* clang-format off */
static const struct option_spec options[] = {
	{.name = "output", .letter = 'o', .value = "FILE", .help = "replace this file by the page (default: standard output)", .text = &output},
	SELECTION_OPTIONS
	{0},
};
/* clang-format on */

const struct verb verb_report = {
	.name = "report",
	.arguments = "",
	.summary = "write one HTML page: state, timeline, top callers and rules, what is attached",
	.options = options,
	.run = run_report,
};
