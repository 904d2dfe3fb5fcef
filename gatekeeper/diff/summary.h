/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A difference in one short line, for records. */
#ifndef GATEKEEPER_DIFF_SUMMARY_H
#define GATEKEEPER_DIFF_SUMMARY_H

#include "gatekeeper/diff/difference.h"

#define DIFF_SUMMARY_SIZE 400

/*
 * Tells the settings that differ, and how many kinds of requests (lines of gatekeeper diff) are allowed now, denied now
 * and logged otherwise, by which rules; cut off with "..." if it is too long. `is_complete`: all that changed was
 * found. Returns 0 or -ENOMEM.
 */
int difference_summarise(const struct difference *difference, bool is_complete, char ret_text[DIFF_SUMMARY_SIZE]);

#endif
