/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The parts of from-words.h. Each function returns 0, or -EINVAL with the fault filled. */
#ifndef GATEKEEPER_REQUEST_FROM_WORDS_CALLER_H
#define GATEKEEPER_REQUEST_FROM_WORDS_CALLER_H

#include "policy/language/resolve.h"
#include "policy/language/words.h"

#include "gatekeeper/request/words.h"

/* What a request is described with, and where it goes. */
struct description {
	const struct request_words *words;
	const struct resolver *resolver;
	struct described_request *described;
	struct request_fault *fault;
};

/* Fills the fault; returns -EINVAL. */
int set_fault(struct request_fault *fault, enum check check, const char *option, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The number of a word; words that only the log has are allowed. */
int find_word(const struct description *description, const char *option, const struct word_set *set, const char *text,
	      unsigned int *ret_number);

/* Checks that `path` is absolute; NULL (not given) is. */
int check_absolute(const struct description *description, const char *option, const char *path);

/* The ids of the cgroups from the root down to this one, into `ids` of GK_CGROUP_LEVELS. */
int find_cgroup_ids(const struct description *description, const char *option, const char *path, __u64 *ids,
		    struct gk_cgroup_place *ret_place);

/* Fills the caller of the request; its container is there already. */
int describe_caller(const struct description *description);

#endif
