// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A table of what happened: see summary.h. */
#include "gatekeeper/query/summary.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/query/time-axis.h"

#define LEVELS " .:-=+*#"

#define SUMMARY_ROW(id, by, field, other) {by, field, other},
static const struct {
	const char *by;
	const char *field;
	const char *other; /* instead of a missing field */
} keys[] = {LOG_SUMMARY_KEYS(SUMMARY_ROW)};

#define CACHE_SLOTS 256
#define CACHED_KEY_MAX 120

/* Where the row of a text is: finding it by the escaped key costs more than the rest of a record. */
struct cached {
	size_t row; /* plus 1; 0: the slot is empty */
	size_t length;
	bool missing; /* the text is of the other field */
	char text[CACHED_KEY_MAX];
};

struct log_summary {
	struct cached cache[CACHE_SLOTS]; /* by the hash of the text */
	enum log_summary_key by;
	size_t key_row; /* of the table of fields */
	size_t other_row;
	json_t *index; /* key -> number of its row */
	struct log_summary_row *row;
	size_t count;
	size_t room;
	size_t memory; /* of rows and keys in bytes */
	size_t memory_limit;
	struct time_axis axis;
	struct log_totals totals;
};

int log_summary_find_key(const char *by, enum log_summary_key *ret_key)
{
	for (enum log_summary_key key = 0; key < LOG_SUMMARY_COUNT; key++) {
		if (strcmp(keys[key].by, by) != 0)
			continue;
		*ret_key = key;
		return 0;
	}
	return -EINVAL;
}

int log_summary_open(enum log_summary_key key, size_t memory, struct log_summary **ret_summary)
{
	struct log_summary *summary = calloc(1, sizeof(*summary));

	if (!summary)
		return -ENOMEM;
	summary->by = key;
	summary->memory_limit = memory ? memory : LOG_SUMMARY_MEMORY;
	summary->index = json_object();
	summary->key_row = log_scan_field(keys[key].field);
	summary->other_row = log_scan_field(keys[key].other);
	*ret_summary = summary;
	return 0;
}

/* What the key of a row is made of. */
struct key {
	struct log_span text;
	bool missing; /* the text is of the other field */
};

static struct key read_key(const struct log_summary *summary, const struct log_view *view)
{
	struct key key = {.text = log_view_text(view, summary->key_row, keys[summary->by].field)};

	if (key.text.text)
		return key;
	key.missing = true;
	key.text = log_view_text(view, summary->other_row, keys[summary->by].other);
	if (!key.text.text)
		key.text = (struct log_span){.text = "none", .length = strlen("none")};
	return key;
}

/* The key of a row, escaped, to be freed. */
static char *make_key(const struct key *key)
{
	_cleanup_free_ char *escaped = malloc(ESCAPED_SIZE(key->text.length));
	char *text;

	if (!escaped)
		return NULL;
	escape_again(key->text.text, key->text.length, escaped);
	return asprintf(&text, key->missing ? "(%s)" : "%s", escaped) < 0 ? NULL : text;
}

/* The slot for a text; NULL: it is too long. FNV-1a. */
static struct cached *find_slot(struct log_summary *summary, const struct key *key)
{
	uint32_t hash = 2166136261;

	if (key->text.length > CACHED_KEY_MAX)
		return NULL;
	for (size_t i = 0; i < key->text.length; i++)
		hash = (hash ^ (unsigned char)key->text.text[i]) * 16777619;
	return &summary->cache[hash % CACHE_SLOTS];
}

static bool is_cached(const struct cached *slot, const struct key *key)
{
	return slot && slot->row && slot->missing == key->missing && slot->length == key->text.length &&
	       memcmp(slot->text, key->text.text, slot->length) == 0;
}

static void fill_slot(struct cached *slot, const struct key *key, size_t row)
{
	if (!slot)
		return;
	slot->row = row + 1;
	slot->missing = key->missing;
	slot->length = key->text.length;
	memcpy(slot->text, key->text.text, slot->length);
}

static int by_denied(const void *a, const void *b)
{
	const struct log_summary_row *one = a, *other = b;

	if (one->denied != other->denied)
		return one->denied > other->denied ? -1 : 1;
	if (one->allowed != other->allowed)
		return one->allowed > other->allowed ? -1 : 1;
	return strcmp(one->key, other->key);
}

static void sort_rows(struct log_summary *summary)
{
	if (summary->count > 0)
		qsort(summary->row, summary->count, sizeof(*summary->row), by_denied);
}

/* What a row costs: itself, its key, and the key in the index. */
static size_t memory_of(const char *key)
{
	return sizeof(struct log_summary_row) + 2 * (strlen(key) + 1) + 64;
}

static int index_rows(struct log_summary *summary)
{
	json_object_clear(summary->index);
	memset(summary->cache, 0, sizeof(summary->cache));
	for (size_t i = 0; i < summary->count; i++) {
		if (json_object_set_new(summary->index, summary->row[i].key, json_integer(i)) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* Keeps the half of the rows that has the most denials. */
static int drop_rows(struct log_summary *summary)
{
	size_t kept = summary->count / 2;

	sort_rows(summary);
	while (summary->count > kept) {
		struct log_summary_row *row = &summary->row[--summary->count];

		summary->totals.dropped_denied += row->denied;
		summary->totals.dropped_allowed += row->allowed;
		summary->memory -= memory_of(row->key);
		free(row->key);
	}
	return index_rows(summary);
}

static int grow(struct log_summary *summary)
{
	size_t room = summary->room ? 2 * summary->room : 64;
	struct log_summary_row *grown;

	if (summary->count < summary->room)
		return 0;
	grown = reallocarray(summary->row, room, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	summary->row = grown;
	summary->room = room;
	return 0;
}

static int add_row(struct log_summary *summary, char *key, struct log_summary_row **ret_row)
{
	if (summary->memory + memory_of(key) > summary->memory_limit && drop_rows(summary) < 0)
		return -ENOMEM;
	if (grow(summary) < 0 || json_object_set_new(summary->index, key, json_integer(summary->count)) < 0)
		return -ENOMEM;
	*ret_row = &summary->row[summary->count++];
	memset(*ret_row, 0, sizeof(**ret_row));
	summary->memory += memory_of(key);
	return 0;
}

/* Finds or adds the row of an escaped key, which is freed or taken. */
static int find_key(struct log_summary *summary, char *escaped, struct log_summary_row **ret_row)
{
	_cleanup_free_ char *key = escaped;
	json_t *number = key ? json_object_get(summary->index, key) : NULL;

	if (number) {
		*ret_row = &summary->row[json_integer_value(number)];
		return 0;
	}
	if (!key || add_row(summary, key, ret_row) < 0)
		return -ENOMEM;
	(*ret_row)->key = STEAL_POINTER(key);
	return 0;
}

static int find_row(struct log_summary *summary, const struct log_view *view, struct log_summary_row **ret_row)
{
	struct key key = read_key(summary, view);
	struct cached *slot = find_slot(summary, &key);
	int r;

	if (is_cached(slot, &key)) {
		*ret_row = &summary->row[slot->row - 1];
		return 0;
	}
	r = find_key(summary, make_key(&key), ret_row);
	if (r == 0)
		fill_slot(slot, &key, *ret_row - summary->row);
	return r;
}

/* Only a time of our form is counted and printed: the log may have been tampered with. */
static void count_time(struct log_summary *summary, struct log_summary_row *row, const struct log_facts *facts)
{
	const char *time = facts->time.text;

	if (!facts->has_seconds)
		return;
	for (unsigned int n = time_axis_fit(&summary->axis, facts->seconds, LOG_SUMMARY_BUCKETS); n > 0; n--) {
		for (size_t i = 0; i < summary->count; i++)
			time_axis_merge(summary->row[i].bucket, LOG_SUMMARY_BUCKETS);
	}
	row->bucket[time_axis_bucket(&summary->axis, facts->seconds)] += facts->count;
	if (!row->first[0] || memcmp(time, row->first, LOG_TIME_LENGTH) < 0)
		memcpy(row->first, time, LOG_TIME_LENGTH);
	if (!row->last[0] || memcmp(time, row->last, LOG_TIME_LENGTH) > 0)
		memcpy(row->last, time, LOG_TIME_LENGTH);
}

int log_summary_add(struct log_summary *summary, const struct log_view *view, const struct log_facts *facts)
{
	struct log_summary_row *row;

	summary->totals.lost += facts->lost;
	if (!facts->is_decision)
		return 0;
	if (find_row(summary, view, &row) < 0)
		return -ENOMEM;
	if (facts->denied) {
		row->denied += facts->count;
		summary->totals.denied += facts->count;
	} else {
		row->allowed += facts->count;
		summary->totals.allowed += facts->count;
	}
	count_time(summary, row, facts);
	return 0;
}

size_t log_summary_rows(struct log_summary *summary, const struct log_summary_row **ret_rows)
{
	sort_rows(summary);
	/* The numbers in the index are of the old order. Without memory, keys that follow get rows of their own. */
	index_rows(summary);
	*ret_rows = summary->row;
	return summary->count;
}

const struct log_totals *log_summary_totals(const struct log_summary *summary)
{
	return &summary->totals;
}

void log_summary_sparkline(const struct log_summary_row *row, char ret_text[LOG_SUMMARY_BUCKETS + 1])
{
	uint64_t most = 1;

	for (size_t i = 0; i < LOG_SUMMARY_BUCKETS; i++)
		most = row->bucket[i] > most ? row->bucket[i] : most;
	for (size_t i = 0; i < LOG_SUMMARY_BUCKETS; i++) {
		size_t level = row->bucket[i] * (sizeof(LEVELS) - 2) / most;

		ret_text[i] = LEVELS[row->bucket[i] && !level ? 1 : level];
	}
	ret_text[LOG_SUMMARY_BUCKETS] = '\0';
}

static void print_row(const struct log_summary_row *row, FILE *out)
{
	char sparkline[LOG_SUMMARY_BUCKETS + 1];

	log_summary_sparkline(row, sparkline);
	fprintf(out, "%9" PRIu64 " %9" PRIu64 "  %.19s%s %.19s%s |%s| %s\n", row->denied, row->allowed, row->first,
		row->first[0] ? "Z" : "", row->last, row->last[0] ? "Z" : "", sparkline, row->key);
}

void log_summary_print(struct log_summary *summary, FILE *out)
{
	const struct log_totals *totals = &summary->totals;
	const struct log_summary_row *rows;
	size_t count = log_summary_rows(summary, &rows);

	fprintf(out, "%" PRIu64 " denied, %" PRIu64 " allowed, %" PRIu64 " lost\n", totals->denied, totals->allowed,
		totals->lost);
	if (count == 0)
		return;
	fprintf(out, "%9s %9s  %-20s %-20s |%-*s| %s\n", "denied", "allowed", "first", "last", LOG_SUMMARY_BUCKETS,
		"when", keys[summary->by].by);
	for (size_t i = 0; i < count; i++)
		print_row(&rows[i], out);
	if (totals->dropped_denied + totals->dropped_allowed > 0)
		fprintf(out,
			"%9" PRIu64 " %9" PRIu64 "  more in rows that had the fewest denials when there were too many: "
			"the rows above may lack some\n",
			totals->dropped_denied, totals->dropped_allowed);
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
