// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/edit/finish.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-diff.h"
#include "gatekeeper/edit/ask.h"
#include "gatekeeper/edit/meaning.h"
#include "gatekeeper/edit/recent.h"
#include "gatekeeper/enforce/policy-load.h"
#include "gatekeeper/history/keep.h"
#include "gatekeeper/trial/run.h"

static void show_changes(const struct edit_options *options, const struct edited_file *file, const char *text,
			 const struct verified *verified)
{
	_cleanup_(verified_release) struct verified before = {0};

	text_diff_print(stdout, file->path, file->text, text);
	meaning_print(file, text, stdout);
	verify_text(file, file->text, &before);
	if (before.for_log && verified->for_log)
		replay_recent(options->log, &before, verified, stdout);
	fflush(stdout);
}

static int replace(const struct edited_file *file, const char *text, struct failure *failure)
{
	char backup[PATH_MAX];
	int error = edited_file_replace(file, text, backup, failure);

	if (error)
		return error;
	printf("%s: written; the old one is %s\n", file->path, backup);
	return 0;
}

static int load(const struct edited_file *file, struct gk_image *image, struct failure *failure)
{
	struct failure reason;
	int error = policy_load_install(image, file->policy, 0, &reason);

	if (error)
		return failure_set(failure, error, "%s is written, but the old policy is still active: %s", file->path,
				   reason.text);
	printf("%s: active\n", file->policy);
	history_keep(image, file->policy, HISTORY_EDITED);
	return 0;
}

static int replace_and_load(const struct edit_options *options, const struct edited_file *file, const char *text,
			    struct gk_image *image, struct failure *failure)
{
	int error = replace(file, text, failure);

	if (error || !options->active)
		return error;
	return load(file, image, failure);
}

/* The file keeps the old text while the new policy is on trial: who starts anew then starts with what comes back. */
static int try_and_replace(const struct edit_options *options, const struct edited_file *file, const char *text,
			   struct gk_image *image, enum finish_end *ret_end, struct failure *failure)
{
	_cleanup_(policy_copy_release) struct policy_copy copy = {0};
	enum trial_end end = TRIAL_GOES_ON;
	struct failure reason;
	__u8 digest[GK_DIGEST_SIZE];
	bool is_same = !verify_copy(file, text, &copy, digest) && !memcmp(digest, image->digest, sizeof(digest));
	int error = trial_run(image, file->policy, is_same ? &copy : NULL, options->seconds, &end, failure);

	if (error)
		return error;
	if (end != TRIAL_CONFIRMED) {
		*ret_end = end == TRIAL_GOES_ON ? FINISH_LEFT : FINISH_AGAIN;
		return 0;
	}
	error = replace(file, text, &reason);
	if (error)
		return failure_set(failure, error, "the new policy is active, but the file is the old one: %s",
				   reason.text);
	*ret_end = FINISH_DONE;
	return 0;
}

static char ask_what_to_do(const struct edit_options *options)
{
	char question[160];

	if (!options->active)
		return ask("write it? [y]es, [e]dit again or [q]uit", "ye");
	snprintf(question, sizeof(question),
		 "write and load it? [y]es, [t]ry it for %u seconds first, [e]dit again or [q]uit", options->seconds);
	return ask(question, "yte");
}

int finish(const struct edit_options *options, const struct edited_file *file, const char *text,
	   struct verified *verified, enum finish_end *ret_end, struct failure *failure)
{
	show_changes(options, file, text, verified);
	switch (ask_what_to_do(options)) {
	case 'y':
		*ret_end = FINISH_DONE;
		return replace_and_load(options, file, text, verified->image, failure);
	case 't':
		return try_and_replace(options, file, text, verified->image, ret_end, failure);
	case 'e':
		*ret_end = FINISH_AGAIN;
		return 0;
	}
	*ret_end = FINISH_LEFT;
	return 0;
}
