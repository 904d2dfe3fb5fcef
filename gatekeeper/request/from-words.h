/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A request described in words, as on the command line, and as the numbers that a decision takes. */
#ifndef GATEKEEPER_EXPLAIN_REQUEST_H
#define GATEKEEPER_EXPLAIN_REQUEST_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "bpf-lsm/contract/abi.h"
#include "policy/source/checks.h"
#include "policy/language/resolve.h"

/*
 * What a request is described by, one row each: member, option of `explain`, key in a test, value and help of the
 * option. What is not said is taken as not known where the kernel side may not know it either.
 */
#define REQUEST_WORDS(X) \
	X(operation, "operation", "operation", "OPERATION", "what is asked for") \
	X(from, "from", "from", "host|container", "in all init namespaces, or in none of them") \
	X(not_init, "not-init", "namespaces", "NAMESPACES", \
	  "not in the init namespaces of these types, as user,pid or all") \
	X(uid, "uid", "uid", "NUMBER", "real user id of the caller; without it: 0") \
	X(exe, "exe", "exe", "PATH", "executable of the caller; without it: not known") \
	X(caller_cgroup, "caller-cgroup", "cgroup", "PATH", \
	  "cgroup of the caller, as /proc/PID/cgroup has it; without it: /") \
	X(capabilities, "capabilities", "capabilities", "LIST", \
	  "effective ones, as cap_bpf,cap_net_admin; all or none; without it: all") \
	X(attach_type, "attach-type", "attach-type", "TYPE", "without it: not known") \
	X(target, "target", "target", "CGROUP", \
	  "own, own-subtree (below the own), outside or unknown; without it: unknown") \
	X(target_cgroup, "target-cgroup", "target-cgroup", "PATH", \
	  "path of the target; with --caller-cgroup it also says --target") \
	X(netns, "netns", "netns", "NETNS", "own, init, other, own-init (the own, which is the init one) or unknown")

/* The same of its program; in a test they are in the mapping `program`. */
#define REQUEST_PROGRAM_WORDS(X) \
	X(program_type, "program-type", "type", "TYPE", "as xdp; none: a map or link is asked for") \
	X(program_name, "program-name", "name", "NAME", "name of the program") \
	X(program_tag, "program-tag", "tag", "TAG", "16 hexadecimal digits") \
	X(is_signed, "signed", "signed", "yes|no", "without it: not known")

/* As given; NULL: not given. Lists (not_init, capabilities) are comma-separated. */
struct request_words {
#define REQUEST_MEMBER(member, option, key, value, help) const char *member;
	REQUEST_WORDS(REQUEST_MEMBER)
	REQUEST_PROGRAM_WORDS(REQUEST_MEMBER)
	bool shared_files;
};

/* What is wrong with the words. */
struct request_fault {
	const char *option; /* of which option; NULL: of none that is there */
	enum check check;
	char text[400];
};

/* The request points into the rest: it is not to be copied. */
struct described_request {
	struct gk_request request;
	struct request_words words;
	__u64 caller[GK_CGROUP_LEVELS];
	__u64 target[GK_CGROUP_LEVELS];
};

/*
 * Returns 0, or -EINVAL and what is wrong with the words. Paths stand for what `resolver` says, so the policy must be
 * compiled with the same; its cgroups are by name.
 */
int request_from_words(const struct request_words *words, const struct resolver *resolver,
		       struct described_request *ret_request, struct request_fault *ret_fault);

/*
 * `from` says the side, `not_init` the namespaces. Are they the same to a policy for which these make the caller
 * `from`? Returns 0, or -EINVAL and why not.
 */
int request_check_from(const struct request_words *words, enum gk_from from, struct request_fault *ret_fault);

/* What the operation of a request has: conditions on anything else hold for nothing. */
bool operation_has_attach_type(unsigned int operation);
bool operation_has_cgroup(unsigned int operation);
bool operation_has_netns(unsigned int operation);
bool operation_has_program(unsigned int operation);

/* One line. */
void request_print(const struct described_request *described, enum gk_from from, FILE *stream);
json_t *request_to_json(const struct described_request *described, enum gk_from from);

#endif
