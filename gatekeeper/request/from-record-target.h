/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Parts of reading an event (event-request.h). Each returns 0, or a negative errno and what is wrong. */
#ifndef GATEKEEPER_EVENT_TARGET_H
#define GATEKEEPER_EVENT_TARGET_H

#include "policy/language/words.h"

#include "gatekeeper/request/from-record.h"

/* The text at a path like "bpf.operation"; NULL: none. */
const char *event_text(json_t *record, const char *path);

/* The number of a word that must be there. */
int event_word(json_t *record, const char *path, const struct word_set *set, unsigned int *ret_number,
	       struct failure *failure);

/* What the kernel had for a text of the log, at most size - 1 bytes; NULL: empty. Returns their number. */
int event_bytes(const char *text, char *ret_bytes, size_t size, struct failure *failure);

/* The place of a cgroup by its path; one whose path is not known, or cut off, is the root, and its path is empty. */
int event_cgroup(const char *text, char *ret_path, __u64 *ids, struct gk_cgroup_place *ret_place,
		 struct failure *failure);

/* What is acted on: attach type, target, network namespace, program. */
int event_target(json_t *record, struct event_request *event, struct failure *failure);

#endif
