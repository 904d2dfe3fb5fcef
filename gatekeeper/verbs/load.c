// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb load: loads a policy file, and proves that it is enforced. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/policy.h"
#include "policy/language/words.h"

#include "gatekeeper/history/folder.h"
#include "gatekeeper/history/keep.h"
#include "gatekeeper/history/take-back.h"
#include "gatekeeper/trial/run.h"
#include "gatekeeper/inventory/warn.h"
#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/base/libbpf-messages.h"
#include "gatekeeper/enforce/policy-load.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/doctor/checks.h"

static bool audit, all_programs, allow_writable, previous;
static const char *verifier_log;
static const char *confirm;
static const char *wanted_digest;

/* What is to be loaded, and the text that it was compiled from. */
struct chosen {
	const char *path;
	struct gk_image *image;
	struct policy_copy copy; /* empty: unknown */
};

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
	const uint64_t later = all_programs ? EVERY_OPERATION : 0;
	FILE *file;
	int error;

	if (!verifier_log)
		return policy_load_install(image, path, later, failure);
	file = fopen(verifier_log, "we");
	if (!file)
		return failure_set(failure, -errno, "cannot open %s: %s", verifier_log, strerror(errno));
	libbpf_messages_log_to(file);
	error = policy_load_install(image, path, later, failure);
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

static void release_chosen(struct chosen *chosen)
{
	free(chosen->image);
	policy_copy_release(&chosen->copy);
}

static const struct policy_copy *copy_of(const struct chosen *chosen)
{
	return chosen->copy.count ? &chosen->copy : NULL;
}

/* Of load --confirm. */
static int run_trial(const struct chosen *chosen, unsigned int seconds)
{
	struct failure failure;
	enum trial_end end;

	if (trial_run(chosen->image, chosen->path, copy_of(chosen), seconds, &end, &failure)) {
		print_error("%s", failure.text);
		return EXIT_FAILED;
	}
	return end == TRIAL_TAKEN_BACK ? EXIT_FAILED : EXIT_OK;
}

/* Compiles the file, and copies its text for the history; without it, if somebody changed the file in between. */
static int choose_file(const char *path, struct chosen *chosen, struct failure *failure)
{
	unsigned int flags = (audit ? POLICY_LOAD_AUDIT : 0U) | (allow_writable ? POLICY_LOAD_WRITABLE : 0U);
	__u8 copied[GK_DIGEST_SIZE];
	int error = policy_load_compile(path, flags, NULL, &chosen->image, failure);

	if (error)
		return error;
	chosen->path = path;
	if (policy_copy_files(path, NULL, NULL, &chosen->copy, copied) ||
	    memcmp(copied, chosen->image->digest, sizeof(copied)) != 0)
		policy_copy_release(&chosen->copy);
	return 0;
}

static int find_entry(struct history_entry *ret_entry, struct failure *failure)
{
	struct enforcer_status status;
	struct history_entry active = {0};
	struct history history;
	int error = history_read(HISTORY_STATE, &history, failure);

	if (error)
		return error;
	if (wanted_digest)
		return history_find_digest(&history, wanted_digest, ret_entry, failure);
	error = enforcer_status(&status, failure);
	if (error)
		return error;
	policy_digest_text(status.digest, active.digest);
	active.mode = status.mode;
	return history_find_previous(&history, status.loaded ? &active : NULL, ret_entry, failure);
}

static int choose_kept(struct chosen *chosen, struct failure *failure)
{
	static struct kept_policy policy; /* the path stays */
	int error = find_entry(&policy.entry, failure);

	if (error)
		return error;
	error = kept_policy_open(HISTORY_STATE, &policy.entry, &policy, failure);
	*chosen = (struct chosen){policy.entry.path, policy.image, policy.copy};
	if (!error && audit)
		chosen->image->mode = GK_AUDIT;
	return error;
}

/* The next start of the daemon loads what the file has then. */
static void note_file(const struct chosen *chosen)
{
	_cleanup_(policy_copy_release) struct policy_copy copy = {0};
	__u8 of_file[GK_DIGEST_SIZE];

	if (policy_copy_files(chosen->path, NULL, NULL, &copy, of_file) ||
	    memcmp(of_file, chosen->image->digest, sizeof(of_file)) != 0)
		printf("%s has another text: the next load of it, or start of the daemon, replaces this policy\n",
		       chosen->path);
}

static int load_now(const struct chosen *chosen)
{
	struct failure failure;

	if (install(chosen->image, chosen->path, &failure)) {
		print_error("%s", failure.text);
		doctor_print_failed(print_error);
		return EXIT_FAILED;
	}
	print_loaded(chosen->path, chosen->image);
	history_keep_copy(chosen->image, chosen->path, HISTORY_LOADED, copy_of(chosen));
	attached_warn(chosen->image, print_error);
	if (chosen->image->protect != GK_PROTECT_OFF)
		aimed_warn(print_error);
	neighbours_note(print_error);
	return EXIT_OK;
}

static int load_chosen(const char *path, unsigned int seconds)
{
	_cleanup_(release_chosen) struct chosen chosen = {0};
	struct failure failure;
	int code;

	if (path && choose_file(path, &chosen, &failure)) /* which prints the findings */
		return EXIT_FAILED;
	if (!path && choose_kept(&chosen, &failure)) {
		print_error("%s", failure.text);
		return EXIT_FAILED;
	}
	code = seconds ? run_trial(&chosen, seconds) : load_now(&chosen);
	if (!path && code == EXIT_OK)
		note_file(&chosen);
	return code;
}

static int run_load(char **arguments)
{
	unsigned int seconds = 0;

	if (confirm && trial_seconds(confirm, &seconds))
		return print_misuse("--confirm %s: a number of seconds from 1 to %d", confirm, GK_TRIAL_SECONDS_MAX);
	if (confirm && verifier_log)
		return print_misuse("--confirm and --verifier-log exclude each other");
	if ((arguments[0] != NULL) + (wanted_digest != NULL) + previous != 1)
		return print_misuse("load takes one of: a policy file, --previous, --digest");
	return load_chosen(arguments[0], seconds);
}

static const struct option_spec options[] = {
	{.name = "audit",
	 .help = "log the decisions and deny nothing, whatever the mode of the policy",
	 .flag = &audit},
	{.name = "all-programs",
	 .help = "load the programs of every operation, which the daemon needs: it then loads none when it starts",
	 .flag = &all_programs},
	{.name = "confirm",
	 .value = "SECONDS",
	 .help = "load it on trial: the old policy comes back by itself after SECONDS, unless it is confirmed",
	 .text = &confirm},
	{.name = "previous",
	 .help = "load the policy that was active before the active one: see gatekeeper history",
	 .flag = &previous},
	{.name = "digest",
	 .value = "DIGEST",
	 .help = "load the policy of gatekeeper history whose digest begins so: at least 8 digits",
	 .text = &wanted_digest},
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
	.arguments = "[POLICY]",
	.summary = "load a policy in place of the active one, and test that it is enforced",
	.maximum = 1,
	.options = options,
	.run = run_load,
};
