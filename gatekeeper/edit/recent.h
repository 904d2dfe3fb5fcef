/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The recent decisions of a log, decided by two policies. */
#ifndef GATEKEEPER_EDIT_RECENT_H
#define GATEKEEPER_EDIT_RECENT_H

#include <stdio.h>

#include "gatekeeper/edit/verify.h"

/* Prints which of the recent decisions of the log at `path` would be otherwise; nothing if there is no log. */
void replay_recent(const char *path, const struct verified *before, const struct verified *after, FILE *stream);

#endif
