/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The keys of the language, a table for each mapping of it; policy/schema.json says the same to editors. */
#ifndef POLICY_LANGUAGE_KEYS_H
#define POLICY_LANGUAGE_KEYS_H

#include "policy/language/words.h"

/*
 * The keys whose value is one word. A row is all of such a key: its number, its text, the words that it takes, the
 * member of the structure that holds the chosen word, and its documentation. A key of the policy has two columns more:
 * the word that stands when the key is missing, and the flag of the image that every other word sets (0: none; the word
 * itself is in the head of the image).
 */
#define TOP_WORD_KEYS(ROW, X) \
	ROW(X, TOP_MODE, "mode", mode_words, mode, GK_ENFORCE, 0, "whether verdicts are applied") \
	ROW(X, TOP_PROTECT, "protect", protection_words, protect, GK_PROTECT_SELF, 0, \
	    "who may reach the gatekeeper's own maps, programs, links, pins and processes") \
	ROW(X, TOP_DEFAULT, "default", verdict_words, default_verdict, GK_DENY, 0, "verdict when no rule matches") \
	ROW(X, TOP_LOG, "log", log_words, log, GK_LOG_DENIED, 0, "which decisions are logged") \
	ROW(X, TOP_ON_LOSS, "on-loss", loss_words, on_loss, GK_LOSS_COUNT, GK_IMAGE_DENIES_LOST, \
	    "what happens to an allowed call whose event finds no room") \
	ROW(X, TOP_REPEATS, "repeats", repeat_words, repeats, GK_REPEAT_COUNTED, GK_IMAGE_RECORDS_EACH, \
	    "what happens to a denial that equals one less than a second ago") \
	ROW(X, TOP_SERVICE_MANAGER, "service-manager", service_manager_words, service_manager, \
	    GK_SERVICE_MANAGER_RECORDED, GK_IMAGE_COUNTS_EQUAL, \
	    "what happens to the record of an attach or detach by the host's process 1 that succeeded and equals an " \
	    "earlier one") \
	ROW(X, TOP_CONTAINERS, "containers", containers_words, containers, GK_CONTAINERS_OPTIONAL, \
	    GK_IMAGE_NEEDS_CONTAINERS, \
	    "what happens to a container of which gatekeeper container add could not tell, or not in time")

#define CALLER_WORD_KEYS(ROW, X) ROW(X, CALLER_FROM, "from", from_words, from, "where the caller is")

#define RULE_WORD_KEYS(ROW, X) \
	ROW(X, RULE_RACE, "race", race_words, race, \
	    "what an allow rule does about a target that another thread may repoint") \
	ROW(X, RULE_LOG, "log", log_words, log, \
	    "which decisions of this rule are logged, in place of what the policy says")

#define TOP_KEY_AND_DOC(X, id, key, set, member, missing, flag, key_doc) X(id, key, key_doc)
#define KEY_AND_DOC(X, id, key, set, member, key_doc) X(id, key, key_doc)

#define TOP_KEYS(X) \
	X(TOP_VERSION, "version", "version of the language: 1") \
	TOP_WORD_KEYS(TOP_KEY_AND_DOC, X) \
	X(TOP_HOST, "host", "who is the host") \
	X(TOP_INCLUDE, "include", "a directory of drop-ins, whose rules come after those of this file") \
	X(TOP_RULES, "rules", "the rules; the first that matches decides")

#define DROP_IN_KEYS(X) \
	X(DROP_IN_VERSION, "version", "version of the language: 1") \
	X(DROP_IN_RULES, "rules", "the rules; they come after those of the policy file")

#define HOST_KEYS(X) \
	X(HOST_NAMESPACES, "namespaces", "types in which a host caller is in the init namespace: all or a list") \
	X(HOST_NOT_IN_CGROUPS, "not-in-cgroups", "cgroups at or below which a caller is never the host") \
	X(HOST_SERVICES, "services", \
	  "yes, no, or units: services that are the host in other namespaces, too, but for user and pid")

#define RULE_KEYS(X) \
	X(RULE_NAME, "name", "name of the rule in the log") \
	X(RULE_ALLOW, "allow", "operations that the rule allows") \
	X(RULE_DENY, "deny", "operations that the rule denies") \
	X(RULE_ATTACH_TYPES, "attach-types", "only these attach types") \
	X(RULE_CALLER, "caller", "only these callers") \
	X(RULE_TARGET, "target", "only these targets") \
	X(RULE_PROGRAM, "program", "only these programs") \
	RULE_WORD_KEYS(KEY_AND_DOC, X) \
	X(RULE_MESSAGE, "message", "a line for whoever reads the event")

#define CALLER_KEYS(X) \
	CALLER_WORD_KEYS(KEY_AND_DOC, X) \
	X(CALLER_NAMESPACES, "namespaces", "a mapping from namespace to init or not-init; all must hold") \
	X(CALLER_UID, "uid", "real user ids, in the init user namespace: numbers and ranges as 1000-1999") \
	X(CALLER_EXE, "exe", "the executable: absolute paths") \
	X(CALLER_CGROUP, "cgroup", "at or below these cgroups: absolute paths below /sys/fs/cgroup") \
	X(CALLER_UNIT, "unit", "units of the host's service manager: names, NAME@*.TYPE, *.TYPE") \
	X(CALLER_CONTAINER, "container", \
	  "containers, by what their engine calls them: a mapping; all of it must hold") \
	X(CALLER_CAPABILITIES, "capabilities", "effective capabilities; all must be there")

/* Those before labels are the texts of a struct container. */
#define CONTAINER_KEYS(X) \
	X(CONTAINER_NAME, "name", "names; NAME* is each that begins so") \
	X(CONTAINER_IMAGE, "image", \
	  "images: NAME with each tag and digest, NAME:TAG with each digest, NAME@DIGEST, or REGISTRY/* for each " \
	  "that begins so") \
	X(CONTAINER_IMAGE_DIGEST, "image-digest", "digests of images, as sha256:HEX") \
	X(CONTAINER_NAMESPACE, "namespace", "namespaces of Kubernetes") \
	X(CONTAINER_POD, "pod", "pods of Kubernetes; NAME* is each that begins so") \
	X(CONTAINER_ENGINE, "engine", "engines, as podman or docker") \
	X(CONTAINER_LABELS, "labels", "labels, as NAME=VALUE; all must be there")

#define TARGET_KEYS(X) \
	X(TARGET_CGROUP, "cgroup", "own, own-subtree, below, outside, or absolute paths of cgroups; any of them") \
	X(TARGET_NETNS, "netns", "own, init or other, or a list of them")

#define PROGRAM_KEYS(X) \
	X(PROGRAM_TYPE, "type", "types of programs") \
	X(PROGRAM_NAME, "name", "names of programs") \
	X(PROGRAM_TAG, "tag", "tags of programs: 16 hexadecimal digits") \
	X(PROGRAM_SIGNED, "signed", \
	  "yes: signed, by a key that the kernel vouches for; user: by any other; no: not signed")

#define CONTAINER_KEY_COUNT (CONTAINER_LABELS + 1)

#define POLICY_KEY_ID(id, key, key_doc) id,
enum top_key { TOP_KEYS(POLICY_KEY_ID) };
enum drop_in_key { DROP_IN_KEYS(POLICY_KEY_ID) };
enum host_key { HOST_KEYS(POLICY_KEY_ID) };
enum rule_key { RULE_KEYS(POLICY_KEY_ID) };
enum caller_key { CALLER_KEYS(POLICY_KEY_ID) };
enum container_key { CONTAINER_KEYS(POLICY_KEY_ID) };
enum target_key { TARGET_KEYS(POLICY_KEY_ID) };
enum program_key { PROGRAM_KEYS(POLICY_KEY_ID) };

struct key_set {
	struct word_set words;
	const char *of;        /* the mapping, as it is called in a message */
	unsigned int required; /* bit n: key number n must be there */
};

extern const struct key_set top_keys, drop_in_keys, host_keys, rule_keys, caller_keys, container_keys, target_keys,
	program_keys;
/* `caller.namespaces`: its keys are the namespaces. */
extern const struct key_set namespace_keys;

#endif
