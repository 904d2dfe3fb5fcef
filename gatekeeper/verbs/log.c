// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb `log`: reads, filters and follows the audit log. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gatekeeper/log/file.h"
#include "gatekeeper/log/follow.h"
#include "gatekeeper/log/print.h"
#include "gatekeeper/log/reader.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/log/verify.h"
#include "gatekeeper/cli/verb.h"

static const char *path = LOG_FILE_DEFAULT;
static bool follow, only_denied, as_json, verify;
static int write_error; /* errno of the first failure of stdout */

static bool text_is(json_t *record, const char *field, const char *expected)
{
	const char *text = json_string_value(log_field(record, field));

	return text && strcmp(text, expected) == 0;
}

/* Lost events may have been denials. */
static bool is_wanted(json_t *record)
{
	return !only_denied || text_is(record, "gatekeeper.verdict", "deny") ||
	       text_is(record, "event.kind", "pipeline_error");
}

static void show(const struct log_line *line)
{
	if (!is_wanted(line->record))
		return;
	if (as_json) {
		fwrite(line->text, 1, line->length, stdout);
		putchar('\n');
	} else {
		log_print(stdout, line->record);
	}
}

static bool can_write(bool failed)
{
	if ((failed || ferror(stdout)) && !write_error)
		write_error = errno;
	return !write_error;
}

/* Shows what there is now, as long as stdout takes it. */
static int show_all(struct log_reader *reader)
{
	struct log_line line;
	int r = 0;

	while (can_write(false) && !log_follow_ended()) {
		r = log_reader_next(reader, &line);
		if (r <= 0)
			return r;
		show(&line);
		json_decref(line.record);
	}
	return 0;
}

static void show_rest(struct log_reader *reader)
{
	struct log_line line;

	if (log_reader_rest(reader, &line) > 0) {
		show(&line);
		json_decref(line.record);
	}
}

static int follow_all(struct log_reader *reader)
{
	struct log_follow state;
	int r = log_follow_open(path, &state);

	if (r < 0)
		return r;
	do
		r = show_all(reader);
	while (r == 0 && can_write(fflush(stdout) != 0) && log_follow_wait(&state, reader) > 0);
	log_follow_close(&state);
	return r;
}

/* What there is to say of the whole at its end. That nobody reads us any more is no failure. */
static int conclude(const struct log_reader *reader, int r)
{
	bool failed = r < 0;

	if (r < 0)
		print_error("cannot read %s: %s", path, strerror(-r));
	if (!can_write(fflush(stdout) != 0) && write_error != EPIPE) {
		print_error("cannot write: %s", strerror(write_error));
		failed = true;
	}
	if (reader->bad > 0)
		print_error("%" PRIu64 " %s of %s", reader->bad,
			    reader->bad == 1 ? "line is not a record" : "lines are not records", path);
	return failed || reader->bad > 0 ? EXIT_FAILED : EXIT_OK;
}

static int run_log(char **arguments)
{
	struct log_reader reader;
	int fd, r;

	(void)arguments;
	if (verify && (follow || only_denied || as_json))
		return print_misuse(
			"--verify reads all of the log, and prints none of it: without --follow, --denied, --json");
	if (verify)
		return log_verify(path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && !(follow && errno == ENOENT)) { /* one that is not there yet can be followed */
		print_error("cannot open %s: %s", path, strerror(errno));
		return EXIT_FAILED;
	}
	signal(SIGPIPE, SIG_IGN);
	r = log_reader_open(fd, &reader);
	if (r < 0) {
		print_error("%s", strerror(-r));
		return EXIT_FAILED;
	}
	r = follow ? follow_all(&reader) : show_all(&reader);
	if (r == 0 && !follow && can_write(false))
		show_rest(&reader);
	r = conclude(&reader, r);
	log_reader_close(&reader);
	return r;
}

static const struct option_spec options[] = {
	{.name = "file", .value = "PATH", .help = "the log to read (default: " LOG_FILE_DEFAULT ")", .text = &path},
	{.name = "follow", .help = "wait for more, also over rotations of the file", .flag = &follow},
	{.name = "denied", .help = "only what was denied, or would be, and losses", .flag = &only_denied},
	{.name = "verify",
	 .help = "is the chain of hashes whole, over the rotated files PATH.N too; names the first record that breaks "
		 "it",
	 .flag = &verify},
	{.name = "json", .help = "print the lines as they are", .flag = &as_json},
	{0},
};

const struct verb verb_log = {
	.name = "log",
	.arguments = "",
	.summary = "read, filter and follow the audit log",
	.options = options,
	.run = run_log,
};
