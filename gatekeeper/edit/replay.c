// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/edit/replay.h"

#include <jansson.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/image/decision.h"
#include "policy/language/words.h"

#include "gatekeeper/explain/logged.h"
#include "gatekeeper/log/all-lines.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/request/from-record.h"

#define RECENT (4L * 1024 * 1024) /* bytes at the end of the log */
#define SHOWN 10                  /* different decisions that are printed each */

struct replay {
	const struct gk_image *before, *after;
	FILE *stream;
	unsigned long long decided;
	unsigned long long changed[GK_VERDICT_COUNT]; /* by the verdict of `after` */
};

static const char *text_of(json_t *record, const char *field)
{
	const char *text = json_string_value(log_field(record, field));

	return text ? text : "-";
}

static void print_changed(const struct replay *replay, json_t *record, const struct gk_decision *decision)
{
	unsigned long long count = replay->changed[GK_ALLOW] + replay->changed[GK_DENY];

	if (count > SHOWN)
		return;
	fprintf(replay->stream, "  %s: %s by %s of user %lld: now %s\n", text_of(record, "event.id"),
		text_of(record, "bpf.operation"), text_of(record, "process.name"),
		(long long)json_integer_value(log_field(record, "user.id")),
		decision->verdict == GK_ALLOW ? "allowed" : "denied");
}

static void decide(struct replay *replay, json_t *record, const struct event_request *event)
{
	struct gk_decision before, after;

	if (find_missing_path(replay->before, event) || find_missing_path(replay->after, event))
		return;
	before = gk_decide(replay->before, &event->described.request);
	after = gk_decide(replay->after, &event->described.request);
	replay->decided++;
	if (before.verdict == after.verdict)
		return;
	replay->changed[after.verdict]++;
	print_changed(replay, record, &after);
}

static void replay_record(struct replay *replay, json_t *record)
{
	struct event_request event;
	struct failure ignored;

	if (event_request_read(record, &event, &ignored) <= 0)
		return;
	decide(replay, record, &event);
	event_request_release(&event);
}

/* Skips the line that it lands in. */
static void seek_recent(FILE *file)
{
	int byte;

	if (fseek(file, -RECENT, SEEK_END))
		return;
	do
		byte = getc(file);
	while (byte != '\n' && byte != EOF);
}

static void print_summary(const struct replay *replay, const char *path)
{
	unsigned long long allowed = replay->changed[GK_ALLOW], denied = replay->changed[GK_DENY];

	if (allowed + denied > SHOWN)
		fprintf(replay->stream, "  and %llu more\n", allowed + denied - SHOWN);
	fprintf(replay->stream, "%llu recent decisions of %s: %llu would now be allowed, %llu would now be denied\n",
		replay->decided, path, allowed, denied);
}

void replay_print(const char *path, const struct gk_image *before, const struct gk_image *after, FILE *stream)
{
	struct replay replay = {.before = before, .after = after, .stream = stream};
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	struct record_lines lines;
	json_t *record;

	if (!file)
		return;
	seek_recent(file);
	if (record_lines_open(file, path, &lines))
		return;
	while (record_lines_next(&lines, &record) > 0) {
		replay_record(&replay, record);
		json_decref(record);
	}
	record_lines_close(&lines);
	if (replay.decided)
		print_summary(&replay, path);
}
