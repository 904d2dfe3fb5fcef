// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A run over a log: see session.h. */
#include "gatekeeper/query/session.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/print-error.h"
#include "gatekeeper/log/files.h"
#include "gatekeeper/query/follow.h"
#include "gatekeeper/log/input.h"
#include "gatekeeper/log/print.h"
#include "gatekeeper/log/reader.h"
#include "gatekeeper/log/seek.h"

#define TAIL_WINDOW (1 << 20) /* bytes at the end of a file that are read first */

/* `view` is of the line `text`. */
static void print_record(const struct log_session *session, const struct log_view *view, const char *text,
			 size_t length)
{
	if (session->as_json) {
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

bool log_session_can_go_on(struct log_session *session, bool failed)
{
	if ((failed || ferror(stdout)) && !session->error)
		session->error = errno;
	return !session->error;
}

static void take_line(struct log_session *session, const struct log_line *line)
{
	const struct log_view view = {.record = line->record, .scan = line->record ? NULL : &session->scan};
	int r = 0;

	if (session->take)
		r = session->take(session->context, &view);
	else if (session->ring.size > 0)
		r = log_ring_add(&session->ring, line->text, line->length);
	else
		print_record(session, &view, line->text, line->length);
	if (r < 0)
		session->error = -r;
}

/* Takes what there is now, as long as stdout accepts it. */
static int take_all(struct log_session *session, struct log_reader *reader)
{
	struct log_line line;

	while (log_session_can_go_on(session, false) && !log_follow_ended()) {
		int r = log_reader_next(reader, &line);

		if (r <= 0)
			return r;
		take_line(session, &line);
		json_decref(line.record);
	}
	return 0;
}

/* The last line, if it has no end: a daemon was killed, or writes it just now. */
static void take_rest(struct log_session *session, struct log_reader *reader)
{
	struct log_line line;

	if (log_reader_rest(reader, &line) > 0) {
		take_line(session, &line);
		json_decref(line.record);
	}
}

/* Prints the last records, and takes no more. */
void log_session_print_ring(struct log_session *session)
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

static bool may_wait(struct log_session *session)
{
	if (session->wait && !session->wait(session->context))
		return false;
	return log_session_can_go_on(session, fflush(stdout) != 0);
}

static int follow_all(struct log_session *session, struct log_reader *reader)
{
	struct log_follow state;
	int r = log_follow_open(session->path, &state);

	if (r < 0)
		return r;
	if (session->wait)
		state.input = session->input;
	r = take_all(session, reader);
	log_session_print_ring(session);
	while (r == 0 && may_wait(session) && log_follow_wait(&state, reader) > 0)
		r = take_all(session, reader);
	log_follow_close(&state);
	return r;
}

/* Only the file itself: what was rotated away before is not waited for. */
int log_session_follow(struct log_session *session)
{
	struct log_reader reader;
	int fd = open(session->path, O_RDONLY | O_CLOEXEC);
	int r;

	if (fd < 0 && errno != ENOENT) /* a file that is not there yet can be followed */
		return -errno;
	r = log_reader_open(fd, &reader);
	if (r < 0)
		return r;
	reader.filter = &session->filter;
	reader.scan = session->has_spans ? &session->scan : NULL;
	if (fd >= 0 && session->filter.since[0])
		log_seek_time(fd, session->filter.since);
	r = follow_all(session, &reader);
	session->bad += reader.bad;
	log_reader_close(&reader);
	return r;
}

static void close_input(struct log_input **input)
{
	log_input_close(*input);
}

static int read_input(struct log_session *session, struct log_input *input)
{
	struct log_reader reader;
	int r = log_reader_open(-1, &reader);

	if (r < 0)
		return r;
	reader.input = input;
	reader.filter = &session->filter;
	reader.scan = session->has_spans ? &session->scan : NULL;
	r = take_all(session, &reader);
	if (r == 0 && !session->error) /* otherwise the reader may stand within any line */
		take_rest(session, &reader);
	session->bad += reader.bad;
	log_reader_close(&reader);
	return r;
}

static int read_file(struct log_session *session, const struct log_files *files, size_t number)
{
	_cleanup_(close_input) struct log_input *input = NULL;
	int r = log_files_open(files, number, &input);

	if (r < 0)
		return r;
	if (session->filter.since[0] && log_input_fd(input) >= 0)
		log_seek_time(log_input_fd(input), session->filter.since);
	return read_input(session, input);
}

/* Fills the ring from the end of the file: reads ever more of it until the ring is full. */
static int read_end(struct log_session *session, const struct log_files *files, size_t number)
{
	_cleanup_(close_input) struct log_input *input = NULL;
	off_t size = 0, window = TAIL_WINDOW;
	uint64_t bad = session->bad;
	int r = log_files_open(files, number, &input);

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

/*
 * Whether a file has only records from before the time that is wanted. All its records are older than the latest time
 * that the first one of the next file has. What is behind --until can be told by no such time: with the clock set back
 * and forth, such records are anywhere.
 */
static bool is_too_old(const struct log_filter *filter, const struct log_files *files, size_t number)
{
	char latest[LOG_TIME_LENGTH + 1];

	if (!filter->since[0] || number + 1 == files->count)
		return false;
	if (!log_files_first_time(files, number + 1, latest) || strcmp(latest, filter->since) >= 0)
		return false;
	/* A next file that was begun by another daemon does not know of this one. */
	return !log_files_last_time(files, number, latest) || strcmp(latest, filter->since) < 0;
}

static const char *remedy_for(int r)
{
	if (r == -ENOENT)
		return "; gatekeeper daemon writes a log: is it running, or is this another file?";
	return r == -EACCES || r == -EPERM ? "; run as root" : "";
}

static void report_file(const char *file, int r)
{
	if (r == -EBADMSG)
		print_error("cannot read %s: the compressed data is damaged or cut off", file);
	else
		print_error("cannot read %s: %s%s", file, strerror(-r), remedy_for(r));
}

/* All files of the log, the oldest first. Reports files that cannot be read, and goes on. */
static int read_files(struct log_session *session)
{
	_cleanup_(log_files_release) struct log_files files = {0};
	int r = log_files_find(session->path, &files), failed = 0;

	if (r < 0)
		return r;
	for (size_t i = 0; i < files.count && log_session_can_go_on(session, false); i++) {
		if (is_too_old(&session->filter, &files, i))
			continue;
		r = read_file(session, &files, i);
		if (r < 0) {
			report_file(files.path[i], r);
			failed = r;
		}
	}
	return failed;
}

/* Puts the last records of a file in front of those in `ring`, as many as it has room for. Returns 0 or -ENOMEM. */
static int read_older(struct log_session *session, const struct log_files *files, size_t number, struct log_ring *ring,
		      int *failed)
{
	int r = log_ring_open(ring->size - ring->count, &session->ring);

	if (r < 0)
		return r;
	r = read_end(session, files, number);
	if (r < 0) {
		report_file(files->path[number], r);
		*failed = r;
	}
	return log_ring_prepend(ring, &session->ring);
}

/* The last records: from the newest file back, until there are enough. */
static int read_files_back(struct log_session *session)
{
	_cleanup_(log_files_release) struct log_files files = {0};
	_cleanup_(log_ring_close) struct log_ring ring = {0};
	int r = log_files_find(session->path, &files), failed = 0;

	if (r < 0)
		return r;
	ring = session->ring;
	session->ring = (struct log_ring){0};
	for (size_t i = files.count; i-- > 0 && ring.count < ring.size;) {
		if (is_too_old(&session->filter, &files, i))
			continue;
		r = read_older(session, &files, i, &ring, &failed);
		if (r < 0)
			return r;
	}
	session->ring = ring;
	ring = (struct log_ring){0};
	return failed;
}

int log_session_read(struct log_session *session)
{
	return session->ring.size > 0 ? read_files_back(session) : read_files(session);
}

void log_session_release(struct log_session *session)
{
	log_filter_release(&session->filter);
	log_ring_close(&session->ring);
	free(session->format);
}
