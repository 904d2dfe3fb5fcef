/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The files of a policy as one text of JSON: {"files": [{"name": "", "text": "..."}, ...]}. */
#ifndef GATEKEEPER_HISTORY_COPY_TEXT_H
#define GATEKEEPER_HISTORY_COPY_TEXT_H

#include "policy/source/copy.h"

/* Returns 0 with a text to be freed, or -ENOMEM; also for bytes that no policy has, which are not UTF-8. */
int copy_text_write(const struct policy_copy *copy, char **ret_text);

/* Returns 0, -EBADMSG if it is anything else, or -ENOMEM; to be released in each case. */
int copy_text_read(const char *text, struct policy_copy *ret_copy);

#endif
