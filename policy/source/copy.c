// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy/source/copy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int policy_copy_add(struct policy_copy *copy, const char *name, const char *bytes, size_t length)
{
	struct policy_copy_file *file;

	if (copy->count == GK_FILES)
		return -E2BIG;
	if (!copy->file)
		copy->file = calloc(GK_FILES, sizeof(*copy->file));
	if (!copy->file)
		return -ENOMEM;
	file = &copy->file[copy->count];
	file->bytes = malloc(length + 1);
	if (!file->bytes)
		return -ENOMEM;
	memcpy(file->bytes, bytes, length);
	file->length = length;
	strncpy(file->name, name, sizeof(file->name) - 1);
	copy->count++;
	return 0;
}

void policy_copy_release(struct policy_copy *copy)
{
	for (size_t i = 0; i < copy->count; i++)
		free(copy->file[i].bytes);
	free(copy->file);
	*copy = (struct policy_copy){0};
}
