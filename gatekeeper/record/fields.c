// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* One function for each form that a value takes in a record: see fields.h. */
#include "gatekeeper/record/fields.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bpf-lsm/contract/abi.h"
#include "policy/base/cleanup.h"

#include "gatekeeper/base/escape.h"

#define NANOSECONDS 1000000000LL

struct fields fields_begin(void)
{
	json_t *object = json_object();

	return (struct fields){.object = object, .failed = !object};
}

json_t *fields_end(struct fields *fields)
{
	if (!fields->failed)
		return fields->object;
	json_decref(fields->object);
	return NULL;
}

/* The object in `object` whose name is the first `length` bytes of `name`; made if it is not there. NULL: no memory. */
static json_t *inner_object(json_t *object, const char *name, size_t length)
{
	json_t *inner = json_object_getn(object, name, length);

	if (!inner && json_object_setn_new(object, name, length, json_object()) == 0)
		inner = json_object_getn(object, name, length);
	return inner;
}

void put_value(struct fields *fields, const char *path, json_t *value)
{
	json_t *object = fields->object;

	for (const char *dot = strchr(path, '.'); dot; dot = strchr(path, '.')) {
		object = inner_object(object, path, dot - path);
		path = dot + 1;
	}
	if (json_object_set_new(object, path, value) < 0)
		fields->failed = true;
}

void put_object(struct fields *fields, const char *path, json_t *object)
{
	if (object && json_object_size(object) == 0)
		json_decref(object);
	else
		put_value(fields, path, object);
}

void put_number(struct fields *fields, const char *path, uint64_t number)
{
	put_value(fields, path, json_integer(number > INT64_MAX ? INT64_MAX : (json_int_t)number));
}

void put_bool(struct fields *fields, const char *path, bool value)
{
	put_value(fields, path, json_boolean(value));
}

void put_string(struct fields *fields, const char *path, const char *text)
{
	put_value(fields, path, json_string(text));
}

void put_text(struct fields *fields, const char *path, const char *text, size_t size)
{
	_cleanup_free_ char *escaped = NULL;

	if (size == 0 || text[0] == '\0')
		return;
	escaped = malloc(ESCAPED_SIZE(size));
	if (!escaped) {
		fields->failed = true;
		return;
	}
	escape_text(text, size, escaped);
	put_string(fields, path, escaped);
}

void put_id(struct fields *fields, const char *path, uint64_t id)
{
	if (id)
		put_value(fields, path, json_sprintf("%" PRIu64, id));
}

void put_word(struct fields *fields, const char *path, const struct word_set *set, uint32_t number)
{
	const char *text = word_text(set, number);

	put_value(fields, path, text ? json_string(text) : json_sprintf("unknown(%" PRIu32 ")", number));
}

void put_word_if_any(struct fields *fields, const char *path, const struct word_set *set, uint32_t number)
{
	if (number != GK_NO_NUMBER)
		put_word(fields, path, set, number);
}

void put_device(struct fields *fields, const char *path, uint32_t major, uint32_t minor)
{
	if (major || minor)
		put_value(fields, path, json_sprintf("%" PRIu32 ":%" PRIu32, major, minor));
}

void put_hex(struct fields *fields, const char *path, const uint8_t *bytes, size_t size)
{
	char text[2 * GK_DIGEST_SIZE + 1] = "";
	bool any = false;

	for (size_t i = 0; i < size && i < GK_DIGEST_SIZE; i++) {
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
		any = any || bytes[i];
	}
	if (any)
		put_string(fields, path, text);
}

void put_time(struct fields *fields, const char *path, int64_t time)
{
	bool before_zero = time % NANOSECONDS < 0;
	time_t seconds = time / NANOSECONDS - before_zero;
	int64_t rest = time % NANOSECONDS + before_zero * NANOSECONDS;
	struct tm utc;
	char date[32];

	gmtime_r(&seconds, &utc); /* 64 bits of ns end in the year 2262: it does not fail */
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &utc);
	put_value(fields, path, json_sprintf("%s.%09" PRId64 "Z", date, rest));
}
