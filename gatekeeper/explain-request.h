/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A request described in words, as on the command line, and as the numbers that a decision takes. */
#ifndef GATEKEEPER_EXPLAIN_REQUEST_H
#define GATEKEEPER_EXPLAIN_REQUEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "bpf-lsm/abi.h"

/* As given; NULL: not given, which is taken as not known where the kernel side may not know it either. */
struct request_words {
	const char *operation;
	const char *attach_type;
	const char *from;
	const char *not_init; /* comma-separated */
	const char *uid;
	const char *exe;
	const char *caller_cgroup;
	const char *capabilities; /* comma-separated, all or none */
	const char *target;
	const char *target_cgroup;
	const char *netns;
	const char *program_type;
	const char *program_name;
	const char *program_tag;
	const char *is_signed;
	bool shared_files;
};

/* The request points into the rest: it is not to be copied. */
struct described_request {
	struct gk_request request;
	struct request_words words;
	__u64 caller[GK_CGROUP_LEVELS];
	__u64 target[GK_CGROUP_LEVELS];
};

/*
 * Returns 0, or -EINVAL after saying on stderr what is wrong with the words. Paths stand for what resolver_described
 * says, so the policy must be compiled with that.
 */
int request_from_words(const struct request_words *words, struct described_request *ret_request);

/*
 * `--from` says the side, `--not-init` the namespaces. Are they the same to a policy for which these make the caller
 * `from`? Returns 0, or -EINVAL after saying on stderr why not.
 */
int request_check_from(const struct request_words *words, enum gk_from from);

/* What the operation of a request has: conditions on anything else hold for nothing. */
bool operation_has_attach_type(unsigned int operation);
bool operation_has_cgroup(unsigned int operation);
bool operation_has_netns(unsigned int operation);
bool operation_has_program(unsigned int operation);

/* One line. */
void request_print(const struct described_request *described, enum gk_from from, FILE *stream);
json_t *request_to_json(const struct described_request *described, enum gk_from from);

#endif
