// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/host/kernel-line.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

/* Copies the next word without its quotes to `word`, which has room for the line. Returns false at the end. */
static bool take_word(const char **next, char *word)
{
	const char *in = *next, *start;
	bool quoted = false;

	while (isspace((unsigned char)*in))
		in++;
	start = in;
	for (; *in && (quoted || !isspace((unsigned char)*in)); in++) {
		if (*in == '"')
			quoted = !quoted;
		else
			*word++ = *in;
	}
	*word = '\0';
	*next = in;
	return in != start;
}

static bool has_name(const char *word, const char *name)
{
	size_t length = strlen(name);

	return strncmp(word, name, length) == 0 && word[length] == '=';
}

int kernel_line_value(const char *line, const char *name, const char *ignored, char **ret_value)
{
	_cleanup_free_ char *word = NULL, *value = NULL;

	word = malloc(strlen(line) + 1);
	if (!word)
		return -ENOMEM;
	while (take_word(&line, word) && strcmp(word, "--") != 0) {
		const char *found = word + strlen(name) + 1;

		if (!has_name(word, name) || (ignored && strcmp(found, ignored) == 0))
			continue;
		free(value);
		value = strdup(found);
		if (!value)
			return -ENOMEM;
	}
	if (!value)
		return -ENOENT;
	*ret_value = STEAL_POINTER(value);
	return 0;
}

int kernel_line_end(const char *line, size_t *ret_end)
{
	_cleanup_free_ char *word = NULL;
	const char *next = line;
	size_t end = 0;

	word = malloc(strlen(line) + 1);
	if (!word)
		return -ENOMEM;
	while (take_word(&next, word) && strcmp(word, "--") != 0)
		end = (size_t)(next - line);
	*ret_end = end;
	return 0;
}
