// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * boot by entries that grubby keeps, as on Fedora and its relatives. grubby has one lsm= for each entry and replaces
 * it, so one that is not ours is left to the administrator. A record says which is ours.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gatekeeper/boot/own-file.h"
#include "gatekeeper/boot/mechanism.h"
#include "gatekeeper/host/kernel-line.h"
#include "gatekeeper/base/run-program.h"

#define PROGRAM "/usr/sbin/grubby"

static bool is_here(const struct boot_host *host)
{
	return boot_has_program(host, PROGRAM);
}

static int grubby(const struct boot_host *host, const char *option, const struct boot_value *value,
		  struct failure *failure)
{
	char path[PATH_MAX], words[BOOT_LIST_SIZE + 32], *argv[] = {path, "--update-kernel=ALL", words, NULL};

	boot_path(host, PROGRAM, path);
	snprintf(words, sizeof(words), "%s=lsm=%s", option, value->list);
	return run_program(argv, failure);
}

static int info(const struct boot_host *host, const char *which, char **ret_text, struct failure *failure)
{
	char path[PATH_MAX], *argv[] = {path, (char *)which, NULL};

	boot_path(host, PROGRAM, path);
	return run_program_read(argv, ret_text, failure);
}

/* The next `args="LINE"` of what grubby says, cut out of it; NULL: no more. */
static char *next_arguments(char **text)
{
	static const char key[] = "args=\"";
	char *line, *end;

	while ((line = strsep(text, "\n"))) {
		if (strncmp(line, key, strlen(key)) != 0)
			continue;
		line += strlen(key);
		end = strrchr(line, '"');
		if (end)
			*end = '\0';
		return line;
	}
	return NULL;
}

/* An lsm= of somebody else in one of the entries: grubby would replace it. */
static int check_foreign(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
			 struct failure *failure)
{
	char *text, *rest, *line, *foreign = NULL;
	int error = info(host, "--info=ALL", &text, failure);

	if (error)
		return error;
	rest = text;
	while (!foreign && (line = next_arguments(&rest)))
		kernel_line_value(line, "lsm", own ? own->list : NULL, &foreign);
	free(text);
	if (foreign)
		error = failure_set(failure, -EEXIST,
				    "an entry has lsm=%s, which is not the gatekeeper's, and grubby would replace it; "
				    "to have that: %s --update-kernel=ALL --args=lsm=%s",
				    foreign, PROGRAM, value->list);
	free(foreign);
	return error;
}

static int read_own(const struct boot_host *host, struct boot_value *ret_own, struct failure *failure)
{
	return boot_form_read(&boot_record, host, ret_own, failure);
}

static int read_next(const struct boot_host *host, char **ret_line, struct failure *failure)
{
	char *text, *rest, *line;
	int error = info(host, "--info=DEFAULT", &text, failure);

	if (error)
		return error;
	rest = text;
	line = next_arguments(&rest);
	if (!line)
		error = failure_set(failure, -ENOENT, "%s --info=DEFAULT shows no args=", PROGRAM);
	else if (!(*ret_line = strdup(line)))
		error = failure_set(failure, -ENOMEM, "%s: %s", PROGRAM, strerror(ENOMEM));
	free(text);
	return error;
}

static int plan(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
		struct boot_change *ret_change, struct failure *failure)
{
	int error = value ? check_foreign(host, own, value, failure) : 0;

	return error ? error : boot_form_plan(&boot_record, host, value, ret_change, failure);
}

static int regenerate(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
		      struct failure *failure)
{
	if (value)
		return grubby(host, "--args", value, failure);
	return own ? grubby(host, "--remove-args", own, failure) : 0;
}

const struct boot_mechanism boot_grubby = {
	.name = "grubby",
	.summary = "entries that grubby keeps",
	.file = BOOT_RECORD,
	.written = BOOT_RECORD,
	.command = PROGRAM " --update-kernel=ALL",
	.partial = true,
	.is_here = is_here,
	.read_own = read_own,
	.read_next = read_next,
	.plan = plan,
	.regenerate = regenerate,
};
