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
