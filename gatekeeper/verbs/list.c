// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb list: what is attached on this host, who attached it, and what the policy in force would say today. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/libbpf.h>

#include "gatekeeper/inventory/origin.h"
#include "gatekeeper/inventory/policy-says.h"
#include "gatekeeper/inventory/collection.h"
#include "gatekeeper/inventory/show.h"
#include "gatekeeper/log/file.h"
#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"

static bool as_json, inherited, refused;
static const char *log_path = LOG_FILE_DEFAULT;

/* Only what the policy would refuse, when that is asked for. */
static void keep_refused(struct attached *attached)
{
	size_t kept = 0;

	for (size_t i = 0; i < attached->count; i++) {
		struct attachment swap = attached->items[i];

		if (!attached_is_refused(&swap))
			continue;
		attached->items[i] = attached->items[kept];
		attached->items[kept++] = swap;
	}
	for (size_t i = kept; i < attached->count; i++) {
		free(attached->items[i].cgroup_path);
		json_decref(attached->items[i].pins);
		json_decref(attached->items[i].record);
	}
	attached->count = kept;
}

static int print_objects(const struct attached *attached)
{
	int error = 0;

	for (size_t i = 0; !error && i < attached->count; i++)
		error = print_json(attachment_to_json(&attached->items[i]), JSON_COMPACT);
	return error;
}

/* On stderr: what is printed is what is attached, one object a line. */
static void print_missed(const struct attached *attached)
{
	json_t *line;
	size_t i;

	json_array_foreach(attached->missed, i, line)
	{
		print_error("could not be looked at: %s", json_string_value(line));
	}
}

static int show(struct attached *attached, const struct gk_image *image)
{
	int error = attached_find_origins(attached, log_path);

	if (error)
		print_error("%s: %s; who attached what is not known", log_path, strerror(-error));
	if (image)
		attached_ask_policy(attached, image);
	if (refused)
		keep_refused(attached);
	if (!as_json)
		attached_print(attached, stdout);
	else if (print_objects(attached)) {
		print_error("what is attached can't be printed: %s", strerror(ENOMEM));
		return EXIT_FAILED;
	}
	print_missed(attached);
	return json_array_size(attached->missed) ? EXIT_FAILED : EXIT_OK;
}

static int run_list(char **arguments)
{
	const unsigned int what = ATTACHED_NAMES | ATTACHED_ELSEWHERE | (inherited ? ATTACHED_INHERITED : 0);
	struct gk_image *image = NULL;
	struct attached attached;
	int error, r;

	(void)arguments;
	libbpf_set_print(NULL);
	error = attached_collect(what, &attached);
	if (error) {
		print_error("what is attached can't be listed: %s%s", strerror(-error),
			    error == -EPERM ? "; run it as root on the host" : "");
		return EXIT_FAILED;
	}
	error = attached_read_image(&image);
	if (error && error != -ENOENT)
		print_error("the policy in force can't be read: %s", strerror(-error));
	r = refused && !image ? print_misuse("--refused needs a policy in force: gatekeeper load POLICY")
			      : show(&attached, image);
	free(image);
	attached_release(&attached);
	return r;
}

static const struct option_spec options[] = {
	{.name = "json", .help = "one JSON object for each attachment, a line each", .flag = &as_json},
	{.name = "refused", .help = "only what the policy in force would refuse", .flag = &refused},
	{.name = "inherited", .help = "at each cgroup also what it has from those above it", .flag = &inherited},
	{.name = "log",
	 .value = "FILE",
	 .help = "the audit log that says who attached it; default " LOG_FILE_DEFAULT,
	 .text = &log_path},
	{0},
};

const struct verb verb_list = {
	.name = "list",
	.arguments = "",
	.summary = "what is attached now, who attached it, and what the policy would say today",
	.options = options,
	.run = run_list,
};
