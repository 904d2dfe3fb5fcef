// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Paths of records in policies that we write: see policy-path.h. */
#include "gatekeeper/request/policy-path.h"

#include <string.h>

#include "bpf-lsm/contract/abi.h"
#include "policy/base/hidden-character.h"
#include "policy/language/paths.h"
#include "policy/language/resolve.h"
#include "policy/source/text.h"

#define PATH_MAX_LENGTH 1024

static bool ends_with(const char *path, const char *end)
{
	size_t length = strlen(path), size = strlen(end);

	return length >= size && strcmp(path + length - size, end) == 0;
}

bool policy_path_is_valid(const char *path)
{
	if (path[0] != '/' || strlen(path) > PATH_MAX_LENGTH)
		return false;
	if (strstr(path, "//") || strstr(path, "/./") || strstr(path, "/../"))
		return false;
	if (path[1] && (ends_with(path, "/") || ends_with(path, "/.") || ends_with(path, "/..")))
		return false;
	if (ends_with(path, " "))
		return false;
	return text_is_shown(path) && !path_is_pattern(path) && !strstr(path, "\\\\") && !strstr(path, "\\x5cx");
}

bool policy_path_is_valid_cgroup(const char *path)
{
	return policy_path_is_valid(path) && path_level(path) < GK_CGROUP_LEVELS - 1 &&
	       !path_is_below(path, CGROUP_ROOT);
}

void policy_path_print(const char *path, FILE *stream)
{
	fputc('"', stream);
	for (; *path; path++)
		fprintf(stream, "%s%c", *path == '"' || *path == '\\' ? "\\" : "", *path);
	fputc('"', stream);
}
