/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A request described in words on the command line, and as the numbers that a decision takes. */
#ifndef GATEKEEPER_EXPLAIN_REQUEST_H
#define GATEKEEPER_EXPLAIN_REQUEST_H

#include <jansson.h>
#include <stdio.h>

#include "bpf-lsm/abi.h"

/* As given; NULL: not given. */
struct request_words {
	const char *operation;
	const char *attach_type;
	const char *from;
	const char *not_init; /* comma-separated */
	const char *target;
};

/* Returns 0, or -EINVAL after saying on stderr what is wrong with the words. */
int request_from_words(const struct request_words *words, struct gk_request *ret_request);

/*
 * `--from` says the side, `--not-init` the namespaces. Are they the same to a policy for which these namespaces make
 * the caller `from`? Returns 0, or -EINVAL after saying on stderr why not.
 */
int request_check_from(const struct request_words *words, enum gk_from from);

/* One line. */
void request_print(const struct gk_request *request, enum gk_from from, FILE *stream);
json_t *request_to_json(const struct gk_request *request, enum gk_from from);

#endif
