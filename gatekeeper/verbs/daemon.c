// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb daemon: its options. gatekeeper/daemon has the rest. */
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/daemon/loop.h"
#include "gatekeeper/daemon/options.h"
#include "gatekeeper/enforce/policy-load.h"
#include "gatekeeper/log/file.h"

static struct daemon_options given = {.log = LOG_FILE_DEFAULT};
static struct daemon_words words;

static int run_verb(char **arguments)
{
	struct failure failure;

	given.policy = arguments[0] ? arguments[0] : POLICY_FILE_DEFAULT;
	if (daemon_options_read(&words, &given, &failure))
		return print_misuse("%s", failure.text);
	return daemon_run(&given) ? EXIT_FAILED : EXIT_OK;
}

static const struct option_spec options[] = {
	{.name = "log",
	 .value = "FILE",
	 .help = "write the audit log to FILE, - is stdout (default: " LOG_FILE_DEFAULT ")",
	 .text = &given.log},
	{.name = "rotate-size",
	 .value = "MIB",
	 .help = "rotate the log when it reaches this size (default: never)",
	 .text = &words.rotate_size},
	{.name = "rotate-age",
	 .value = "DAYS",
	 .help = "rotate the log when it reaches this age (default: never)",
	 .text = &words.rotate_age},
	{.name = "rotate-keep",
	 .value = "COUNT",
	 .help = "keep this many rotated files (default: 8)",
	 .text = &words.rotate_keep},
	{.name = "disk-full",
	 .value = "suspend|rotate|halt",
	 .help = "let events wait for room, remove the oldest rotated file, or shut the machine down (default: "
		 "suspend)",
	 .text = &words.disk_full},
	{.name = "sync",
	 .value = "never|batch",
	 .help = "wait for the disk after each batch (default: never)",
	 .text = &words.sync},
	{.name = "journal", .help = "write each record to the journal as well, with fields", .flag = &given.journal},
	{.name = "audit",
	 .help = "log the decisions and deny nothing, whatever the mode of the policy",
	 .flag = &given.audit},
	{.name = "allow-writable",
	 .help = "take a policy that others than root can change: a file of it, or a directory on the way",
	 .flag = &given.allow_writable},
	{0},
};

const struct verb verb_daemon = {
	.name = "daemon",
	.arguments = "[POLICY]",
	.summary = "load the policy, follow its files, write the audit log",
	.maximum = 1,
	.options = options,
	.run = run_verb,
};
