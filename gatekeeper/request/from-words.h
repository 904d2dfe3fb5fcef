/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A request described in words, as on the command line, and as the numbers that a decision takes. */
#ifndef GATEKEEPER_REQUEST_FROM_WORDS_H
#define GATEKEEPER_REQUEST_FROM_WORDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "bpf-lsm/contract/abi.h"
#include "policy/source/checks.h"
#include "policy/language/resolve.h"

/*
 * The words that describe a request, one row each: member, option of `explain`, key in a test, value and help of the
 * option. A word that is not given stands for unknown where the kernel side may not know it either.
 */
#define REQUEST_WORDS(X) \
	X(operation, "operation", "operation", "OPERATION", \
	  "operation of the request; see gatekeeper list-operations") \
	X(from, "from", "from", "host|container", \
	  "caller in all init namespaces, or in none of them; this or --not-init is required") \
	X(not_init, "not-init", "namespaces", "NAMESPACES", \
	  "namespaces of the caller that are not init, as user,pid or all") \
	X(uid, "uid", "uid", "NUMBER", "real user ID of the caller (default: 0)") \
	X(exe, "exe", "exe", "PATH", \
	  "executable of the caller; symbolic links are followed (default: one that no rule names)") \
	X(caller_cgroup, "caller-cgroup", "cgroup", "PATH", \
	  "cgroup of the caller, as in /proc/PID/cgroup (default: /)") \
	X(capabilities, "capabilities", "capabilities", "LIST", \
	  "effective capabilities, as cap_bpf,cap_net_admin; all or none (default: all)") \
	X(attach_type, "attach-type", "attach-type", "TYPE", "attach type (default: unknown)") \
	X(target, "target", "target", "CGROUP", \
	  "own, own-subtree (below the own), outside or unknown (default: unknown)") \
	X(target_cgroup, "target-cgroup", "target-cgroup", "PATH", \
	  "path of the target; with --caller-cgroup it implies --target") \
	X(netns, "netns", "netns", "NETNS", \
	  "own, init, other, own-init (the own, which is the init one) or unknown (default: unknown)")

/* The same for its program; a test has them in the mapping `program`. */
#define REQUEST_PROGRAM_WORDS(X) \
	X(program_type, "program-type", "type", "TYPE", \
	  "type of the program, as xdp; none: the request is about a map or link") \
	X(program_name, "program-name", "name", "NAME", "name of the program") \
	X(program_tag, "program-tag", "tag", "TAG", "tag of the program: 16 hexadecimal digits") \
	X(is_signed, "signed", "signed", "yes|no", "whether the program is signed (default: unknown)")

/* The words as they were given; NULL: not given. Lists (not_init, capabilities) are comma-separated. */
struct request_words {
#define REQUEST_MEMBER(member, option, key, value, help) const char *member;
	REQUEST_WORDS(REQUEST_MEMBER)
	REQUEST_PROGRAM_WORDS(REQUEST_MEMBER)
	bool shared_files;
};

/* The first mistake in the words. */
struct request_fault {
	const char *option; /* the option that is wrong; NULL: one is missing */
	enum check check;
	char text[400];
};

/* The request points into the rest: do not copy it. */
struct described_request {
	struct gk_request request;
	struct request_words words;
	__u64 caller[GK_CGROUP_LEVELS];
	__u64 target[GK_CGROUP_LEVELS];
};

/*
 * Returns 0, or -EINVAL with the fault. `resolver` finds executables by path, so the policy must be compiled with the
 * same; cgroups are found by name.
 */
int request_from_words(const struct request_words *words, const struct resolver *resolver,
		       struct described_request *ret_request, struct request_fault *ret_fault);

/*
 * Both words->from and words->not_init may be given. Checks that they agree under a policy for which the caller is on
 * the side `from`. Returns 0, or -EINVAL with the fault.
 */
int request_check_from(const struct request_words *words, enum gk_from from, struct request_fault *ret_fault);

/* What the operation of a request has. A condition on anything else never holds. */
bool operation_has_attach_type(unsigned int operation);
bool operation_has_cgroup(unsigned int operation);
bool operation_has_netns(unsigned int operation);
bool operation_has_program(unsigned int operation);

/* Prints the request as one line, or returns it as JSON. */
void request_print(const struct described_request *described, enum gk_from from, FILE *stream);
json_t *request_to_json(const struct described_request *described, enum gk_from from);

#endif
