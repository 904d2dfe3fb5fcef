// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/container/text.h"

#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/base/utf8.h"

#include "gatekeeper/base/text-file.h"

#define DIGEST "sha256:"
#define DIGEST_DIGITS 64

void text_cut(const char *text, char *ret_text, size_t size)
{
	size_t all = strlen(text), length = 0;
	uint32_t point;

	while (length < all) {
		size_t next = utf8_decode(text + length, all - length, &point);

		if (!next || length + next >= size)
			break;
		length += next;
	}
	memcpy(ret_text, text, length);
	ret_text[length] = '\0';
}

void text_take(json_t *object, const char *name, char *ret_text, size_t size)
{
	const char *text = json_string_value(json_object_get(object, name));

	if (text)
		text_cut(text, ret_text, size);
}

void text_repair(char *text, size_t length)
{
	uint32_t point;

	for (size_t i = 0; i < length;) {
		size_t next = utf8_decode(text + i, length - i, &point);

		if (!next)
			text[i] = '?';
		i += next ? next : 1;
	}
}

/* A NUL in a string ends it: jansson keeps what is behind, and nobody here looks there. */
json_t *text_to_object(char *text, size_t length)
{
	json_t *value;

	text_repair(text, length);
	value = json_loadb(text, length, JSON_ALLOW_NUL, NULL);
	if (json_is_object(value))
		return value;
	json_decref(value);
	return NULL;
}

json_t *text_read_object(const char *folder, const char *name)
{
	_cleanup_free_ char *path = NULL, *text = NULL;

	if (folder[0] != '/' || asprintf(&path, "%s/%s", folder, name) < 0)
		return NULL;
	return text_file_read(path, &text) ? NULL : text_to_object(text, strlen(text));
}

/* As OCI runtimes have it. Neither "..", nor a name of a hidden file. */
bool is_container_id(const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-";
	size_t length = strspn(text, allowed);

	return length > 0 && length < CONTAINER_ID_SIZE && text[length] == '\0' && text[0] != '.';
}

void text_take_digest(const char *text, char ret_digest[CONTAINER_TEXT_SIZE])
{
	const char *at = strrchr(text, '@');
	size_t digits = strspn(text, "0123456789abcdef");
	const char *digest = at ? at + 1 : text;

	if (strncmp(digest, DIGEST, strlen(DIGEST)) == 0)
		text_cut(digest, ret_digest, CONTAINER_TEXT_SIZE);
	else if (digits == DIGEST_DIGITS && text[digits] == '\0')
		snprintf(ret_digest, CONTAINER_TEXT_SIZE, DIGEST "%s", text);
}
