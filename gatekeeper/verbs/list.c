// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb list: what is attached on this host, who attached it, and what the active policy decides today. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <bpf/libbpf.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/host/outside.h"
#include "gatekeeper/inventory/collect.h"
#include "gatekeeper/inventory/origin.h"
#include "gatekeeper/inventory/policy-decision.h"
#include "gatekeeper/inventory/show.h"
#include "gatekeeper/log/file.h"

static bool as_json, inherited, refused;
static const char *log_path = LOG_FILE_DEFAULT;

static int print_objects(const struct attached *attached)
{
	int error;

	for (size_t i = 0; i < attached->count; i++) {
		error = print_json(attachment_to_json(&attached->items[i]), JSON_COMPACT);
		if (error)
			return error;
	}
	return 0;
}

static int print_attached(const struct attached *attached)
{
	int error;

	if (!as_json) {
		attached_print(attached, stdout);
		return 0;
	}
	error = print_objects(attached);
	if (error)
		print_error("cannot print what is attached: %s", strerror(-error));
	return error;
}

/* On stderr: stdout has one object a line. */
static int print_missed(const struct attached *attached)
{
	size_t count = json_array_size(attached->missed);

	for (size_t i = 0; i < count; i++)
		print_error("cannot inspect %s", json_string_value(json_array_get(attached->missed, i)));
	return count ? EXIT_FAILED : EXIT_OK;
}

static int show(struct attached *attached, const struct gk_image *image)
{
	int error = attached_find_origins(attached, log_path);

	if (error)
		print_error("cannot read %s: %s; who attached what is unknown", log_path, strerror(-error));
	if (image)
		attached_evaluate_policy(attached, image);
	if (refused)
		attached_keep(attached, attached_is_denied);
	if (print_attached(attached))
		return EXIT_FAILED;
	return print_missed(attached);
}

static int run_list(char **arguments)
{
	const unsigned int options = COLLECT_NAMES | COLLECT_ALL_NAMESPACES | (inherited ? COLLECT_INHERITED : 0);
	_cleanup_(attached_release) struct attached attached = {};
	_cleanup_free_ struct gk_image *image = NULL;
	struct failure failure;
	int error;

	(void)arguments;
	libbpf_set_print(NULL);
	if (outside_check_host(&failure))
		print_error("warning: what belongs to whom is uncertain: %s", failure.text);
	error = attached_collect(options, &attached);
	if (error) {
		print_error("cannot list what is attached: %s%s", strerror(-error),
			    error == -EPERM ? "; run as root on the host" : "");
		return EXIT_FAILED;
	}
	error = attached_read_image(&image);
	if (error && error != -ENOENT)
		print_error("cannot read the active policy: %s", strerror(-error));
	if (refused && !image)
		return print_misuse("--refused needs a loaded policy: gatekeeper load POLICY");
	return show(&attached, image);
}

static const struct option_spec list_options[] = {
	{.name = "json", .help = "print one JSON object a line for each attachment", .flag = &as_json},
	{.name = "refused", .help = "print only what the active policy denies", .flag = &refused},
	{.name = "inherited", .help = "print also the programs that each cgroup inherits", .flag = &inherited},
	{.name = "log",
	 .value = "FILE",
	 .help = "audit log with the origins (default: " LOG_FILE_DEFAULT ")",
	 .text = &log_path},
	{0},
};

const struct verb verb_list = {
	.name = "list",
	.arguments = "",
	.summary = "list attached programs, who attached them, and what the policy decides now",
	.options = list_options,
	.run = run_list,
};
