/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* One change of the active policy, as the history keeps it: a line of JSON. */
#ifndef GATEKEEPER_HISTORY_ENTRY_H
#define GATEKEEPER_HISTORY_ENTRY_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include <jansson.h>

#include "bpf-lsm/contract/abi.h"
#include "policy/language/words.h"
#include "policy/policy.h"

#include "gatekeeper/diff/summary.h"

/* How a policy became the active one. */
#define HISTORY_HOWS(X) \
	X(HISTORY_LOADED, 0, "loaded", "gatekeeper load, or the start of the daemon") \
	X(HISTORY_FOLLOWED, 1, "followed", "the daemon followed the policy file") \
	X(HISTORY_EDITED, 2, "edited", "gatekeeper edit") \
	X(HISTORY_TRIED, 3, "tried", "on trial: gatekeeper load --confirm, or edit") \
	X(HISTORY_CONFIRMED, 4, "confirmed", "the trial was confirmed") \
	X(HISTORY_TAKEN_BACK, 5, "taken-back", "the policy before the trial is active again")

enum history_how {
#define HISTORY_ENUM(name, value, text, doc) name = (value),
	HISTORY_HOWS(HISTORY_ENUM)
#undef HISTORY_ENUM
};

extern const struct word_set history_how_words;

#define HISTORY_NO_UID UINT32_MAX /* nobody logged in */

struct history_entry {
	int64_t time; /* seconds since 1970 */
	enum history_how how;
	char digest[POLICY_DIGEST_TEXT_SIZE];
	enum gk_mode mode;
	uint32_t rule_count;
	char path[GK_POLICY_PATH_SIZE];
	uint32_t uid, login_uid; /* of who did it; HISTORY_NO_UID */
	char executable[256];
	char difference[DIFF_SUMMARY_SIZE]; /* from the policy before it; empty: unknown, or not its own change */
};

/* The image became active now, by this process. */
void history_entry_make(const struct gk_image *image, const char *path, enum history_how how,
			struct history_entry *ret_entry);

/* Sets time and user to now and this process. */
void history_entry_sign(struct history_entry *entry);

/* NULL: no memory. */
json_t *history_entry_to_json(const struct history_entry *entry);

/* Returns 0, or -EINVAL for anything that history_entry_to_json() does not write. */
int history_entry_from_json(const json_t *json, struct history_entry *ret_entry);

/* Is it the same policy in the same mode? */
bool history_entry_is_alike(const struct history_entry *a, const struct history_entry *b);

#endif
