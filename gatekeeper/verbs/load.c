// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb load: loads a policy file, and proves that it is enforced. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/policy.h"
#include "policy/language/words.h"

#include "gatekeeper/trial/run.h"
#include "gatekeeper/inventory/warn.h"
#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/enforce/libbpf-messages.h"
#include "gatekeeper/enforce/policy-load.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/doctor/checks.h"

static bool audit, allow_writable;
static const char *verifier_log;
static const char *confirm;

/* Closes the file of --verifier-log. Reports what could not be written, and why there may be nothing in it. */
static void close_log(FILE *file)
{
	bool empty = ftell(file) == 0;

	libbpf_messages_log_to(NULL);
	if (fclose(file))
		print_error("cannot write %s: %s", verifier_log, strerror(errno));
	else if (empty)
		print_error("%s is empty: the programs were loaded already, and only the policy was published",
			    verifier_log);
}

static int install(struct gk_image *image, const char *path, struct failure *failure)
{
	FILE *file;
	int error;

	if (!verifier_log)
		return policy_load_install(image, path, 0, failure);
	file = fopen(verifier_log, "we");
	if (!file)
		return failure_set(failure, -errno, "cannot open %s: %s", verifier_log, strerror(errno));
	libbpf_messages_log_to(file);
	error = policy_load_install(image, path, 0, failure);
	close_log(file);
	return error;
}

static void print_loaded(const char *path, const struct gk_image *image)
{
	char digest[POLICY_DIGEST_TEXT_SIZE];

	policy_digest_text(image->digest, digest);
	printf("%s: active, proven by a denied test call: mode %s, %u rule%s, sha256:%s\n", path,
	       word_text(&mode_words, image->mode), image->rule_count, image->rule_count == 1 ? "" : "s", digest);
	fflush(stdout);
}

/* Of load --confirm. */
static int run_trial(struct gk_image *image, const char *path, unsigned int seconds)
{
	struct failure failure;
	enum trial_end end;

	if (trial_run(image, path, seconds, &end, &failure)) {
		print_error("%s", failure.text);
		return EXIT_FAILED;
	}
	return end == TRIAL_TAKEN_BACK ? EXIT_FAILED : EXIT_OK;
}

static int run_load(char **arguments)
{
	_cleanup_free_ struct gk_image *image = NULL;
	struct failure failure;
	unsigned int seconds = 0,
		     flags = (audit ? POLICY_LOAD_AUDIT : 0U) | (allow_writable ? POLICY_LOAD_WRITABLE : 0U);

	if (confirm && trial_seconds(confirm, &seconds))
		return print_misuse("--confirm %s: a number of seconds from 1 to %d", confirm, GK_TRIAL_SECONDS_MAX);
	if (confirm && verifier_log)
		return print_misuse("--confirm and --verifier-log exclude each other");
	if (policy_load_compile(arguments[0], flags, NULL, &image, &failure)) /* which prints the findings */
		return EXIT_FAILED;
	if (confirm)
		return run_trial(image, arguments[0], seconds);
	if (install(image, arguments[0], &failure)) {
		print_error("%s", failure.text);
		doctor_print_failed(print_error);
		return EXIT_FAILED;
	}
	print_loaded(arguments[0], image);
	attached_warn(image, print_error);
	return EXIT_OK;
}

static const struct option_spec options[] = {
	{.name = "audit",
	 .help = "log the decisions and deny nothing, whatever the mode of the policy",
	 .flag = &audit},
	{.name = "confirm",
	 .value = "SECONDS",
	 .help = "load it on trial: the old policy comes back by itself after SECONDS, unless it is confirmed",
	 .text = &confirm},
	{.name = "verifier-log",
	 .value = "FILE",
	 .help = "write what the kernel's verifier says about each program to FILE",
	 .text = &verifier_log},
	{.name = "allow-writable",
	 .help = "take a policy that others than root can change: a file of it, or a directory on the way",
	 .flag = &allow_writable},
	{0},
};

const struct verb verb_load = {
	.name = "load",
	.arguments = "POLICY",
	.summary = "load a policy in place of the active one, and test that it is enforced",
	.minimum = 1,
	.maximum = 1,
	.options = options,
	.run = run_load,
};
