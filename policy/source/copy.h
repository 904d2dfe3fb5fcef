/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The bytes of all files of a policy, in memory: what was compiled once can be compiled again. */
#ifndef POLICY_SOURCE_COPY_H
#define POLICY_SOURCE_COPY_H

#include <stddef.h>

#include "bpf-lsm/contract/abi.h"

struct policy_copy_file {
	char name[GK_FILE_NAME_SIZE]; /* of a drop-in; empty: the policy file */
	char *bytes;
	size_t length;
};

/* 0: the policy file; then its drop-ins, by name. */
struct policy_copy {
	struct policy_copy_file *file;
	size_t count;
};

/* Returns 0, -E2BIG after GK_FILES, or -ENOMEM; the name is one that fits. To be released in each case. */
int policy_copy_add(struct policy_copy *copy, const char *name, const char *bytes, size_t length);
void policy_copy_release(struct policy_copy *copy);

#endif
