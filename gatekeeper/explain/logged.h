/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Events of the audit log, decided again: what would this policy say to them? */
#ifndef GATEKEEPER_EXPLAIN_EVENTS_H
#define GATEKEEPER_EXPLAIN_EVENTS_H

#include <stdbool.h>
#include <stdio.h>

#include "policy/source/findings.h"

/*
 * Explains each decision among the lines of `stream`, on stdout: as text, or as a JSON object a line. Returns the exit
 * code; what is wrong with a line is said on stderr. The cgroups of the image are by name.
 */
int explain_events(const struct findings *findings, const struct gk_image *image, FILE *stream, bool as_json);

#endif
