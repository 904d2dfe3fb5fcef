/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Single values of a record: text, word, bytes, cgroup. */
#ifndef GATEKEEPER_REQUEST_RECORD_VALUES_H
#define GATEKEEPER_REQUEST_RECORD_VALUES_H

#include <jansson.h>
#include <stddef.h>

#include "bpf-lsm/contract/abi.h"
#include "policy/language/words.h"

#include "gatekeeper/base/failure.h"

/* The text at a path like "bpf.operation"; NULL: the record has no such text. */
const char *record_text(json_t *record, const char *path);

/* The number of a word that must be there. Returns 0, or -EINVAL with the reason. */
int read_record_word(json_t *record, const char *path, const struct word_set *set, unsigned int *ret_number,
		     struct failure *failure);

/*
 * The bytes that the kernel had for a text of the log, at most size - 1 of them and a NUL; none for NULL. Returns their
 * number, or -EINVAL or -ENOMEM with the reason.
 */
int read_bytes(const char *text, char *ret_bytes, size_t size, struct failure *failure);

/*
 * The location of a cgroup by its path. A path that is unknown or cut off stands for the root, and `ret_path` is empty.
 * Returns 0, or a negative errno with the reason.
 */
int read_cgroup_path(const char *text, char *ret_path, __u64 *ids, struct gk_cgroup_place *ret_place,
		     struct failure *failure);

#endif
