/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The request that a record of the log is about. */
#ifndef GATEKEEPER_REQUEST_EVENT_REQUEST_H
#define GATEKEEPER_REQUEST_EVENT_REQUEST_H

#include "policy/language/unit-names.h"

#include "gatekeeper/request/from-words.h"

#define EVENT_LIST_SIZE 1024
#define EVENT_WORDS 5 /* words that a record has */

struct event_request {
	struct described_request described; /* its words are for printing, escaped */
	const char *recorded_rule;          /* of the record, not escaped; NULL: none */
	enum gk_verdict recorded_verdict;
	enum gk_mode recorded_mode;
	char unit[UNIT_NAME_SIZE];             /* systemd.unit; empty: none */
	char caller_path[GK_CGROUP_PATH_SIZE]; /* as the kernel has it; empty: unknown or cut off */
	char target_path[GK_CGROUP_PATH_SIZE];
	char executable[GK_EXECUTABLE_SIZE]; /* as the caller sees it; empty: unknown */
	char first_word[GK_EXECUTABLE_SIZE]; /* of the command line, which the caller chose; empty: unknown */
	char capabilities[EVENT_LIST_SIZE];
	char *shown[EVENT_WORDS]; /* owns what the words point to */
};

#endif
