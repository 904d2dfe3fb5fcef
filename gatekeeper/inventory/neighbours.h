/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The neighbours: who holds attached programs of others at the functions that the gatekeeper hooks, or LSM programs at
 * any function. Programs at a function share the few slots of its trampoline.
 */
#ifndef GATEKEEPER_INVENTORY_NEIGHBOURS_H
#define GATEKEEPER_INVENTORY_NEIGHBOURS_H

#include "gatekeeper/host/held-objects.h"
#include "gatekeeper/inventory/hooked-functions.h"
#include "gatekeeper/inventory/collection.h"

#define NEIGHBOUR_HOLDER_SIZE 160
#define NEIGHBOUR_LINES_MAX 8 /* and one that says how many more there are */
#define NEIGHBOURS_TEXT_SIZE 10240

/* One program of others at its function. */
struct neighbour_program {
	const struct attachment *attachment;
	struct held_object held;            /* pid 0: no process has a descriptor of it */
	char holder[NEIGHBOUR_HOLDER_SIZE]; /* in words, escaped */
};

struct neighbours {
	struct attached attached;
	struct hooked_functions functions;
	struct neighbour_program *program; /* those with the same holder follow each other */
	size_t count;
	size_t holder_count;
	bool is_loaded; /* programs of the gatekeeper are attached */
};

/* A function that the gatekeeper hooks, with how many others are there. */
struct shared_function {
	const struct hooked_function *function; /* NULL: the gatekeeper hooks none */
	unsigned int others;
	const char *holder; /* of most of the others, escaped; NULL: there are none */
};

/* Reads the neighbours of this host. Returns 0, -EPERM if this process is not root, or another negative errno. */
int neighbours_read(struct neighbours *ret_neighbours);
void neighbours_release(struct neighbours *neighbours);

/*
 * The parts of neighbours_read(), in their order: chooses the programs among `attached`; notes who holds one of them (a
 * link before its program, then the lowest pid); puts the holders into words and the programs into order. Returns 0 or
 * -ENOMEM.
 */
int neighbours_choose(struct neighbours *neighbours);
void neighbours_note_holder(struct neighbours *neighbours, const struct held_object *held);
void neighbours_group(struct neighbours *neighbours);

/* Writes a line for each holder with what it hooks, NEIGHBOUR_LINES_MAX at most; names are escaped. */
void neighbours_text(const struct neighbours *neighbours, char ret_text[NEIGHBOURS_TEXT_SIZE]);

/* The function with the fewest slots left beside ours. */
struct shared_function neighbours_fullest(const struct neighbours *neighbours);

#endif
