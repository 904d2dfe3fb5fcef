// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Single values of a record, for the two parts of record -> request (from-record.c, from-record-target.c). */
#include "gatekeeper/request/record-values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/request/from-words-caller.h"

#define SHOWN_SIZE 64 /* bytes of an unknown word in a message */

const char *record_text(json_t *record, const char *path)
{
	return json_string_value(log_field(record, path));
}

int read_record_word(json_t *record, const char *path, const struct word_set *set, unsigned int *ret_number,
		     struct failure *failure)
{
	const char *text = record_text(record, path);
	const struct word *word = text ? word_by_text(set, text) : NULL;
	char shown[ESCAPED_SIZE(SHOWN_SIZE)];

	if (!text)
		return failure_set(failure, -EINVAL, "the event has no %s", path);
	if (!word) {
		escape_again(text, SHOWN_SIZE, shown);
		return failure_set(failure, -EINVAL, "%s '%s' is unknown to this version", path, shown);
	}
	*ret_number = word->number;
	return 0;
}

int read_bytes(const char *text, char *ret_bytes, size_t size, struct failure *failure)
{
	_cleanup_free_ char *bytes = NULL;
	int length;

	if (!text) {
		ret_bytes[0] = '\0';
		return 0;
	}
	bytes = malloc(strlen(text) + 1);
	if (!bytes)
		return failure_set(failure, -ENOMEM, "%s", strerror(ENOMEM));
	length = escape_undo(text, bytes);
	if (length < 0 || (size_t)length >= size)
		return failure_set(failure, -EINVAL, "a field is too long or not a valid escape");
	memcpy(ret_bytes, bytes, length + 1);
	return length;
}

int read_cgroup_path(const char *text, char *ret_path, __u64 *ids, struct gk_cgroup_place *ret_place,
		     struct failure *failure)
{
	struct request_fault fault;
	const struct description description = {.fault = &fault};
	int r = read_bytes(text, ret_path, GK_CGROUP_PATH_SIZE, failure);

	if (r < 0)
		return r;
	if (ret_path[0] != '/' || r == GK_CGROUP_PATH_SIZE - 1)
		ret_path[0] = '\0';
	if (find_cgroup_ids(&description, "", ret_path[0] ? ret_path : "/", ids, ret_place) < 0)
		return failure_set(failure, -EINVAL, "%s", fault.text);
	return 0;
}
