/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The words that a request is described with, what can be wrong with them, and the request with what it points to. */
#ifndef GATEKEEPER_REQUEST_WORDS_H
#define GATEKEEPER_REQUEST_WORDS_H

#include <stdbool.h>

#include "bpf-lsm/contract/abi.h"
#include "policy/language/container.h"
#include "policy/source/checks.h"

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
	X(container, "container", "container", "KEY=VALUE,...", \
	  "what the engine says of the caller's container, as name=web,image=nginx,labels=app=web (default: " \
	  "nothing)") \
	X(capabilities, "capabilities", "capabilities", "LIST", \
	  "effective capabilities, as cap_bpf,cap_net_admin; all or none (default: all)") \
	X(attach_type, "attach-type", "attach-type", "TYPE", "attach type (default: unknown)") \
	X(target, "target", "target", "CGROUP", \
	  "own, below (or own-subtree: the same here), outside or unknown (default: unknown)") \
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
	X(is_signed, "signed", "signed", "yes|no|user", "whether the program is signed (default: unknown)")

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
	struct container container; /* without a cgroup: nothing is known of it */
};

#endif
