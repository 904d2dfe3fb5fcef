// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The shape of a record, for readers of logs that may have been tampered with: the rows of gatekeeper/record/table.c.
 */
#include "gatekeeper/log/shape.h"

#include <string.h>

#include "gatekeeper/record/table.h"

/* JSON_TRUE stands for true and false. */
static bool has_type(json_t *value, json_type type)
{
	return type == JSON_TRUE ? json_is_boolean(value) : json_typeof(value) == type;
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
	return value ? has_type(value, field->type) : !field->required;
}

static bool namespaces_are_sound(json_t *namespaces)
{
	const char *name;
	json_t *ns;

	json_object_foreach (namespaces, name, ns) {
		if (!json_is_object(ns) || !json_is_boolean(json_object_get(ns, "init")))
			return false;
	}
	return true;
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
