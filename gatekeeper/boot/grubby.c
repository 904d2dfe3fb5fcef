// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Entries that grubby keeps, as on Fedora and its relatives. grubby has one lsm= for each entry and replaces it, so an
 * lsm= of someone else is left to the administrator. A record says which is ours.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/run-program.h"
#include "gatekeeper/boot/mechanism.h"
#include "gatekeeper/boot/own-file.h"
#include "gatekeeper/host/kernel-line.h"

#define PROGRAM "/usr/sbin/grubby"

static bool is_here(const struct boot_host *host)
{
	return boot_has_program(host, PROGRAM);
}

static int run_update(const struct boot_host *host, const char *option, const struct boot_value *value,
		      struct failure *failure)
{
	char path[PATH_MAX], words[BOOT_LIST_SIZE + 32], *argv[] = {path, "--update-kernel=ALL", words, NULL};

	boot_path(host, PROGRAM, path);
	snprintf(words, sizeof(words), "%s=lsm=%s", option, value->list);
	return run_program(argv, failure);
}

static int run_info(const struct boot_host *host, const char *which, char **ret_text, struct failure *failure)
{
	char path[PATH_MAX], *argv[] = {path, (char *)which, NULL};

	boot_path(host, PROGRAM, path);
	return run_program_read(argv, ret_text, failure);
}

/* Cuts the next `args="LINE"` out of the output of grubby; NULL: no more. */
static char *next_arguments(char **text)
{
	static const char key[] = "args=\"";
	char *line, *end;

	for (line = strsep(text, "\n"); line; line = strsep(text, "\n")) {
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

/* Is an lsm= of someone else in one of the entries? grubby would replace it. */
static int check_foreign(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
			 struct failure *failure)
{
	_cleanup_free_ char *text = NULL, *foreign = NULL;
	int error = run_info(host, "--info=ALL", &text, failure);
	char *rest = text;

	if (error)
		return error;
	for (char *line = next_arguments(&rest); line && !foreign; line = next_arguments(&rest))
		kernel_line_value(line, "lsm", own ? own->list : NULL, &foreign);
	if (!foreign)
		return 0;
	return failure_set(failure, -EEXIST,
			   "an entry has lsm=%s, which is not the gatekeeper's, and grubby would replace it; to have "
			   "that: %s --update-kernel=ALL --args=lsm=%s",
			   foreign, PROGRAM, value->list);
}

static int read_own(const struct boot_host *host, struct boot_value *ret_own, struct failure *failure)
{
	return boot_form_read(&boot_record, host, ret_own, failure);
}

static int read_next(const struct boot_host *host, char **ret_line, struct failure *failure)
{
	_cleanup_free_ char *text = NULL;
	int error = run_info(host, "--info=DEFAULT", &text, failure);
	char *rest = text, *line;

	if (error)
		return error;
	line = next_arguments(&rest);
	if (!line)
		return failure_set(failure, -ENOENT, "%s --info=DEFAULT shows no args=", PROGRAM);
	*ret_line = strdup(line);
	return *ret_line ? 0 : failure_set(failure, -ENOMEM, "cannot run %s: %s", PROGRAM, strerror(ENOMEM));
}

static int plan(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
		struct boot_change *ret_change, struct failure *failure)
{
	int error = value ? check_foreign(host, own, value, failure) : 0;

	if (error)
		return error;
	return boot_form_plan(&boot_record, host, value, ret_change, failure);
}

static int regenerate(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
		      struct failure *failure)
{
	if (value)
		return run_update(host, "--args", value, failure);
	return own ? run_update(host, "--remove-args", own, failure) : 0;
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
