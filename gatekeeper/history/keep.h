/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* For whoever changes the active policy: adds it to the history. A failure is a warning, as the policy is active. */
#ifndef GATEKEEPER_HISTORY_KEEP_H
#define GATEKEEPER_HISTORY_KEEP_H

#include "gatekeeper/history/history.h"

/* `image`, compiled from the policy file at `path`, became active. Returns 0, or a negative errno: it is not listed. */
int history_keep(const struct gk_image *image, const char *path, enum history_how how);

/*
 * The same of a text that is not, or not yet, in the file. `copy` NULL: it was kept before. The daemon, which sees that
 * another image is active, sees by the list that this is no other policy, if it is none.
 */
void history_keep_copy(const struct gk_image *image, const char *path, enum history_how how,
		       const struct policy_copy *copy);

/* The trial that the history ends with was confirmed. */
void history_keep_confirmed(void);

/* The policy before the one on trial is active again. */
void history_keep_taken_back(void);

#endif
