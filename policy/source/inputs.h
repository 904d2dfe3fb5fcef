/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What a compiled policy depends on: its files, the directory of its drop-ins, and what its paths stood for. When one
 * of them changes, compiling again gives another image.
 */
#ifndef POLICY_SOURCE_INPUTS_H
#define POLICY_SOURCE_INPUTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

enum input_kind {
	INPUT_FILE,       /* by its content, as its times and its size tell */
	INPUT_DIRECTORY,  /* by its owner, mode and the names of its drop-ins: other files may come and go */
	INPUT_EXECUTABLE, /* by its identity only: that it is written to makes no other file of it */
	INPUT_CGROUP,
};

struct policy_input {
	enum input_kind kind;
	char *path;
	struct stat status; /* when it was used, then at the last look; all zero: it was not there */
	uint64_t names;     /* of a directory: a hash of those of its drop-ins, in any order */
};

struct policy_inputs {
	struct policy_input *input;
	size_t count;
	size_t room;
};

/* `status` NULL: as it is now. Returns 0 or -ENOMEM. */
int policy_inputs_add(struct policy_inputs *inputs, enum input_kind kind, const char *path, const struct stat *status);

/* Is a file of this name read as a drop-in: *.yaml, and not hidden? */
bool is_drop_in_name(const char *name);

/* Is one of them another now than at the last look? By stat() and names alone, so that it can be asked every second. */
bool policy_inputs_changed(struct policy_inputs *inputs);

/* The same, but the last look stays the one that it was. */
bool policy_inputs_differ(const struct policy_inputs *inputs);

void policy_inputs_release(struct policy_inputs *inputs);

#endif
