// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A table of what happened: see summary.h. */
#include "gatekeeper/log/summary.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/log/time.h"

#define BUCKETS 32 /* of the time from the first record to the last */
#define LEVELS " .:-=+*#"

static const struct {
	const char *by;
	const char *field;
	const char *other; /* instead of a missing field */
} keys[] = {
	{"rule", "gatekeeper.rule", "event.reason"},         {"caller", "process.executable", "process.name"},
	{"container", "container.id", "gatekeeper.from"},    {"operation", "bpf.operation", "event.action"},
	{"program", "bpf.program.name", "bpf.program.type"},
};

static const char *const lost_fields[] = {"gatekeeper.lost.allow", "gatekeeper.lost.deny", "gatekeeper.lost.truth"};

struct row {
	char *key; /* escaped */
	uint64_t denied;
	uint64_t allowed;
	char first[LOG_TIME_LENGTH + 1];
	char last[LOG_TIME_LENGTH + 1];
	uint64_t bucket[BUCKETS]; /* decisions */
};

struct log_summary {
	unsigned int by; /* index of keys[] */
	struct {         /* numbers of rows of the table of fields */
		size_t key, other, verdict, time, repeat, lost[3];
	} fields;
	json_t *index; /* key -> number of its row */
	struct row *row;
	size_t count;
	size_t room;
	int64_t start; /* of the first bucket, in seconds since 1970 */
	int64_t width; /* of a bucket in seconds; 0: no record yet */
	uint64_t denied;
	uint64_t allowed;
	uint64_t lost;
};

static void find_fields(struct log_summary *summary)
{
	summary->fields.key = log_scan_field(keys[summary->by].field);
	summary->fields.other = log_scan_field(keys[summary->by].other);
	summary->fields.verdict = log_scan_field("gatekeeper.verdict");
	summary->fields.time = log_scan_field("@timestamp");
	summary->fields.repeat = log_scan_field("gatekeeper.repeat");
	for (size_t i = 0; i < ARRAY_LENGTH(lost_fields); i++)
		summary->fields.lost[i] = log_scan_field(lost_fields[i]);
}

int log_summary_open(const char *by, struct log_summary **ret_summary)
{
	struct log_summary *summary;

	for (unsigned int i = 0; i < ARRAY_LENGTH(keys); i++) {
		if (strcmp(keys[i].by, by) != 0)
			continue;
		summary = calloc(1, sizeof(*summary));
		if (!summary)
			return -ENOMEM;
		summary->by = i;
		find_fields(summary);
		summary->index = json_object();
		*ret_summary = summary;
		return 0;
	}
	return -EINVAL;
}

/* What a summary needs of a record. */
struct facts {
	struct log_span key;
	struct log_span other; /* instead of a missing key */
	struct log_span verdict;
	struct log_span time;
	uint64_t repeat;
	uint64_t lost;
};

static struct log_span span_of(json_t *record, const char *path)
{
	json_t *value = log_field(record, path);

	return (struct log_span){.text = json_string_value(value), .length = json_string_length(value)};
}

/* The key of a row, escaped, to be freed. */
static char *make_key(const struct facts *facts)
{
	const struct log_span none = {.text = "none", .length = 4};
	const struct log_span *text = facts->key.text ? &facts->key : facts->other.text ? &facts->other : &none;
	_cleanup_free_ char *escaped = malloc(ESCAPED_SIZE(text->length));
	char *key;

	if (!escaped)
		return NULL;
	escape_again(text->text, text->length, escaped);
	return asprintf(&key, facts->key.text ? "%s" : "(%s)", escaped) < 0 ? NULL : key;
}

static int grow(struct log_summary *summary)
{
	size_t room = summary->room ? 2 * summary->room : 64;
	struct row *grown;

	if (summary->count < summary->room)
		return 0;
	grown = reallocarray(summary->row, room, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	summary->row = grown;
	summary->room = room;
	return 0;
}

static int find_row(struct log_summary *summary, const struct facts *facts, struct row **ret_row)
{
	_cleanup_free_ char *key = make_key(facts);
	json_t *number = key ? json_object_get(summary->index, key) : NULL;

	if (number) {
		*ret_row = &summary->row[json_integer_value(number)];
		return 0;
	}
	if (!key || grow(summary) < 0 || json_object_set_new(summary->index, key, json_integer(summary->count)) < 0)
		return -ENOMEM;
	*ret_row = &summary->row[summary->count++];
	memset(*ret_row, 0, sizeof(**ret_row));
	(*ret_row)->key = STEAL_POINTER(key);
	return 0;
}

/* Doubles the width of all buckets until the time fits. */
static void widen_buckets(struct log_summary *summary, int64_t seconds)
{
	while (seconds - summary->start >= summary->width * BUCKETS) {
		for (size_t i = 0; i < summary->count; i++) {
			uint64_t *bucket = summary->row[i].bucket;

			for (size_t b = 0; b < BUCKETS / 2; b++)
				bucket[b] = bucket[2 * b] + bucket[2 * b + 1];
			memset(bucket + BUCKETS / 2, 0, BUCKETS / 2 * sizeof(*bucket));
		}
		summary->width *= 2;
	}
}

/* A time before the first record (the clock was set back) counts as the first. */
static void count_time(struct log_summary *summary, struct row *row, const char *time, uint64_t count)
{
	struct tm utc = {0};
	int64_t seconds, bucket;

	/* Only a time of our form is printed: the log may have been tampered with. */
	if (strlen(time) != LOG_TIME_LENGTH || strspn(time, "0123456789-:.TZ") != LOG_TIME_LENGTH ||
	    !strptime(time, "%Y-%m-%dT%H:%M:%S", &utc))
		return;
	seconds = timegm(&utc);
	if (!summary->width) {
		summary->start = seconds;
		summary->width = 1;
	}
	widen_buckets(summary, seconds);
	bucket = (seconds - summary->start) / summary->width;
	row->bucket[bucket < 0 ? 0 : bucket] += count;
	if (!row->first[0] || strcmp(time, row->first) < 0)
		snprintf(row->first, sizeof(row->first), "%s", time);
	if (strcmp(time, row->last) > 0)
		snprintf(row->last, sizeof(row->last), "%s", time);
}

static int add_facts(struct log_summary *summary, const struct facts *facts)
{
	/* A record of repeats is not of the first denial, which has its own. */
	uint64_t count = facts->repeat ? facts->repeat : 1;
	char time[LOG_TIME_LENGTH + 1];
	struct row *row;

	summary->lost += facts->lost;
	if (!facts->verdict.text)
		return 0;
	if (find_row(summary, facts, &row) < 0)
		return -ENOMEM;
	if (log_span_is(&facts->verdict, "deny")) {
		row->denied += count;
		summary->denied += count;
	} else {
		row->allowed += count;
		summary->allowed += count;
	}
	if (facts->time.length == LOG_TIME_LENGTH) {
		memcpy(time, facts->time.text, LOG_TIME_LENGTH);
		time[LOG_TIME_LENGTH] = '\0';
		count_time(summary, row, time, count);
	}
	return 0;
}

int log_summary_add(struct log_summary *summary, json_t *record)
{
	struct facts facts = {
		.key = span_of(record, keys[summary->by].field),
		.other = span_of(record, keys[summary->by].other),
		.verdict = span_of(record, "gatekeeper.verdict"),
		.time = span_of(record, "@timestamp"),
		.repeat = json_integer_value(log_field(record, "gatekeeper.repeat")),
	};

	for (size_t i = 0; i < ARRAY_LENGTH(lost_fields); i++)
		facts.lost += json_integer_value(log_field(record, lost_fields[i]));
	return add_facts(summary, &facts);
}

int log_summary_add_scan(struct log_summary *summary, const struct log_scan *scan)
{
	const struct log_span *field = scan->field;
	struct facts facts = {
		.key = field[summary->fields.key],
		.other = field[summary->fields.other],
		.verdict = field[summary->fields.verdict],
		.time = field[summary->fields.time],
		.repeat = log_span_number(&field[summary->fields.repeat]),
	};

	for (size_t i = 0; i < ARRAY_LENGTH(lost_fields); i++)
		facts.lost += log_span_number(&field[summary->fields.lost[i]]);
	return add_facts(summary, &facts);
}

static int by_denied(const void *a, const void *b)
{
	const struct row *one = a, *other = b;

	if (one->denied != other->denied)
		return one->denied > other->denied ? -1 : 1;
	if (one->allowed != other->allowed)
		return one->allowed > other->allowed ? -1 : 1;
	return strcmp(one->key, other->key);
}

static void make_sparkline(const struct row *row, char ret_text[BUCKETS + 1])
{
	uint64_t most = 1;

	for (size_t i = 0; i < BUCKETS; i++)
		most = row->bucket[i] > most ? row->bucket[i] : most;
	for (size_t i = 0; i < BUCKETS; i++) {
		size_t level = row->bucket[i] * (sizeof(LEVELS) - 2) / most;

		ret_text[i] = LEVELS[row->bucket[i] && !level ? 1 : level];
	}
	ret_text[BUCKETS] = '\0';
}

void log_summary_print(struct log_summary *summary, FILE *out)
{
	char sparkline[BUCKETS + 1];

	fprintf(out, "%" PRIu64 " denied, %" PRIu64 " allowed, %" PRIu64 " lost\n", summary->denied, summary->allowed,
		summary->lost);
	if (summary->count == 0)
		return;
	qsort(summary->row, summary->count, sizeof(*summary->row), by_denied);
	fprintf(out, "%9s %9s  %-20s %-20s |%-*s| %s\n", "denied", "allowed", "first", "last", BUCKETS, "when",
		keys[summary->by].by);
	for (size_t i = 0; i < summary->count; i++) {
		const struct row *row = &summary->row[i];

		make_sparkline(row, sparkline);
		fprintf(out, "%9" PRIu64 " %9" PRIu64 "  %.19s%s %.19s%s |%s| %s\n", row->denied, row->allowed,
			row->first, row->first[0] ? "Z" : "", row->last, row->last[0] ? "Z" : "", sparkline, row->key);
	}
}

void log_summary_close(struct log_summary *summary)
{
	if (!summary)
		return;
	while (summary->count > 0)
		free(summary->row[--summary->count].key);
	free(summary->row);
	json_decref(summary->index);
	free(summary);
}
