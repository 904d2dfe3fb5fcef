// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy/language/unit-names.h"

#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"

#define CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-_.\\@"
#define SLICE ".slice"

static const char *const types[] = {".service", ".scope", ".socket", ".mount", ".swap"};

static bool ends_with(const char *text, size_t length, const char *end)
{
	const size_t size = strlen(end);

	return length > size && strncmp(text + length - size, end, size) == 0;
}

static const char *type_of(const char *text)
{
	for (size_t i = 0; i < ARRAY_LENGTH(types); i++)
		if (ends_with(text, strlen(text), types[i]))
			return types[i];
	return NULL;
}

const char *unit_mistake(const char *text)
{
	const char *type = type_of(text), *star = strchr(text, '*');

	if (ends_with(text, strlen(text), SLICE))
		return "is a slice; name it by its path, with cgroup";
	if (!type)
		return "is not a unit with processes: must end with .service, .scope, .socket, .mount or .swap";
	if (strlen(text) >= UNIT_NAME_SIZE)
		return "is longer than the name of a unit";
	if (!star)
		return strspn(text, CHARACTERS) == strlen(text) ? NULL : "has a character that no unit's name has";
	if (strcmp(star + 1, type) != 0 || (star > text && (star[-1] != '@' || star - 1 == text)))
		return "is no pattern of units: * stands for an instance, as in getty@*.service, or for a whole name, "
		       "as in "
		       "*.service";
	if (strspn(text, CHARACTERS) != (size_t)(star - text) || strchr(text, '@') != (star > text ? star - 1 : NULL))
		return "has a character that no unit's name has";
	return NULL;
}

bool unit_pattern_has(const char *pattern, const char *unit)
{
	const char *star = strchr(pattern, '*');
	const size_t prefix = star ? (size_t)(star - pattern) : 0;

	if (!star)
		return strcmp(pattern, unit) == 0;
	return strncmp(pattern, unit, prefix) == 0 && ends_with(unit + prefix, strlen(unit + prefix), star + 1);
}

bool path_is_slice(const char *path)
{
	while (path[0] && path[1]) {
		const size_t length = strcspn(++path, "/");

		if (!ends_with(path, length, SLICE))
			return false;
		path += length;
	}
	return true;
}

/* As the kernel side: a cgroup has _ before a name that would be that of a file in it. */
size_t unit_of_path(const char *path, char *ret_name)
{
	const char *part = path;

	while (part[0] && part[1]) {
		size_t length = strcspn(++part, "/");

		if (!ends_with(part, length, SLICE)) {
			const bool escaped = part[0] == '_';

			if (length - escaped >= UNIT_NAME_SIZE)
				return 0;
			snprintf(ret_name, UNIT_NAME_SIZE, "%.*s", (int)(length - escaped), part + escaped);
			return part + length - path;
		}
		part += length;
	}
	return 0;
}

struct name *unit_find(const struct names *units, const char *unit)
{
	const char *type = strrchr(unit, '.'), *at = strchr(unit, '@');
	char pattern[2 * UNIT_NAME_SIZE];
	struct name *name = names_find(units, unit);

	if (name || !type)
		return name;
	if (at && at < type) {
		snprintf(pattern, sizeof(pattern), "%.*s*%s", (int)(at + 1 - unit), unit, type);
		name = names_find(units, pattern);
		if (name)
			return name;
	}
	snprintf(pattern, sizeof(pattern), "*%s", type);
	return names_find(units, pattern);
}
