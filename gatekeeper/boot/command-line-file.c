// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/command-line-file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/host/kernel-line.h"

#define BLANKS " \t\r\n\v\f" /* as the kernel's isspace() */

/* By the boot loader, and by an administrator for one boot; those with '=' at the end are prefixes. */
static const char *const temporary[] = {
	"BOOT_IMAGE=",
	"initrd=",
	"single",
	"S",
	"s",
	"1",
	"-b",
	"rescue",
	"emergency",
	"init=",
	"rdinit=",
	"rd.break",
	"break",
	"rd.break=",
	"break=",
	"systemd.unit=",
	"gatekeeper=off",
	"debug-shell",
	"rd.systemd.unit=",
	"systemd.debug-shell",
	"systemd.debug_shell",
	"systemd.debug-shell=",
	"systemd.debug_shell=",
};

void command_line_blank_comments(char *text)
{
	while (*text) {
		size_t length = strcspn(text, "\n");

		if (text[strspn(text, " \t")] == '#')
			memset(text, ' ', length);
		text += length + (text[length] == '\n');
	}
}

/* The last word lsm=VALUE of a text without comments; NULL: none. */
static const char *find_word(const char *text, const char *value, size_t *ret_size)
{
	const char *found = NULL, *word = text + strspn(text, BLANKS);
	size_t length;

	for (; *word; word += length + strspn(word + length, BLANKS)) {
		length = strcspn(word, BLANKS);
		if (length != strlen(value) + 4 || strncmp(word, "lsm=", 4) != 0 ||
		    strncmp(word + 4, value, length - 4) != 0)
			continue;
		found = word;
		*ret_size = length;
	}
	return found;
}

bool command_line_has(const char *text, const char *value)
{
	_cleanup_free_ char *plain = strdup(text);
	size_t size;

	if (!plain)
		return false;
	command_line_blank_comments(plain);
	return find_word(plain, value, &size) != NULL;
}

/* Cuts the word out of both, with the blank that was added with it, so that the rest is byte for byte as before. */
static void cut_word(char *text, char *plain, const char *value)
{
	size_t size = 0, offset;
	const char *word = find_word(plain, value, &size);

	if (!word)
		return;
	offset = (size_t)(word - plain);
	if (offset && text[offset - 1] == ' ') {
		offset--;
		size++;
	} else if (text[offset + size] == ' ') {
		size++;
	}
	memmove(text + offset, text + offset + size, strlen(text + offset + size) + 1);
	memmove(plain + offset, plain + offset + size, strlen(plain + offset + size) + 1);
}

static int add_word(const char *text, const char *plain, const char *value, char **ret_text)
{
	size_t end;
	int error = kernel_line_end(plain, &end);

	if (error)
		return error;
	if (end == 0 && text[strspn(text, BLANKS)] == '#')
		return -EBADMSG;
	if (asprintf(ret_text, "%.*s%slsm=%s%s%s", (int)end, text, end ? " " : "", value,
		     end == 0 && text[0] && !strchr("\r\n", text[0]) ? " " : "", text + end) < 0)
		return -ENOMEM;
	return 0;
}

static bool is_last(const char *plain, const char *value)
{
	_cleanup_free_ char *last = NULL;

	return kernel_line_value(plain, "lsm", NULL, &last) == 0 && strcmp(last, value) == 0;
}

int command_line_edit(const char *text, const char *own, const char *value, char **ret_text)
{
	_cleanup_free_ char *copy = strdup(text), *plain = strdup(text);

	if (!copy || !plain)
		return -ENOMEM;
	command_line_blank_comments(plain);
	if (own && value && strcmp(own, value) == 0 && is_last(plain, value)) {
		*ret_text = STEAL_POINTER(copy);
		return 0;
	}
	if (own)
		cut_word(copy, plain, own);
	if (value)
		return add_word(copy, plain, value, ret_text);
	*ret_text = STEAL_POINTER(copy);
	return 0;
}

static bool is_temporary(const char *word)
{
	for (size_t i = 0; i < ARRAY_LENGTH(temporary); i++) {
		size_t length = strlen(temporary[i]);

		if (strncmp(word, temporary[i], length) == 0 && (temporary[i][length - 1] == '=' || !word[length]))
			return true;
	}
	return false;
}

int command_line_permanent(const char *line, char **ret_line)
{
	_cleanup_free_ char *copy = strdup(line), *out = calloc(1, strlen(line) + 1);

	if (!copy || !out)
		return -ENOMEM;
	for (char *rest = copy, *word = strsep(&rest, BLANKS); word; word = strsep(&rest, BLANKS)) {
		if (!*word || is_temporary(word))
			continue;
		if (*out)
			strcat(out, " ");
		strcat(out, word);
	}
	*ret_line = STEAL_POINTER(out);
	return 0;
}
