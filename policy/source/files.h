/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The files that make up a policy: the policy file, and the drop-ins of the directory that it includes. */
#ifndef POLICY_SOURCE_FILES_H
#define POLICY_SOURCE_FILES_H

#include "policy/source/copy.h"
#include "policy/source/inputs.h"
#include "policy/source/source.h"

struct policy_files {
	const char *path;                /* of the policy file */
	const char *edited;              /* the file that has the bytes of `replaced`; NULL: each has its own */
	const char *replaced;            /* path of a drop-in; NULL: the policy file */
	const struct policy_copy *copy;  /* has the bytes of all files; NULL: the file system has */
	char *directory;                 /* of the drop-ins; NULL: none */
	struct source *source;           /* 0: the policy file; n: drop-in n */
	char (*name)[GK_FILE_NAME_SIZE]; /* of the same; that of the policy file is empty */
	size_t count;
};

/* To be released by files_release(), also after a failure. The functions return 0, -EINVAL with a finding or -ENOMEM.
 */
int files_open(const char *path, struct findings *findings, struct policy_files *ret_files);

/* Reads the policy file, as number 0. */
int files_read_main(struct policy_files *files, struct findings *findings, struct policy_inputs *inputs);

/* Finds the drop-ins of a directory, which is relative to that of the policy file; `place` says so in a policy. */
int files_list(struct policy_files *files, const char *directory, struct place place, struct findings *findings,
	       struct policy_inputs *inputs);

/* Reads drop-in number `file`. */
int files_read(struct policy_files *files, size_t file, struct findings *findings, struct policy_inputs *inputs);

/* SHA-256 of the policy file or, with drop-ins, over the names, sizes and bytes of all. */
void files_digest(const struct policy_files *files, __u8 *ret_digest);

/* Copies the bytes of all files. Returns 0 or -ENOMEM; to be released in each case. */
int files_copy(const struct policy_files *files, struct policy_copy *copy);

void files_release(struct policy_files *files);

#endif
