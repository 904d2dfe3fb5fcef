// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/host/kernel-line.h"

#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* One word from `*next` on, without its quotes, into `word`: blanks part words, double quotes hold one together. */
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

int kernel_line_value(const char *line, const char *name, const char *ignored, char **ret_value)
{
	char *word = malloc(strlen(line) + 1), *value = NULL;
	size_t length = strlen(name);
	bool failed = !word;

	while (!failed && take_word(&line, word) && strcmp(word, "--") != 0) {
		if (strncmp(word, name, length) != 0 || word[length] != '=')
			continue;
		if (ignored && strcmp(word + length + 1, ignored) == 0)
			continue;
		free(value);
		value = strdup(word + length + 1);
		failed = !value;
	}
	free(word);
	if (failed)
		return -ENOMEM;
	if (!value)
		return -ENOENT;
	*ret_value = value;
	return 0;
}

int kernel_line_end(const char *line, size_t *ret_end)
{
	char *word = malloc(strlen(line) + 1);
	const char *next = line;
	size_t end = 0;

	if (!word)
		return -ENOMEM;
	while (take_word(&next, word) && strcmp(word, "--") != 0)
		end = (size_t)(next - line);
	free(word);
	*ret_end = end;
	return 0;
}
