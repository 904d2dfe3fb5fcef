// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* One pass over a line, along a tree of the names of all fields: see scan.h. */
#include "gatekeeper/log/scan.h"

#include <string.h>

#include "gatekeeper/record/table.h"

#define NODES_MAX 192
#define DIGITS_MAX 18 /* fit into 64 bits with a sign */

/* A name in a path. Children of a node are linked in the order of the table. */
struct node {
	const char *name;
	size_t length;
	unsigned int child;               /* 0: none */
	unsigned int next;                /* 0: none */
	const struct record_field *field; /* NULL: an object of the path */
};

static struct node nodes[NODES_MAX]; /* nodes[0] is the record */
static unsigned int node_count;

struct scan {
	const char *next;
	const char *end;
	struct log_scan *result;
	bool seen[NODES_MAX];
};

static unsigned int find_child(unsigned int parent, const char *name, size_t length)
{
	unsigned int child = nodes[parent].child;

	while (child && (nodes[child].length != length || memcmp(nodes[child].name, name, length) != 0))
		child = nodes[child].next;
	return child;
}

static unsigned int add_child(unsigned int parent, const char *name, size_t length)
{
	unsigned int *link = &nodes[parent].child;

	while (*link)
		link = &nodes[*link].next;
	nodes[node_count] = (struct node){.name = name, .length = length};
	*link = node_count;
	return node_count++;
}

/* False if the table has outgrown the limits: then nothing is scanned. */
static bool make_tree(void)
{
	if (node_count > 0)
		return true;
	if (record_field_count > LOG_SCAN_FIELDS)
		return false;
	node_count = 1;
	for (size_t i = 0; i < record_field_count; i++) {
		const char *name = record_fields[i].path;
		unsigned int node = 0;

		while (*name) {
			size_t length = strcspn(name, ".");
			unsigned int child = find_child(node, name, length);

			if (!child && node_count == NODES_MAX)
				return false;
			node = child ? child : add_child(node, name, length);
			name += length + (name[length] == '.');
		}
		nodes[node].field = &record_fields[i];
	}
	return true;
}

static bool take(struct scan *scan, char c)
{
	if (scan->next == scan->end || *scan->next != c)
		return false;
	scan->next++;
	return true;
}

static bool take_text(struct scan *scan, struct log_span *ret_span)
{
	const char *start = scan->next + 1;

	if (!take(scan, '"'))
		return false;
	while (scan->next < scan->end && *scan->next >= ' ' && *scan->next < 0x7f && *scan->next != '"' &&
	       *scan->next != '\\')
		scan->next++;
	*ret_span = (struct log_span){.text = start, .length = scan->next - start};
	return take(scan, '"');
}

static bool take_number(struct scan *scan, struct log_span *ret_span)
{
	const char *start = scan->next, *digits;

	take(scan, '-');
	digits = scan->next;
	while (scan->next < scan->end && *scan->next >= '0' && *scan->next <= '9')
		scan->next++;
	*ret_span = (struct log_span){.text = start, .length = scan->next - start};
	if (scan->next == digits || scan->next - digits > DIGITS_MAX || *start == '-')
		return false;
	/* Not 01; a fraction or an exponent ends the scan at the next character. */
	return *digits != '0' || scan->next - digits == 1;
}

static bool take_bool(struct scan *scan, struct log_span *ret_span)
{
	size_t left = scan->end - scan->next, length = left >= 4 && memcmp(scan->next, "true", 4) == 0 ? 4 : 5;

	if (length == 5 && (left < 5 || memcmp(scan->next, "false", 5) != 0))
		return false;
	*ret_span = (struct log_span){.text = scan->next, .length = length};
	scan->next += length;
	return true;
}

bool log_span_is(const struct log_span *span, const char *text)
{
	return span->text && span->length == strlen(text) && memcmp(span->text, text, span->length) == 0;
}

static bool take_list(struct scan *scan, struct log_span *ret_span)
{
	const char *start = scan->next;
	struct log_span span;

	if (!take(scan, '['))
		return false;
	if (scan->next < scan->end && *scan->next != ']') {
		do {
			if (!take_text(scan, &span))
				return false;
		} while (take(scan, ','));
	}
	*ret_span = (struct log_span){.text = start, .length = scan->next - start};
	return take(scan, ']');
}

/* RECORD_ALL, or a list. */
static bool take_list_or_all(struct scan *scan, struct log_span *ret_span)
{
	if (scan->next < scan->end && *scan->next == '"')
		return take_text(scan, ret_span) && log_span_is(ret_span, RECORD_ALL);
	return take_list(scan, ret_span);
}

static bool take_key(struct scan *scan, struct log_span *ret_key)
{
	return take_text(scan, ret_key) && take(scan, ':');
}

/* {"inode":1,"device":"0:4","id":"1","init":true} in this order, which excludes that one is there twice. */
static bool take_old_namespace(struct scan *scan, bool *ret_init)
{
	struct log_span key, value;

	if (!take(scan, '{') || !take_key(scan, &key))
		return false;
	if (log_span_is(&key, "inode") && !(take_number(scan, &value) && take(scan, ',') && take_key(scan, &key)))
		return false;
	if (log_span_is(&key, "device") && !(take_text(scan, &value) && take(scan, ',') && take_key(scan, &key)))
		return false;
	if (log_span_is(&key, "id") && !(take_text(scan, &value) && take(scan, ',') && take_key(scan, &key)))
		return false;
	if (!log_span_is(&key, "init") || !take_bool(scan, &value))
		return false;
	*ret_init = log_span_is(&value, "true");
	return take(scan, '}');
}

/* {"inode":1,"id":"1"} */
static bool take_namespace(struct scan *scan)
{
	struct log_span key, value;

	if (!take(scan, '{') || !take_key(scan, &key) || !log_span_is(&key, "inode") || !take_number(scan, &value))
		return false;
	if (take(scan, ',') && !(take_key(scan, &key) && log_span_is(&key, "id") && take_text(scan, &value)))
		return false;
	return take(scan, '}');
}

static bool is_among(const struct log_span *keys, size_t count, const struct log_span *key)
{
	for (size_t i = 0; i < count; i++) {
		if (keys[i].length == key->length && memcmp(keys[i].text, key->text, key->length) == 0)
			return true;
	}
	return false;
}

/* What is left of version 1 behind the first key. */
static bool take_old_namespaces(struct scan *scan, struct log_span *keys)
{
	size_t count = 0;
	bool init;

	do {
		if (count > 0 && (count == LOG_NAMESPACES_MAX || !take_key(scan, &keys[count]) ||
				  is_among(keys, count, &keys[count])))
			return false;
		if (!take_old_namespace(scan, &init))
			return false;
		if (!init)
			scan->result->foreign[scan->result->foreign_count++] = keys[count];
		count++;
	} while (take(scan, ','));
	return take(scan, '}');
}

/* Whether a list, without its brackets, has the word. */
static bool list_has(const struct log_span *list, const char *word)
{
	size_t length = strlen(word);
	const char *end = list->text + list->length;

	for (const char *text = list->text; (text = memmem(text, end - text, word, length)); text++) {
		if (text[-1] == '"' && text[length] == '"')
			return true;
	}
	return false;
}

static void find_foreign(struct scan *scan, const struct log_span *init)
{
	for (size_t i = 0; i < namespace_words.count && !log_span_is(init, RECORD_ALL); i++) {
		const char *type = namespace_words.words[i].text;

		if (!list_has(init, type))
			scan->result->foreign[scan->result->foreign_count++] =
				(struct log_span){.text = type, .length = strlen(type)};
	}
}

static bool take_namespaces(struct scan *scan)
{
	struct log_span keys[LOG_NAMESPACES_MAX], value;
	size_t count = 1;

	if (!take(scan, '{') || !take_key(scan, &keys[0]))
		return false;
	if (!log_span_is(&keys[0], "init") || (scan->next < scan->end && *scan->next == '{'))
		return take_old_namespaces(scan, keys);
	if (!take_list_or_all(scan, &value))
		return false;
	find_foreign(scan, &value);
	while (take(scan, ',')) {
		if (count == LOG_NAMESPACES_MAX || !take_key(scan, &keys[count]) || is_among(keys, count, &keys[count]))
			return false;
		if (log_span_is(&keys[count], "device") ? !take_text(scan, &value) : !take_namespace(scan))
			return false;
		count++;
	}
	return take(scan, '}');
}

static bool take_value(struct scan *scan, const struct record_field *field)
{
	struct log_span *span = &scan->result->field[field - record_fields];

	switch ((int)field->type) {
	case JSON_STRING:
		return take_text(scan, span);
	case JSON_INTEGER:
		return take_number(scan, span);
	case JSON_TRUE:
		return take_bool(scan, span);
	case JSON_ARRAY:
		return field->or_all ? take_list_or_all(scan, span) : take_list(scan, span);
	default:
		return strcmp(field->path, "namespaces") == 0 && take_namespaces(scan);
	}
}

static bool take_object(struct scan *scan, unsigned int node)
{
	struct log_span key;

	if (!take(scan, '{'))
		return false;
	do {
		unsigned int child;

		if (!take_key(scan, &key))
			return false;
		child = find_child(node, key.text, key.length);
		if (!child || scan->seen[child])
			return false;
		scan->seen[child] = true;
		if (nodes[child].field ? !take_value(scan, nodes[child].field) : !take_object(scan, child))
			return false;
	} while (take(scan, ','));
	return take(scan, '}');
}

bool log_scan_line(const char *line, size_t length, struct log_scan *ret_scan)
{
	struct scan scan = {.next = line, .end = line + length, .result = ret_scan};

	memset(ret_scan, 0, sizeof(*ret_scan));
	if (!make_tree() || !take_object(&scan, 0) || scan.next != scan.end)
		return false;
	for (size_t i = 0; i < record_field_count; i++) {
		if (record_fields[i].required && !ret_scan->field[i].text)
			return false;
	}
	return true;
}

size_t log_scan_field(const char *path)
{
	for (size_t i = 0; i < record_field_count && i < LOG_SCAN_FIELDS; i++) {
		if (strcmp(record_fields[i].path, path) == 0)
			return record_fields[i].type == JSON_ARRAY || record_fields[i].type == JSON_OBJECT
				       ? LOG_SCAN_FIELDS
				       : i;
	}
	return LOG_SCAN_FIELDS;
}

struct log_span log_scan_span(const struct log_scan *scan, const char *path)
{
	size_t field = log_scan_field(path);

	return field < LOG_SCAN_FIELDS ? scan->field[field] : (struct log_span){0};
}

bool log_scan_has_object(const struct log_scan *scan, const char *path)
{
	size_t length = strlen(path);

	for (size_t i = 0; i < record_field_count; i++) {
		if (scan->field[i].text && strncmp(record_fields[i].path, path, length) == 0 &&
		    record_fields[i].path[length] == '.')
			return true;
	}
	return false;
}

const char *log_scan_time(const struct log_scan *scan)
{
	return scan->field[log_scan_field("@timestamp")].text;
}

uint64_t log_span_number(const struct log_span *span)
{
	uint64_t number = 0;

	for (size_t i = 0; i < span->length; i++)
		number = number * 10 + (span->text[i] - '0');
	return number;
}
