// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb log: reads, filters, follows and summarises the audit log. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/cli/pager.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/log/scan.h"
#include "gatekeeper/log/verify.h"
#include "gatekeeper/query/selection.h"
#include "gatekeeper/query/session.h"
#include "gatekeeper/query/summary.h"
#include "gatekeeper/record/table.h"

#define TAIL_MAX 1000000

static struct selection selection = {.path = LOG_FILE_DEFAULT};
static const char *tail, *format, *by = "rule", *colour = "auto";
static bool follow, as_json, verify, summarise, no_pager;

static bool is_field(const char *name)
{
	if (strncmp(name, "namespaces.", 11) == 0)
		return true;
	for (size_t i = 0; i < record_field_count; i++) {
		if (strcmp(record_fields[i].path, name) == 0)
			return true;
	}
	return false;
}

static bool read_format(struct log_session *session)
{
	char *rest;

	session->format = rest = format ? strdup(format) : NULL;
	session->has_spans = true;
	for (char *name = strsep(&rest, ","); name; name = strsep(&rest, ",")) {
		if (!is_field(name)) {
			print_misuse("--format: a record has no field '%s'; see gatekeeper-audit(5)", name);
			return false;
		}
		if (session->field_count == LOG_FORMAT_FIELDS_MAX) {
			print_misuse("--format: more than %d fields", LOG_FORMAT_FIELDS_MAX);
			return false;
		}
		session->row[session->field_count] = log_scan_field(name);
		session->has_spans &= session->row[session->field_count] < LOG_SCAN_FIELDS;
		session->field[session->field_count++] = name;
	}
	return true;
}

static bool read_tail(struct log_session *session)
{
	unsigned long count;
	char *end;

	if (!tail)
		return true;
	count = strtoul(tail, &end, 10);
	if (tail[0] < '0' || tail[0] > '9' || *end || count == 0 || count > TAIL_MAX) {
		print_misuse("--tail: '%s' is not a number from 1 to %d", tail, TAIL_MAX);
		return false;
	}
	return log_ring_open(count, &session->ring) == 0;
}

static bool read_colour(struct log_session *session)
{
	bool terminal = isatty(STDOUT_FILENO);

	if (strcmp(colour, "auto") != 0 && strcmp(colour, "always") != 0 && strcmp(colour, "never") != 0) {
		print_misuse("--color: '%s' must be auto, always or never", colour);
		return false;
	}
	session->in_columns = terminal || strcmp(colour, "always") == 0;
	session->in_colour = strcmp(colour, "always") == 0 ||
			     (strcmp(colour, "auto") == 0 && terminal && !(getenv("NO_COLOR") && *getenv("NO_COLOR")));
	return true;
}

static int take_for_summary(void *summary, const struct log_view *view)
{
	struct log_facts facts;

	log_facts_read(view, &facts);
	return log_summary_add(summary, view, &facts);
}

static bool read_summary(struct log_session *session)
{
	enum log_summary_key key;
	struct log_summary *summary;

	if (!summarise)
		return true;
	if (log_summary_find_key(by, &key) < 0) {
		print_misuse("--by: '%s' must be one of %s", by, LOG_SUMMARY_WORDS);
		return false;
	}
	if (log_summary_open(key, 0, &summary) < 0)
		return false;
	session->take = take_for_summary;
	session->context = summary;
	return true;
}

static void release_session(struct log_session *session)
{
	log_summary_close(session->context);
	log_session_release(session);
}

static bool is_combined_well(void)
{
	if (summarise && (follow || tail || as_json || format))
		print_misuse("--summary prints a table: without --follow, --tail, --json, --format");
	else if (as_json && format)
		print_misuse("--json and --format exclude each other");
	else
		return true;
	return false;
}

static void report_bad_lines(uint64_t bad)
{
	if (bad > 0)
		print_error("%s: %" PRIu64 " %s of the audit log", selection.path, bad,
			    bad == 1 ? "line is not a record" : "lines are not records");
}

/* Prints what comes at the end. It is not a failure if nobody reads our output any more. */
static int finish(struct log_session *session, int r)
{
	bool failed = r < 0;

	log_session_print_ring(session);
	if (session->context && !session->error)
		log_summary_print(session->context, stdout);
	if (!log_session_can_go_on(session, fflush(stdout) != 0) && session->error != EPIPE) {
		print_error("cannot write: %s", strerror(session->error));
		failed = true;
	}
	report_bad_lines(session->bad);
	return failed || session->bad > 0 ? EXIT_FAILED : EXIT_OK;
}

static int read_session(struct log_session *session)
{
	int code;

	if (!no_pager)
		pager_start();
	code = finish(session, log_session_read(session));
	pager_finish();
	return code;
}

static int run_session(struct log_session *session)
{
	int r;

	signal(SIGPIPE, SIG_IGN);
	if (!follow)
		return read_session(session);
	r = log_session_follow(session);
	if (r < 0)
		print_error("cannot open %s: %s", selection.path, strerror(-r));
	return finish(session, r);
}

static int run_log(char **arguments)
{
	_cleanup_(release_session) struct log_session session = {.path = selection.path, .as_json = as_json};

	(void)arguments;
	if (verify && (follow || selection.denied || as_json))
		return print_misuse(
			"--verify reads the whole log and prints none of it: without --follow, --denied, --json");
	if (verify)
		return log_verify(selection.path);
	if (!is_combined_well() || !selection_read(&selection, "log", &session.filter) || !read_format(&session) ||
	    !read_tail(&session) || !read_colour(&session) || !read_summary(&session))
		return EXIT_MISUSE;
	return run_session(&session);
}

/* clang-format off */
static const struct option_spec options[] = {
	SELECTION_OPTIONS
	{.name = "follow", .help = "wait for more, also over rotations of the file", .flag = &follow},
	{.name = "tail", .value = "N", .help = "only the last N records", .text = &tail},
	{.name = "summary", .help = "print a table: how often, when first, when last", .flag = &summarise},
	{.name = "by", .value = LOG_SUMMARY_WORDS, .help = "what the rows of the table are (default: rule)", .text = &by},
	{.name = "format", .value = "FIELD,...", .help = "print these fields, separated by tabs; see gatekeeper-audit(5)", .text = &format},
	{.name = "color", .value = "auto|always|never", .help = "colours and columns (default: auto, in a terminal)", .text = &colour},
	{.name = "no-pager", .help = "do not use GATEKEEPER_PAGER, PAGER or less in a terminal", .flag = &no_pager},
	{.name = "verify", .help = "verify the chain of hashes, also over the rotated files PATH.N", .flag = &verify},
	{.name = "json", .help = "print the lines as they are", .flag = &as_json},
	{0},
};
/* clang-format on */

const struct verb verb_log = {
	.name = "log",
	.arguments = "",
	.summary = "read, filter, follow and summarise the audit log",
	.options = options,
	.run = run_log,
};
