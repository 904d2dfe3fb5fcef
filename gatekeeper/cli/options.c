// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/cli/options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct option_spec *find_option(const struct verb *verb, const char *name, size_t length)
{
	const struct option_spec *option;

	for (option = verb->options; option && option->name; option++)
		if (strncmp(option->name, name, length) == 0 && option->name[length] == '\0')
			return option;
	return NULL;
}

/* One option, `--name`, `--name VALUE` or `--name=VALUE`. Returns the words it takes, or -EINVAL. */
static int take_option(const struct verb *verb, char **words)
{
	const char *name = words[0] + 2;
	const char *value = strchr(name, '=');
	size_t length = value ? (size_t)(value - name) : strlen(name);
	const struct option_spec *option = find_option(verb, name, length);

	if (!option) {
		print_misuse("%s has no option '%s'; see gatekeeper help %s", verb->name, words[0], verb->name);
		return -EINVAL;
	}
	if (option->flag && value) {
		print_misuse("--%s takes no value", option->name);
		return -EINVAL;
	}
	if (option->flag) {
		*option->flag = true;
		return 1;
	}
	if (!value && !words[1]) {
		print_misuse("--%s wants a value: --%s %s", option->name, option->name, option->value);
		return -EINVAL;
	}
	*option->text = value ? value + 1 : words[1];
	return value ? 1 : 2;
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
		} else if (options && strncmp(*next, "--", 2) == 0) {
			taken = take_option(verb, next);
			if (taken < 0)
				return taken;
			next += taken;
		} else if (options && (*next)[0] == '-' && (*next)[1]) {
			print_misuse("%s has no option '%s'; see gatekeeper help %s", verb->name, *next, verb->name);
			return -EINVAL;
		} else {
			words[count++] = *next++;
		}
	}
	words[count] = NULL;
	return count;
}

void options_print_help(const struct verb *verb)
{
	const struct option_spec *option;
	char name[64];

	printf("usage: gatekeeper %s%s%s%s\n\n%s\n", verb->name, verb->options ? " [OPTION]..." : "",
	       *verb->arguments ? " " : "", verb->arguments, verb->summary);
	for (option = verb->options; option && option->name; option++) {
		snprintf(name, sizeof(name), "--%s%s%s", option->name, option->text ? " " : "",
			 option->text ? option->value : "");
		printf("%s  %-22s %s\n", option == verb->options ? "\n" : "", name, option->help);
	}
}
