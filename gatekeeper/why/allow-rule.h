/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The narrowest rule that allows the request of one record, and what else it allows. */
#ifndef GATEKEEPER_WHY_ALLOW_RULE_H
#define GATEKEEPER_WHY_ALLOW_RULE_H

#include <stdbool.h>
#include <stdio.h>

#include "gatekeeper/request/from-record.h"

/*
 * The conditions of the rule. A condition that is NULL (or false) is left out: the record does not have the value, or
 * no policy can name it. The texts belong to the tables of words or to the event.
 */
struct allow_rule {
	const struct event_request *event;
	char name[GK_RULE_NAME_SIZE];
	bool any_family; /* the family of the operation is unknown: all of its verb */
	const char *attach_type;
	bool has_uid;
	const char *executable;
	const char *cgroup;
	bool has_container; /* in place of the cgroup, whose path has an ID: by the next three, as far as they are known
			     */
	const char *container_name;
	const char *image;
	const char *namespace;
	const char *target;
	const char *netns;
	const char *program_type;
	const char *program_name;
	const char *program_tag; /* 16 hexadecimal digits */
	const char *is_signed;
	bool has_race; /* race: verify */
	char tag[2 * GK_PROGRAM_TAG_SIZE + 1];
	char program[GK_PROGRAM_NAME_SIZE];
};

/* `event` and `*ret_rule` must stay where they are: the rule points into both. */
void allow_rule_from_event(const struct event_request *event, const struct resolver *resolver,
			   struct allow_rule *ret_rule);

/* Gives the rule a name that no rule of `image` has. */
void allow_rule_set_name(struct allow_rule *rule, const struct gk_image *image);

/* Prints the rule as an item of a list of rules, each line behind `indent` spaces. */
void allow_rule_print(const struct allow_rule *rule, unsigned int indent, FILE *stream);

/* Prints what it allows beside the request, one line each. */
void allow_rule_print_more(const struct allow_rule *rule, FILE *stream);

#endif
