// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/cli/options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"

static const struct option_spec *find_option(const struct verb *verb, const char *name, size_t length)
{
	const struct option_spec *option;

	for (option = verb->options; option && option->name; option++)
		if (strncmp(option->name, name, length) == 0 && option->name[length] == '\0')
			return option;
	return NULL;
}

/* Takes `--name VALUE` or `--name=VALUE`. Returns the number of words that it takes, or -EINVAL. */
static int take_value(const struct option_spec *option, const char *value, const char *next)
{
	if (!value && !next) {
		print_misuse("--%s needs a value: --%s %s", option->name, option->name, option->value);
		return -EINVAL;
	}
	if (option->text) {
		*option->text = value ? value : next;
		return value ? 1 : 2;
	}
	if (option->list->count == ARRAY_LENGTH(option->list->value)) {
		print_misuse("--%s is given more than %zu times", option->name, option->list->count);
		return -EINVAL;
	}
	option->list->value[option->list->count++] = value ? value : next;
	return value ? 1 : 2;
}

static const struct option_spec *find_letter(const struct verb *verb, char letter)
{
	const struct option_spec *option;

	for (option = verb->options; option && option->name; option++)
		if (option->letter == letter)
			return option;
	return NULL;
}

/* Takes `-l VALUE` or `-l`. Returns the number of words that it takes, or -EINVAL. */
static int take_letter(const struct verb *verb, char **words)
{
	const struct option_spec *option = words[0][2] ? NULL : find_letter(verb, words[0][1]);

	if (!option) {
		print_misuse("%s has no option '%s'; see gatekeeper help %s", verb->name, words[0], verb->name);
		return -EINVAL;
	}
	if (!option->flag)
		return take_value(option, NULL, words[1]);
	*option->flag = true;
	return 1;
}

/* Takes one option. Returns the number of words that it takes, or -EINVAL. */
static int take_option(const struct verb *verb, char **words)
{
	const char *name = words[0] + 2;
	const char *equals = strchr(name, '=');
	size_t length = equals ? (size_t)(equals - name) : strlen(name);
	const struct option_spec *option = find_option(verb, name, length);

	if (!option) {
		print_misuse("%s has no option '%s'; see gatekeeper help %s", verb->name, words[0], verb->name);
		return -EINVAL;
	}
	if (!option->flag)
		return take_value(option, equals ? equals + 1 : NULL, words[1]);
	if (equals) {
		print_misuse("--%s takes no value", option->name);
		return -EINVAL;
	}
	*option->flag = true;
	return 1;
}

int options_parse(const struct verb *verb, char **words)
{
	int count = 0, taken;
	bool options = true;
	char **next = words;

	while (*next) {
		if (options && strcmp(*next, "--") == 0) {
			options = false;
			next++;
		} else if (options && (*next)[0] == '-' && (*next)[1]) {
			taken = (*next)[1] == '-' ? take_option(verb, next) : take_letter(verb, next);
			if (taken < 0)
				return taken;
			next += taken;
		} else {
			words[count++] = *next++;
		}
	}
	words[count] = NULL;
	return count;
}

/* Longer ones have their help on the next line, so that one long name does not push all texts to the right. */
#define NAME_WIDTH 22

static void print_option(const struct option_spec *option, FILE *out)
{
	char name[128];
	int length = snprintf(name, sizeof(name), "--%s%s%s", option->name, option->flag ? "" : " ",
			      option->flag ? "" : option->value);

	if (length > NAME_WIDTH)
		fprintf(out, "  %s\n  %*s  %s", name, NAME_WIDTH, "", option->help);
	else
		fprintf(out, "  %-*s  %s", NAME_WIDTH, name, option->help);
	if (option->letter)
		fprintf(out, "; also -%c", option->letter);
	fputc('\n', out);
}

void options_print_help(const struct verb *verb, FILE *out)
{
	fprintf(out, "usage: gatekeeper %s%s%s%s\n\n%s\n", verb->name, verb->options ? " [OPTION]..." : "",
		*verb->arguments ? " " : "", verb->arguments, verb->summary);
	if (verb->options)
		fputc('\n', out);
	for (const struct option_spec *option = verb->options; option && option->name; option++)
		print_option(option, out);
}
