/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The keys of the language, a table for each mapping of it; policy/schema.json says the same to editors. */
#ifndef POLICY_LANGUAGE_KEYS_H
#define POLICY_LANGUAGE_KEYS_H

#include "policy/language/words.h"

#define TOP_KEYS(X) \
	X(TOP_VERSION, "version", "version of the language: 1") \
	X(TOP_MODE, "mode", "enforce (default) or audit") \
	X(TOP_PROTECT, "protect", "what the gatekeeper itself is kept from: off, self (default) or sealed") \
	X(TOP_HOST, "host", "who is the host") \
	X(TOP_DEFAULT, "default", "verdict when no rule matches") \
	X(TOP_LOG, "log", "which decisions are logged: denied (default), all or none") \
	X(TOP_ON_LOSS, "on-loss", \
	  "what becomes of an allowed call whose event finds no room: count (default) or deny") \
	X(TOP_REPEATS, "repeats", "equal denials within a second: count (default) or record each") \
	X(TOP_INCLUDE, "include", "a directory of drop-ins, whose rules come after those of this file") \
	X(TOP_RULES, "rules", "the rules; the first that matches decides")

#define DROP_IN_KEYS(X) \
	X(DROP_IN_VERSION, "version", "version of the language: 1") \
	X(DROP_IN_RULES, "rules", "the rules; they come after those of the policy file")

#define HOST_KEYS(X) \
	X(HOST_NAMESPACES, "namespaces", "types in which a host caller is in the init namespace: all or a list") \
	X(HOST_NOT_IN_CGROUPS, "not-in-cgroups", "cgroups at or below which a caller is never the host")

#define RULE_KEYS(X) \
	X(RULE_NAME, "name", "name of the rule in the log") \
	X(RULE_ALLOW, "allow", "operations that the rule allows") \
	X(RULE_DENY, "deny", "operations that the rule denies") \
	X(RULE_ATTACH_TYPES, "attach-types", "only these attach types") \
	X(RULE_CALLER, "caller", "only these callers") \
	X(RULE_TARGET, "target", "only these targets") \
	X(RULE_PROGRAM, "program", "only these programs") \
	X(RULE_RACE, "race", "what an allow rule does about a target that another thread may repoint: deny or verify") \
	X(RULE_LOG, "log", "which decisions by this rule are logged; instead of the policy's own") \
	X(RULE_MESSAGE, "message", "a line for whoever reads the event")

#define CALLER_KEYS(X) \
	X(CALLER_FROM, "from", "host or container") \
	X(CALLER_NAMESPACES, "namespaces", "a mapping from namespace to init or not-init; all must hold") \
	X(CALLER_UID, "uid", "real user ids, in the init user namespace: numbers and ranges as 1000-1999") \
	X(CALLER_EXE, "exe", "the executable: absolute paths") \
	X(CALLER_CGROUP, "cgroup", "at or below these cgroups: absolute paths below /sys/fs/cgroup") \
	X(CALLER_CAPABILITIES, "capabilities", "effective capabilities; all must be there")

#define TARGET_KEYS(X) \
	X(TARGET_CGROUP, "cgroup", "own, own-subtree, outside, or absolute paths of cgroups; any of them") \
	X(TARGET_NETNS, "netns", "own, init or other, or a list of them")

#define PROGRAM_KEYS(X) \
	X(PROGRAM_TYPE, "type", "types of programs") \
	X(PROGRAM_NAME, "name", "names of programs") \
	X(PROGRAM_TAG, "tag", "tags of programs: 16 hexadecimal digits") \
	X(PROGRAM_SIGNED, "signed", "yes: signed, as verified by the kernel; no: not signed")

#define POLICY_KEY_ID(id, key, key_doc) id,
enum top_key { TOP_KEYS(POLICY_KEY_ID) };
enum drop_in_key { DROP_IN_KEYS(POLICY_KEY_ID) };
enum host_key { HOST_KEYS(POLICY_KEY_ID) };
enum rule_key { RULE_KEYS(POLICY_KEY_ID) };
enum caller_key { CALLER_KEYS(POLICY_KEY_ID) };
enum target_key { TARGET_KEYS(POLICY_KEY_ID) };
enum program_key { PROGRAM_KEYS(POLICY_KEY_ID) };

struct key_set {
	struct word_set words;
	const char *of;        /* the mapping, as it is called in a message */
	unsigned int required; /* bit n: key number n must be there */
};

extern const struct key_set top_keys, drop_in_keys, host_keys, rule_keys, caller_keys, target_keys, program_keys;
/* `caller.namespaces`: its keys are the namespaces. */
extern const struct key_set namespace_keys;

#endif
