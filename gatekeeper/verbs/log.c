// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb log: reads, filters, follows and summarises the audit log. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/cli/verb.h"
#include "gatekeeper/log/file.h"
#include "gatekeeper/log/files.h"
#include "gatekeeper/log/filter.h"
#include "gatekeeper/log/follow.h"
#include "gatekeeper/log/input.h"
#include "gatekeeper/log/print.h"
#include "gatekeeper/log/reader.h"
#include "gatekeeper/log/ring.h"
#include "gatekeeper/log/scan.h"
#include "gatekeeper/log/seek.h"
#include "gatekeeper/log/summary.h"
#include "gatekeeper/log/verify.h"
#include "gatekeeper/record/table.h"

#define TAIL_MAX 1000000
#define TAIL_WINDOW (1 << 20) /* bytes at the end of a file that are read first */
#define FORMAT_FIELDS_MAX 32

static const char *path = LOG_FILE_DEFAULT, *since, *until, *tail, *format, *by = "rule", *colour = "auto";
static struct option_list conditions[LOG_FILTER_COUNT];
static bool follow, only_denied, as_json, verify, summarise;

/* A run of the verb: what is read, and where it goes. */
struct session {
	struct log_filter filter;
	struct log_summary *summary; /* NULL: records are printed */
	struct log_ring ring;        /* with a size: the last records are printed at the end */
	bool in_columns;
	bool in_colour;
	char *format; /* owns what `field` points to */
	const char *field[FORMAT_FIELDS_MAX];
	size_t row[FORMAT_FIELDS_MAX]; /* the number of its row in the table of fields */
	size_t field_count;
	bool has_spans;       /* the fields of --format can be scanned */
	struct log_scan scan; /* of the last line */
	uint64_t bad;
	int error; /* errno of the first failure of stdout, or ENOMEM */
};

/* `view` is of the line `text`. */
static void print_record(const struct session *session, const struct log_view *view, const char *text, size_t length)
{
	if (as_json) {
		fwrite(text, 1, length, stdout);
		putchar('\n');
	} else if (session->field_count > 0 && view->scan) {
		log_print_spans(stdout, view->scan, session->row, session->field_count);
	} else if (session->field_count > 0) {
		log_print_fields(stdout, view->record, session->field, session->field_count);
	} else if (session->in_columns) {
		log_print_columns(stdout, view, session->in_colour);
	} else {
		log_print_line(stdout, view);
	}
}

static bool can_go_on(struct session *session, bool failed)
{
	if ((failed || ferror(stdout)) && !session->error)
		session->error = errno;
	return !session->error;
}

static void take_line(struct session *session, const struct log_line *line)
{
	const struct log_view view = {.record = line->record, .scan = line->record ? NULL : &session->scan};
	int r = 0;

	if (session->summary && view.scan)
		r = log_summary_add_scan(session->summary, view.scan);
	else if (session->summary)
		r = log_summary_add(session->summary, view.record);
	else if (session->ring.size > 0)
		r = log_ring_add(&session->ring, line->text, line->length);
	else
		print_record(session, &view, line->text, line->length);
	if (r < 0)
		session->error = -r;
}

/* Takes what there is now, as long as stdout accepts it. */
static int take_all(struct session *session, struct log_reader *reader)
{
	struct log_line line;

	while (can_go_on(session, false) && !log_follow_ended()) {
		int r = log_reader_next(reader, &line);

		if (r <= 0)
			return r;
		take_line(session, &line);
		json_decref(line.record);
	}
	return 0;
}

/* The last line, if it has no end: a daemon was killed, or writes it just now. */
static void take_rest(struct session *session, struct log_reader *reader)
{
	struct log_line line;

	if (log_reader_rest(reader, &line) > 0) {
		take_line(session, &line);
		json_decref(line.record);
	}
}

/* Prints the last records, and takes no more. */
static void print_ring(struct session *session)
{
	for (size_t i = 0; i < session->ring.count; i++) {
		const char *line = log_ring_line(&session->ring, i);
		const struct log_view view = {.record = json_loads(line, 0, NULL)};

		if (view.record)
			print_record(session, &view, line, strlen(line));
		json_decref(view.record);
	}
	log_ring_close(&session->ring);
}

static int follow_all(struct session *session, struct log_reader *reader)
{
	struct log_follow state;
	int r = log_follow_open(path, &state);

	if (r < 0)
		return r;
	r = take_all(session, reader);
	print_ring(session);
	while (r == 0 && can_go_on(session, fflush(stdout) != 0) && log_follow_wait(&state, reader) > 0)
		r = take_all(session, reader);
	log_follow_close(&state);
	return r;
}

/* Only the file itself: what was rotated away before is not waited for. */
static int run_follow(struct session *session)
{
	struct log_reader reader;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int r;

	if (fd < 0 && errno != ENOENT) /* a file that is not there yet can be followed */
		return -errno;
	r = log_reader_open(fd, &reader);
	if (r < 0)
		return r;
	reader.filter = &session->filter;
	r = follow_all(session, &reader);
	session->bad += reader.bad;
	log_reader_close(&reader);
	return r;
}

static void close_input(struct log_input **input)
{
	log_input_close(*input);
}

static int read_input(struct session *session, struct log_input *input)
{
	struct log_reader reader;
	int r = log_reader_open(-1, &reader);

	if (r < 0)
		return r;
	reader.input = input;
	reader.filter = &session->filter;
	reader.scan = session->has_spans ? &session->scan : NULL;
	r = take_all(session, &reader);
	if (r == 0)
		take_rest(session, &reader);
	session->bad += reader.bad;
	log_reader_close(&reader);
	return r;
}

static int read_file(struct session *session, const char *file)
{
	_cleanup_(close_input) struct log_input *input = NULL;
	int r = log_input_open(file, &input);

	if (r < 0)
		return r;
	if (session->filter.since[0] && log_input_fd(input) >= 0)
		log_seek_time(log_input_fd(input), session->filter.since);
	return read_input(session, input);
}

/* Fills the ring from the end of the file: reads ever more of it until the ring is full. */
static int read_end(struct session *session, const char *file)
{
	_cleanup_(close_input) struct log_input *input = NULL;
	off_t size = 0, window = TAIL_WINDOW;
	uint64_t bad = session->bad;
	int r = log_input_open(file, &input);

	if (r < 0)
		return r;
	if (log_input_fd(input) >= 0)
		size = lseek(log_input_fd(input), 0, SEEK_END);
	for (;; window *= 4) {
		if (size > 0)
			log_seek_line(log_input_fd(input), size > window ? size - window : 0);
		r = read_input(session, input);
		if (r < 0 || size <= window || session->ring.count == session->ring.size)
			return r;
		session->bad = bad;
		log_ring_clear(&session->ring);
	}
}

/* Whether a file has only records outside of the time that is wanted, by the first times of it and the next file. */
static bool is_outside(const struct log_filter *filter, const struct log_files *files, size_t number)
{
	char time[LOG_TIME_LENGTH + 1];

	if (filter->since[0] && number + 1 < files->count && log_first_time(files->path[number + 1], time) &&
	    strcmp(time, filter->since) < 0)
		return true;
	return filter->until[0] && log_first_time(files->path[number], time) && strcmp(time, filter->until) > 0;
}

static void report_file(const char *file, int r)
{
	if (r == -EBADMSG)
		print_error("cannot read %s: the compressed data is damaged or cut off", file);
	else
		print_error("cannot read %s: %s", file, strerror(-r));
}

/* All files of the log, the oldest first. Reports files that cannot be read, and goes on. */
static int read_files(struct session *session)
{
	_cleanup_(log_files_release) struct log_files files = {0};
	int r = log_files_find(path, &files), failed = 0;

	if (r < 0)
		return r;
	for (size_t i = 0; i < files.count && can_go_on(session, false); i++) {
		if (is_outside(&session->filter, &files, i))
			continue;
		r = read_file(session, files.path[i]);
		if (r < 0) {
			report_file(files.path[i], r);
			failed = r;
		}
	}
	return failed;
}

/* The last records: from the newest file back, until there are enough. */
static int read_files_back(struct session *session)
{
	_cleanup_(log_files_release) struct log_files files = {0};
	_cleanup_(log_ring_close) struct log_ring ring = {0};
	int r = log_files_find(path, &files), failed = 0;

	if (r < 0)
		return r;
	ring = session->ring;
	session->ring = (struct log_ring){0};
	for (size_t i = files.count; i-- > 0 && ring.count < ring.size;) {
		if (is_outside(&session->filter, &files, i))
			continue;
		r = log_ring_open(ring.size - ring.count, &session->ring);
		if (r < 0)
			return r;
		r = read_end(session, files.path[i]);
		if (r < 0) {
			report_file(files.path[i], r);
			failed = r;
		}
		r = log_ring_prepend(&ring, &session->ring);
		if (r < 0)
			return r;
	}
	session->ring = ring;
	ring = (struct log_ring){0};
	return failed;
}

static bool read_time(const char *option, const char *text, char ret_time[LOG_TIME_LENGTH + 1])
{
	int64_t time;

	if (!text)
		return true;
	if (log_time_read(text, &time) == 0) {
		log_time_print(time, ret_time);
		return true;
	}
	print_misuse("--%s: '%s' is not a time: give 2026-11-28, 2026-11-28T06:30, -5min, -2h, yesterday or boot",
		     option, text);
	return false;
}

static bool read_conditions(struct log_filter *filter)
{
#define OPTION_NAME(id, option, field, compare, value, help) option,
	static const char *const names[] = {LOG_FILTER_KEYS(OPTION_NAME)};

	filter->denied = only_denied;
	for (enum log_filter_key key = 0; key < LOG_FILTER_COUNT; key++) {
		for (size_t i = 0; i < conditions[key].count; i++) {
			if (log_filter_add(filter, key, conditions[key].value[i]) == 0)
				continue;
			print_misuse("--%s: '%s' is not a value of it", names[key], conditions[key].value[i]);
			return false;
		}
	}
	return read_time("since", since, filter->since) && read_time("until", until, filter->until);
}

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

static bool read_format(struct session *session)
{
	char *rest;

	session->format = rest = format ? strdup(format) : NULL;
	session->has_spans = true;
	for (char *name = strsep(&rest, ","); name; name = strsep(&rest, ",")) {
		if (!is_field(name)) {
			print_misuse("--format: a record has no field '%s'; see gatekeeper-audit(5)", name);
			return false;
		}
		if (session->field_count == FORMAT_FIELDS_MAX) {
			print_misuse("--format: more than %d fields", FORMAT_FIELDS_MAX);
			return false;
		}
		session->row[session->field_count] = log_scan_field(name);
		session->has_spans &= session->row[session->field_count] < LOG_SCAN_FIELDS;
		session->field[session->field_count++] = name;
	}
	return true;
}

static bool read_tail(struct session *session)
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

static bool read_colour(struct session *session)
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

static bool read_summary(struct session *session)
{
	if (!summarise)
		return true;
	if (log_summary_open(by, &session->summary) == 0)
		return true;
	print_misuse("--by: '%s' must be rule, caller, container, operation or program", by);
	return false;
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
		print_error("%" PRIu64 " %s of %s", bad, bad == 1 ? "line is not a record" : "lines are not records",
			    path);
}

/* Prints what comes at the end. It is not a failure if nobody reads our output any more. */
static int finish(struct session *session, int r)
{
	bool failed = r < 0;

	print_ring(session);
	if (session->summary && !session->error)
		log_summary_print(session->summary, stdout);
	if (!can_go_on(session, fflush(stdout) != 0) && session->error != EPIPE) {
		print_error("cannot write: %s", strerror(session->error));
		failed = true;
	}
	report_bad_lines(session->bad);
	return failed || session->bad > 0 ? EXIT_FAILED : EXIT_OK;
}

static int run_session(struct session *session)
{
	int r;

	signal(SIGPIPE, SIG_IGN);
	if (!follow)
		return finish(session, session->ring.size > 0 ? read_files_back(session) : read_files(session));
	r = run_follow(session);
	if (r < 0)
		print_error("cannot open %s: %s", path, strerror(-r));
	return finish(session, r);
}

static void release_session(struct session *session)
{
	log_filter_release(&session->filter);
	log_summary_close(session->summary);
	log_ring_close(&session->ring);
	free(session->format);
}

static int run_log(char **arguments)
{
	_cleanup_(release_session) struct session session = {0};

	(void)arguments;
	if (verify && (follow || only_denied || as_json))
		return print_misuse(
			"--verify reads the whole log and prints none of it: without --follow, --denied, --json");
	if (verify)
		return log_verify(path);
	if (!is_combined_well() || !read_conditions(&session.filter) || !read_format(&session) ||
	    !read_tail(&session) || !read_colour(&session) || !read_summary(&session))
		return EXIT_MISUSE;
	return run_session(&session);
}

#define FILTER_OPTION(id, option, field, compare, placeholder, text) \
	{.name = option, .value = placeholder, .help = "only this " text, .list = &conditions[LOG_FILTER_##id]},

/* clang-format off */
static const struct option_spec options[] = {
	{.name = "file", .value = "PATH", .help = "read this log and its rotated files (default: " LOG_FILE_DEFAULT ")", .text = &path},
	{.name = "follow", .help = "wait for more, also over rotations of the file", .flag = &follow},
	{.name = "since", .value = "TIME", .help = "only from this time on: 2026-11-28, 2026-11-28T06:30, -2h, yesterday, boot", .text = &since},
	{.name = "until", .value = "TIME", .help = "only up to this time", .text = &until},
	{.name = "tail", .value = "N", .help = "only the last N records", .text = &tail},
	{.name = "denied", .help = "only what was denied, or would be, and losses", .flag = &only_denied},
	LOG_FILTER_KEYS(FILTER_OPTION)
	{.name = "summary", .help = "print a table: how often, when first, when last", .flag = &summarise},
	{.name = "by", .value = "rule|caller|container|operation|program", .help = "what the rows of the table are (default: rule)", .text = &by},
	{.name = "format", .value = "FIELD,...", .help = "print these fields, separated by tabs; see gatekeeper-audit(5)", .text = &format},
	{.name = "color", .value = "auto|always|never", .help = "colours and columns (default: auto, in a terminal)", .text = &colour},
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
