/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A policy file as a tree of words, lists and mappings, each with its place. Where parsing and meaning meet. */
#ifndef POLICY_SOURCE_TREE_H
#define POLICY_SOURCE_TREE_H

#include <stdbool.h>

#include "policy/source/findings.h"
#include "policy/source/source.h"

enum node_kind { NODE_WORD, NODE_LIST, NODE_MAPPING };

struct node {
	enum node_kind kind;
	bool plain; /* a word without quotes */
	struct place place;
	struct node *key;   /* of a value of a mapping */
	struct node *first; /* items of a list, values of a mapping */
	struct node *last;
	struct node *next;
	char text[]; /* of a word */
};

/* Nodes are many, small and freed together. */
struct node_block;

struct tree {
	struct node *root;
	struct node_block *blocks; /* the newest first */
};

/* Returns 0 with the tree of the file, to be freed by tree_free(), or -EINVAL with one finding, -ENOMEM. */
int tree_parse(const struct source *source, struct findings *findings, struct tree *ret_tree);
void tree_free(struct tree *tree);

#endif
