/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The entries of an image's hash table while they are collected. */
#ifndef POLICY_IMAGE_ENTRY_LIST_H
#define POLICY_IMAGE_ENTRY_LIST_H

#include <stddef.h>

#include "policy/image/tables.h"

struct entries {
	struct compiler *compiler;
	struct gk_entry *entry; /* room for GK_ENTRIES */
	size_t count;
	bool is_full; /* there were more */
};

/* Adds one with the key of `name`. */
void entries_add(struct entries *entries, const struct name *name, const struct gk_entry *content);

/* Which rules' lists are looked at. */
enum named_by { NAMED_BY_ALL, NAMED_BY_VERIFYING_RULES };

/*
 * Finds the rules in whose list (the member of struct rule at offset `list`) each name is, by the number of the name.
 * Names that stand for the same thing share the vector of the first of them (same_names()). The caller frees the
 * result. Returns 0 or -ENOMEM.
 */
int rules_by_name(const struct compiler *compiler, const struct names *names, size_t list, enum named_by by,
		  struct gk_vector **ret_rules);

/* For each name the number of the first one with the same key, freed by the caller; NULL if out of memory. */
unsigned int *same_names(const struct names *names);

#endif
