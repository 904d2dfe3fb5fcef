// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The shape of a record, for readers of logs that may have been tampered with: the rows of gatekeeper/record/table.c.
 */
#include "gatekeeper/log/shape.h"

#include <errno.h>
#include <string.h>

#include "gatekeeper/record/table.h"

/* JSON_TRUE stands for true and false. */
static bool has_type(json_t *value, const struct record_field *field)
{
	if (field->or_all && json_is_string(value))
		return strcmp(json_string_value(value), RECORD_ALL) == 0;
	return field->type == JSON_TRUE ? json_is_boolean(value) : json_typeof(value) == field->type;
}

/* A field that is there has its type, and what it is in is an object. */
static bool is_sound(json_t *value, const struct record_field *field)
{
	const char *name = field->path;

	for (const char *dot = strchr(name, '.'); dot && value; dot = strchr(name, '.')) {
		value = json_object_getn(value, name, dot - name);
		if (value && !json_is_object(value))
			return false;
		name = dot + 1;
	}
	value = value ? json_object_get(value, name) : NULL;
	return value ? has_type(value, field) : !field->required;
}

static bool is_list_of_texts(json_t *list)
{
	json_t *item;
	size_t i;

	json_array_foreach (list, i, item) {
		if (!json_is_string(item))
			return false;
	}
	return json_is_array(list);
}

/* Of version 1: each namespace says whether it is init. */
static bool old_namespaces_are_sound(json_t *namespaces)
{
	const char *name;
	json_t *ns;

	json_object_foreach (namespaces, name, ns) {
		if (!json_is_object(ns) || !json_is_boolean(json_object_get(ns, "init")))
			return false;
	}
	return true;
}

static bool namespaces_are_sound(json_t *namespaces)
{
	json_t *init = json_object_get(namespaces, "init");
	const char *name;
	json_t *ns;

	if (!init || json_is_object(init))
		return old_namespaces_are_sound(namespaces);
	if (json_is_string(init) ? strcmp(json_string_value(init), RECORD_ALL) != 0 : !is_list_of_texts(init))
		return false;
	json_object_foreach (namespaces, name, ns) {
		if (strcmp(name, "device") == 0 ? !json_is_string(ns) : ns != init && !json_is_object(ns))
			return false;
	}
	return true;
}

int log_namespace_is_init(json_t *record, const char *type)
{
	json_t *namespaces = json_object_get(record, "namespaces"), *init = json_object_get(namespaces, "init"), *item;
	json_t *old = json_object_get(namespaces, type);
	size_t i;

	if (json_is_string(init))
		return 1;
	if (!json_is_array(init))
		return old ? json_is_true(json_object_get(old, "init")) : -ENOENT;
	json_array_foreach (init, i, item) {
		if (strcmp(json_string_value(item), type) == 0)
			return 1;
	}
	return 0;
}

/* Of version 1, in the order of the record. */
static size_t old_foreign_namespaces(json_t *namespaces, const char *ret_types[LOG_NAMESPACES_MAX])
{
	const char *type;
	size_t count = 0;
	json_t *ns;

	json_object_foreach (namespaces, type, ns) {
		if (count < LOG_NAMESPACES_MAX && !json_is_true(json_object_get(ns, "init")))
			ret_types[count++] = type;
	}
	return count;
}

size_t log_foreign_namespaces(json_t *record, const char *ret_types[LOG_NAMESPACES_MAX])
{
	json_t *namespaces = json_object_get(record, "namespaces"), *init = json_object_get(namespaces, "init");
	size_t count = 0;

	if (!json_is_array(init) && !json_is_string(init))
		return old_foreign_namespaces(namespaces, ret_types);
	for (size_t i = 0; i < namespace_words.count; i++) {
		if (log_namespace_is_init(record, namespace_words.words[i].text) == 0)
			ret_types[count++] = namespace_words.words[i].text;
	}
	return count;
}

bool log_is_record(json_t *value)
{
	for (size_t i = 0; i < record_field_count; i++) {
		if (!is_sound(value, &record_fields[i]))
			return false;
	}
	return namespaces_are_sound(json_object_get(value, "namespaces"));
}

json_t *log_field(json_t *record, const char *path)
{
	while (record && *path) {
		size_t length = strcspn(path, ".");

		record = json_object_getn(record, path, length);
		path += length + (path[length] == '.');
	}
	return record;
}
