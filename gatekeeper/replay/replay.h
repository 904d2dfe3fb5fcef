/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The events of a log, decided by two policies: which are decided otherwise, how often, and by whom they are. */
#ifndef GATEKEEPER_REPLAY_REPLAY_H
#define GATEKEEPER_REPLAY_REPLAY_H

#include <jansson.h>
#include <stdio.h>

#include "policy/source/findings.h"

#include "gatekeeper/diff/values.h"

#define REPLAY_GROUPS_MAX 10000 /* kinds of events that are told apart */

/* Events of the same operation, executable and container, or user outside of one. */
struct replay_group {
	char *operation, *executable, *container; /* container: NULL, it is of none */
	long long user;
	enum gk_verdict verdict; /* of the new policy */
	unsigned int rule[DIFF_SIDES];
	unsigned long long count;
	char *last_id, *last_time;
};

struct replay {
	const struct gk_image *image[DIFF_SIDES];
	const struct resolver *cgroups; /* that the images were compiled with; NULL: by name */
	struct replay_group *group;     /* the most frequent first, after replay_sort() */
	size_t count;
	json_t *number; /* of a group, by what its events have in common */
	unsigned long long decided, undecidable;
	unsigned long long changed[GK_VERDICT_COUNT]; /* by the verdict of the new policy */
	unsigned long long unlogged;                  /* decided alike, and no longer logged */
};

/* The images must outlive it. Returns 0 or -ENOMEM; to be released in each case. */
int replay_init(const struct gk_image *before, const struct gk_image *after, const struct resolver *cgroups,
		struct replay *replay);
void replay_release(struct replay *replay);

/* Decides all records of a log. Reports on stderr what is no record. Returns 0 or a negative errno. */
int replay_stream(struct replay *replay, FILE *stream, const char *name);

void replay_sort(struct replay *replay);

#endif
