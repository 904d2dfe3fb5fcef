// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Systems whose command line rpm-ostree keeps, as Fedora Silverblue and CoreOS: one word more behind all others,
 * because the kernel takes the last lsm=. A record says which word is ours.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/run-program.h"
#include "gatekeeper/boot/mechanism.h"
#include "gatekeeper/boot/own-file.h"

#define PROGRAM "/usr/bin/rpm-ostree"

static bool is_here(const struct boot_host *host)
{
	return boot_has(host, "/run/ostree-booted") && boot_has_program(host, PROGRAM);
}

static int read_own(const struct boot_host *host, struct boot_value *ret_own, struct failure *failure)
{
	return boot_form_read(&boot_record, host, ret_own, failure);
}

/* Without an option it prints the arguments of the deployment that boots next. */
static int read_next(const struct boot_host *host, char **ret_line, struct failure *failure)
{
	char path[PATH_MAX], *argv[] = {path, "kargs", NULL};

	boot_path(host, PROGRAM, path);
	return run_program_read(argv, ret_line, failure);
}

static int plan(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
		struct boot_change *ret_change, struct failure *failure)
{
	(void)own;
	return boot_form_plan(&boot_record, host, value, ret_change, failure);
}

static bool has_word(const char *line, const char *word)
{
	size_t length = strlen(word);

	for (const char *found = strstr(line, word); found; found = strstr(found + 1, word))
		if ((found == line || found[-1] == ' ') && strchr(" \n", found[length]))
			return true;
	return false;
}

/* rpm-ostree fails when it has to delete an argument that is not there, as after an error half way. */
static int regenerate(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
		      struct failure *failure)
{
	char path[PATH_MAX], remove[BOOT_LIST_SIZE + 32] = "", add[BOOT_LIST_SIZE + 32] = "";
	char *argv[] = {path, "kargs", NULL, NULL, NULL};
	_cleanup_free_ char *line = NULL;
	size_t count = 2;
	int error = read_next(host, &line, failure);

	if (error)
		return error;
	snprintf(remove, sizeof(remove), "--delete=lsm=%s", own ? own->list : "");
	snprintf(add, sizeof(add), "--append=lsm=%s", value ? value->list : "");
	if (own && has_word(line, remove + strlen("--delete=")))
		argv[count++] = remove;
	if (value)
		argv[count++] = add;
	if (count == 2)
		return 0;
	boot_path(host, PROGRAM, path);
	return run_program(argv, failure);
}

const struct boot_mechanism boot_rpm_ostree = {
	.name = "rpm-ostree",
	.summary = "arguments that rpm-ostree keeps",
	.file = BOOT_RECORD,
	.written = BOOT_RECORD,
	.command = PROGRAM " kargs",
	.partial = true,
	.is_here = is_here,
	.read_own = read_own,
	.read_next = read_next,
	.plan = plan,
	.regenerate = regenerate,
};
