/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A policy as somebody would say it, for the second opinion: described here, written as YAML for the compiler, and
 * evaluated rule by rule, without anything of policy/. Sets are bit masks over the tables of world.h.
 */
#ifndef TESTS_REFERENCE_SAID_H
#define TESTS_REFERENCE_SAID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ANY (-1)
#define SAID_RANGES 4

enum { SAID_HOST, SAID_CONTAINER };
enum { SAID_OWN, SAID_OWN_SUBTREE, SAID_OUTSIDE, SAID_BELOW };
enum { SAID_NETNS_OWN, SAID_NETNS_INIT, SAID_NETNS_OTHER };
enum { SAID_UNSIGNED, SAID_SIGNED, SAID_SIGNED_BY_USER, SAID_SIGNATURES };
enum { SAID_RACE_DENY, SAID_RACE_VERIFY };
enum { SAID_DENIED, SAID_ALL, SAID_NONE };

struct said_rule {
	bool deny;
	bool star;           /* '*' */
	unsigned int stars;  /* bit v: verb v with all families, as attach:* */
	uint64_t operations; /* others, by number */
	unsigned int types;  /* attach types; 0 in this and all that follow: any */
	int from;            /* or ANY */
	int member[8];       /* 1: init, 0: not-init, or ANY */
	size_t range_count;  /* of user ids */
	uint32_t ranges[SAID_RANGES][2];
	unsigned int executables;
	unsigned int caller_cgroups;
	unsigned int capabilities;
	unsigned int relations;
	unsigned int target_cgroups;
	unsigned int netns;
	unsigned int program_types;
	unsigned int names;
	unsigned int tags;
	int is_signed;     /* or ANY */
	int race;          /* or ANY */
	int log;           /* or ANY: as the policy */
	unsigned int line; /* in the text, once it is written */
};

struct said_policy {
	bool audit, deny;
	int log;
	unsigned int host; /* namespaces */
	unsigned int not_in_cgroups;
	size_t count;
	struct said_rule *rules;
};

#endif
