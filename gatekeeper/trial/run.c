// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/trial/run.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"
#include "policy/policy.h"

#include "gatekeeper/enforce/canary.h"
#include "gatekeeper/enforce/protection.h"
#include "gatekeeper/enforce/trial.h"
#include "gatekeeper/history/keep.h"
#include "gatekeeper/trial/try-policy.h"
#include "gatekeeper/trial/unseal-key.h"

#define SECOND 1000 /* in ms */

int trial_seconds(const char *text, unsigned int *ret_seconds)
{
	char *end;
	unsigned long seconds = strtoul(text, &end, 10);

	if (*end || *text < '0' || *text > '9' || seconds == 0 || seconds > GK_TRIAL_SECONDS_MAX)
		return -EINVAL;
	*ret_seconds = (unsigned int)seconds;
	return 0;
}

static void print_begun(const struct gk_image *image, const char *path, unsigned int seconds)
{
	char digest[POLICY_DIGEST_TEXT_SIZE];

	policy_digest_text(image->digest, digest);
	printf("%s: active on trial for %u seconds, proven by a denied test call: mode %s, %u rule%s, sha256:%s\n"
	       "press Enter to keep it, or n and Enter to take it back now; gatekeeper confirm does the same from "
	       "anywhere\n",
	       path, seconds, word_text(&mode_words, image->mode), image->rule_count, image->rule_count == 1 ? "" : "s",
	       digest);
	fflush(stdout);
}

enum answer { ANSWER_NONE, ANSWER_KEEP, ANSWER_TAKE_BACK, ANSWER_END };

/* Waits for a line for a second. Reads no further than its end. */
static enum answer read_answer(void)
{
	struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
	char first = 0, byte;

	if (poll(&input, 1, SECOND) <= 0)
		return ANSWER_NONE;
	while (read(STDIN_FILENO, &byte, 1) == 1) {
		if (byte == '\n')
			return !first ? ANSWER_KEEP : first == 'n' || first == 'N' ? ANSWER_TAKE_BACK : ANSWER_NONE;
		first = first ? first : byte;
	}
	return ANSWER_END;
}

/* How the trial of this image ended, if somebody else or the time ended it. */
static enum trial_end find_end(const struct gk_image *image)
{
	struct failure ignored;

	policy_settle(&ignored); /* the daemon would do it as well */
	return canary_call(image->generation) == GK_CANARY_ERRNO ? TRIAL_CONFIRMED : TRIAL_TAKEN_BACK;
}

static bool is_running(const struct gk_image *image)
{
	struct trial trial;

	return !trial_read(&trial) && trial.running && canary_call(image->generation) == GK_CANARY_ERRNO;
}

/* Waits until the trial ends. Returns 0 or a negative errno. */
static int wait_for_end(const struct gk_image *image, const struct unseal_key *key, enum trial_end *ret_end,
			struct failure *failure)
{
	enum answer answer = ANSWER_NONE;

	while (answer == ANSWER_NONE && is_running(image))
		answer = read_answer();
	switch (answer) {
	case ANSWER_NONE:
		*ret_end = find_end(image);
		return 0;
	case ANSWER_KEEP:
		*ret_end = TRIAL_CONFIRMED;
		return policy_confirm(key, failure);
	case ANSWER_TAKE_BACK:
		*ret_end = TRIAL_TAKEN_BACK;
		return policy_take_back(key, failure);
	case ANSWER_END:
		*ret_end = TRIAL_GOES_ON;
		return 0;
	}
	return 0;
}

static void print_end(const char *path, enum trial_end end)
{
	static const char *const texts[] = {
		[TRIAL_CONFIRMED] = "confirmed: it stays active",
		[TRIAL_TAKEN_BACK] = "taken back: the policy before it is active again",
		[TRIAL_GOES_ON] = "on trial: gatekeeper confirm keeps it",
	};

	printf("%s: %s\n", path, texts[end]);
	fflush(stdout);
}

static void keep_end(enum trial_end end)
{
	if (end == TRIAL_CONFIRMED)
		history_keep_confirmed();
	else if (end == TRIAL_TAKEN_BACK)
		history_keep_taken_back();
}

static int run_with_key(struct gk_image *image, const char *path, const struct policy_copy *copy, unsigned int seconds,
			const struct unseal_key *key, enum trial_end *ret_end, struct failure *failure)
{
	_cleanup_free_ char *real = realpath(path, NULL);
	int error = policy_try(image, real ? real : path, seconds, key, failure);

	if (error)
		return error;
	print_begun(image, path, seconds);
	history_keep_copy(image, path, HISTORY_TRIED, copy);
	error = wait_for_end(image, key, ret_end, failure);
	if (error)
		return error;
	print_end(path, *ret_end);
	keep_end(*ret_end);
	return 0;
}

int trial_run(struct gk_image *image, const char *path, const struct policy_copy *copy, unsigned int seconds,
	      enum trial_end *ret_end, struct failure *failure)
{
	struct unseal_key key;
	int error;

	if (!protection_is_sealed())
		return run_with_key(image, path, copy, seconds, NULL, ret_end, failure);
	error = unseal_key_ask(&key, failure);
	if (error)
		return error;
	error = run_with_key(image, path, copy, seconds, &key, ret_end, failure);
	unseal_key_erase(&key);
	return error;
}
