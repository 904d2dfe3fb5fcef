/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Values that are no words of a vocabulary: paths, user ids, names and tags of programs, messages. */
#ifndef POLICY_LANGUAGE_VALUES_H
#define POLICY_LANGUAGE_VALUES_H

#include "policy/language/reader.h"

/* A list of names of one kind: what is wrong is reported and left out. */
void read_executables(struct reader *reader, const struct node *value, struct list *ret_list);
void read_cgroups(struct reader *reader, const struct node *value, struct list *ret_list);
void read_units(struct reader *reader, const struct node *value, struct list *ret_list);
void read_program_names(struct reader *reader, const struct node *value, struct list *ret_list);
void read_program_tags(struct reader *reader, const struct node *value, struct list *ret_list);

/* The texts of a key of caller.container, which for labels is a list that all must be in. */
void read_container_texts(struct reader *reader, const struct node *value, enum container_key key,
			  struct list *ret_list);

/* Words of target cgroups and paths of cgroups, mixed. */
void read_target_cgroups(struct reader *reader, const struct node *value, uint8_t *ret_relations,
			 struct list *ret_list);

/* `yes`: *.service, `no`: nothing, or units. */
void read_services(struct reader *reader, const struct node *value, struct list *ret_list);

/* User ids and ranges of them. */
void read_uids(struct reader *reader, const struct node *value, struct list *ret_list);

/* One line of text for an event, into `ret_message` of GK_MESSAGE_SIZE. */
void read_message(struct reader *reader, const struct node *value, char *ret_message);

/* The path of a directory, as it stands in the file; false with a finding. */
bool expect_path(struct reader *reader, const struct node *value);

#endif
