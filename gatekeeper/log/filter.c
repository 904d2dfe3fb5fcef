// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Which records are wanted, first by bytes, then by fields: see filter.h. */
#include "gatekeeper/log/filter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/log/scan.h"
#include "gatekeeper/log/shape.h"

#define CONTAINER_NAME_FIELD "container.name"
#define RECORD_START "{\"@timestamp\":\""
#define START_LENGTH (sizeof(RECORD_START) - 1)

enum compare {
	COMPARE_EQUAL,
	COMPARE_START,     /* the field starts with the value */
	COMPARE_CONTAINER, /* the same, or the name of the container is the value */
	COMPARE_BELOW,     /* the field is a path at or below the value */
	COMPARE_PART,      /* the value is a part of the field, which is a path */
	COMPARE_NUMBER,
};

#define KEY_ROW(id, option, field, how, value, help) {.path = (field), .compare = (how)},
static const struct {
	const char *path;
	enum compare compare;
} keys[] = {LOG_FILTER_KEYS(KEY_ROW)};

struct log_condition {
	enum log_filter_key key;
	size_t row;      /* of the field in a scanned line */
	size_t name_row; /* of the container's name */
	bool is_negated;
	const char *value;
	char *needle; /* bytes that each line has for which the condition, without negation, holds */
	size_t needle_length;
};

/* The value as JSON has it, without the quotes that need not be there. */
static char *make_needle(enum compare compare, const char *value)
{
	_cleanup_free_ char *quoted = NULL;
	size_t length = strlen(value);
	json_t *text;

	if (compare == COMPARE_NUMBER)
		return strdup(value);
	while (compare == COMPARE_BELOW && length > 0 && value[length - 1] == '/')
		length--;
	text = json_stringn(value, length);
	quoted = text ? json_dumps(text, JSON_ENCODE_ANY) : NULL;
	json_decref(text);
	if (!quoted)
		return NULL;
	if (compare != COMPARE_EQUAL)
		quoted[strlen(quoted) - 1] = '\0';
	return strdup(compare == COMPARE_PART ? quoted + 1 : quoted);
}

static bool is_number(const char *text)
{
	return text[0] && strlen(text) == strspn(text, "0123456789") && (text[0] != '0' || !text[1]);
}

int log_filter_add(struct log_filter *filter, enum log_filter_key key, const char *text)
{
	struct log_condition condition = {.key = key, .is_negated = text[0] == '!', .value = text + (text[0] == '!')};
	struct log_condition *grown;

	if (!condition.value[0] || (keys[key].compare == COMPARE_NUMBER && !is_number(condition.value)))
		return -EINVAL;
	grown = realloc(filter->condition, (filter->count + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	filter->condition = grown;
	condition.needle = make_needle(keys[key].compare, condition.value);
	if (!condition.needle)
		return -EINVAL;
	condition.needle_length = strlen(condition.needle);
	condition.row = log_scan_field(keys[key].path);
	condition.name_row = log_scan_field(CONTAINER_NAME_FIELD);
	filter->condition[filter->count++] = condition;
	return 0;
}

static bool has_bytes(const char *line, size_t length, const char *bytes, size_t size)
{
	return memmem(line, length, bytes, size) != NULL;
}

/* What a condition is tested on: a record, a scanned line or, without both, the bytes of a line. */
struct subject {
	json_t *record;
	const struct log_scan *scan;
	const char *line;
	size_t length;
};

static struct log_span text_of(const struct subject *subject, size_t row, const char *path)
{
	json_t *value;

	if (subject->scan)
		return subject->scan->field[row];
	value = log_field(subject->record, path);
	return (struct log_span){.text = json_string_value(value), .length = json_string_length(value)};
}

static bool starts_with(const struct log_span *text, const char *start, size_t length)
{
	return text->length >= length && memcmp(text->text, start, length) == 0;
}

static bool is_below(const struct log_span *text, const char *path)
{
	size_t length = strlen(path);

	while (length > 0 && path[length - 1] == '/')
		length--;
	return starts_with(text, path, length) && (text->length == length || text->text[length] == '/');
}

/* Whether one of the parts between slashes, or several, are `part`. */
static bool has_part(const struct log_span *text, const char *part)
{
	size_t length = strlen(part);
	struct log_span rest = *text;

	while (rest.length > 0) {
		const char *slash;

		if (starts_with(&rest, part, length) && (rest.length == length || rest.text[length] == '/'))
			return true;
		slash = memchr(rest.text, '/', rest.length);
		if (!slash)
			return false;
		rest.length -= slash + 1 - rest.text;
		rest.text = slash + 1;
	}
	return false;
}

static bool is_number_of(const struct log_condition *condition, const struct subject *subject)
{
	json_t *field;

	if (subject->scan)
		return log_span_is(&subject->scan->field[condition->row], condition->value);
	field = log_field(subject->record, keys[condition->key].path);
	return json_is_integer(field) && json_integer_value(field) == atoll(condition->value);
}

/* Without negation. */
static bool holds(const struct log_condition *condition, const struct subject *subject)
{
	struct log_span text;

	if (keys[condition->key].compare == COMPARE_NUMBER)
		return is_number_of(condition, subject);
	text = text_of(subject, condition->row, keys[condition->key].path);
	if (keys[condition->key].compare == COMPARE_CONTAINER) {
		const struct log_span name = text_of(subject, condition->name_row, CONTAINER_NAME_FIELD);

		if (name.text && log_span_is(&name, condition->value))
			return true;
	}
	if (!text.text)
		return false;
	switch (keys[condition->key].compare) {
	case COMPARE_START:
	case COMPARE_CONTAINER:
		return starts_with(&text, condition->value, strlen(condition->value));
	case COMPARE_BELOW:
		return is_below(&text, condition->value);
	case COMPARE_PART:
		return has_part(&text, condition->value);
	case COMPARE_EQUAL:
	case COMPARE_NUMBER:
		break;
	}
	return log_span_is(&text, condition->value);
}

static bool may_hold(const struct log_condition *condition, const struct subject *subject)
{
	if (subject->record || subject->scan)
		return holds(condition, subject);
	return has_bytes(subject->line, subject->length, condition->needle, condition->needle_length);
}

/* Whether the conditions on a key, those without negation, exclude the record. */
static bool is_excluded(const struct log_filter *filter, enum log_filter_key key, const struct subject *subject)
{
	bool has_condition = false;

	for (size_t i = 0; i < filter->count; i++) {
		const struct log_condition *condition = &filter->condition[i];

		if (condition->key != key || condition->is_negated)
			continue;
		if (may_hold(condition, subject))
			return false;
		has_condition = true;
	}
	return has_condition;
}

static bool is_negated(const struct log_filter *filter, const struct subject *subject)
{
	for (size_t i = 0; i < filter->count; i++) {
		if (filter->condition[i].is_negated && holds(&filter->condition[i], subject))
			return true;
	}
	return false;
}

/* `time` is followed by a NUL or a quote, which no time has. */
bool log_filter_is_in_time(const struct log_filter *filter, const char *time)
{
	if (filter->since[0] && strncmp(time, filter->since, LOG_TIME_LENGTH) < 0)
		return false;
	return !filter->until[0] || strncmp(time, filter->until, LOG_TIME_LENGTH) <= 0;
}

/* A line that we could have written, without a byte in another form than ours: JSON has \u and \/ for any of them. */
static bool is_plain(const char *line, size_t length)
{
	return length > START_LENGTH + LOG_TIME_LENGTH && memcmp(line, RECORD_START, START_LENGTH) == 0 &&
	       line[START_LENGTH + LOG_TIME_LENGTH] == '"' && line[length - 1] == '}' &&
	       !has_bytes(line, length, "\\u", 2) && !has_bytes(line, length, "\\/", 2);
}

bool log_filter_may_match(const struct log_filter *filter, const char *line, size_t length)
{
	const struct subject subject = {.line = line, .length = length};

	if (!is_plain(line, length))
		return true;
	if (!log_filter_is_in_time(filter, line + START_LENGTH))
		return false;
	if (filter->denied && !has_bytes(line, length, "\"deny\"", 6) &&
	    !has_bytes(line, length, "\"pipeline_error\"", 16))
		return false;
	for (enum log_filter_key key = 0; key < LOG_FILTER_COUNT; key++) {
		if (is_excluded(filter, key, &subject))
			return false;
	}
	return true;
}

static bool has_text(const struct subject *subject, const char *path, const char *expected)
{
	struct log_span text = text_of(subject, subject->scan ? log_scan_field(path) : 0, path);

	return text.text && log_span_is(&text, expected);
}

static bool matches(const struct log_filter *filter, const struct subject *subject, const char *time)
{
	if (!log_filter_is_in_time(filter, time))
		return false;
	if (filter->denied && !has_text(subject, "gatekeeper.verdict", "deny") &&
	    !has_text(subject, "event.kind", "pipeline_error"))
		return false;
	for (enum log_filter_key key = 0; key < LOG_FILTER_COUNT; key++) {
		if (is_excluded(filter, key, subject))
			return false;
	}
	return !is_negated(filter, subject);
}

bool log_filter_matches(const struct log_filter *filter, json_t *record)
{
	const struct subject subject = {.record = record};

	return matches(filter, &subject, json_string_value(json_object_get(record, "@timestamp")));
}

bool log_filter_matches_scan(const struct log_filter *filter, const struct log_scan *scan)
{
	const struct subject subject = {.scan = scan};

	return matches(filter, &subject, log_scan_time(scan));
}

void log_filter_release(struct log_filter *filter)
{
	while (filter->count > 0)
		free(filter->condition[--filter->count].needle);
	free(filter->condition);
	filter->condition = NULL;
}
