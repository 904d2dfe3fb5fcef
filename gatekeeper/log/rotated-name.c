// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/log/rotated-name.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

char *log_rotated_name(const char *path, unsigned int number)
{
	char *name = NULL;

	if (number == 0)
		return strdup(path);
	return asprintf(&name, "%s.%u", path, number) < 0 ? NULL : name;
}

char *log_rotated_find(const char *path, unsigned int number)
{
	static const char *const endings[] = {"", ".gz", ".xz", ".zst"};
	_cleanup_free_ char *name = log_rotated_name(path, number);

	for (size_t i = 0; name && i < ARRAY_LENGTH(endings); i++) {
		_cleanup_free_ char *compressed = NULL;

		if (asprintf(&compressed, "%s%s", name, endings[i]) < 0)
			return NULL;
		if (access(compressed, F_OK) == 0)
			return STEAL_POINTER(compressed);
	}
	return NULL;
}
