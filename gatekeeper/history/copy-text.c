// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/history/copy-text.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <jansson.h>

#include "policy/source/inputs.h"

static int add_file(json_t *files, const struct policy_copy_file *file)
{
	json_t *json = json_pack("{s:s,s:o}", "name", file->name, "text", json_stringn(file->bytes, file->length));

	return json && !json_array_append_new(files, json) ? 0 : -ENOMEM;
}

int copy_text_write(const struct policy_copy *copy, char **ret_text)
{
	json_t *files = json_array(), *json = json_pack("{s:O}", "files", files);
	char *text = NULL;
	int error = json ? 0 : -ENOMEM;

	for (size_t i = 0; i < copy->count && !error; i++)
		error = add_file(files, &copy->file[i]);
	if (!error)
		text = json_dumps(json, JSON_INDENT(1));
	json_decref(json);
	json_decref(files);
	if (!text)
		return -ENOMEM;
	*ret_text = text;
	return 0;
}

/* The policy file has no name; a drop-in has one that leads to no other directory. */
static bool is_name(const char *name, size_t file)
{
	return file == 0 ? *name == '\0'
			 : is_drop_in_name(name) && !strchr(name, '/') && strlen(name) < GK_FILE_NAME_SIZE;
}

static int read_file(const json_t *json, size_t file, struct policy_copy *copy)
{
	const char *name, *text;
	size_t length;

	if (json_unpack((json_t *)json, "{s:s,s:s%!}", "name", &name, "text", &text, &length) || !is_name(name, file))
		return -EBADMSG;
	return policy_copy_add(copy, name, text, length);
}

static int read_files(const json_t *json, struct policy_copy *ret_copy)
{
	const json_t *files = json_object_get(json, "files");

	if (json_object_size(json) != 1 || json_array_size(files) == 0)
		return -EBADMSG;
	for (size_t i = 0; i < json_array_size(files); i++) {
		int error = read_file(json_array_get(files, i), i, ret_copy);

		if (error)
			return error == -E2BIG ? -EBADMSG : error;
	}
	return 0;
}

int copy_text_read(const char *text, struct policy_copy *ret_copy)
{
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	int error = json ? read_files(json, ret_copy) : -EBADMSG;

	json_decref(json);
	return error;
}
