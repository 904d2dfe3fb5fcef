// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy/language/paths.h"

#include <string.h>

unsigned int path_level(const char *path)
{
	unsigned int level = 0;

	for (; path[0] && path[1]; path += 1 + strcspn(path + 1, "/"))
		level++;
	return level;
}

bool path_is_below(const char *path, const char *base)
{
	size_t length = strlen(base);

	if (length == 1) /* the root */
		return true;
	return strncmp(path, base, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

/* A comma within a name, as in "Company, Inc", has a blank behind it. */
static bool is_list(const char *path)
{
	for (const char *comma = strchr(path, ','); comma; comma = strchr(comma + 1, ','))
		if (comma[1] != ' ' || comma[2] == '/')
			return true;
	return false;
}

bool path_is_pattern(const char *path)
{
	const char *bracket = strchr(path, '['), *brace = strchr(path, '{');

	if (strpbrk(path, "*?$|") || (bracket && strchr(bracket, ']')) || (brace && strchr(brace, '}')))
		return true;
	return is_list(path);
}

/* The bytes of `text` that the log writes for one backslash, or 0. */
static size_t logged_backslash(const char *text)
{
	if (strncmp(text, "\\\\", 2) == 0)
		return 2;
	return strncmp(text, "\\x5cx", 5) == 0 ? 4 : 0;
}

void path_from_log(const char *text, char *ret_path)
{
	while (*text) {
		size_t length = logged_backslash(text);

		*ret_path++ = *text;
		text += length ? length : 1;
	}
	*ret_path = '\0';
}

struct name *path_above(const struct names *names, const struct name *name)
{
	size_t length = strlen(name->text);
	struct name *above = NULL;
	char *path = strdupa(name->text);

	while (!above && length > 1) {
		while (path[--length] != '/')
			;
		path[length ? length : 1] = '\0';
		above = names_find(names, path);
	}
	return above;
}
