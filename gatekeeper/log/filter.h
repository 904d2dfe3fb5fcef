/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which records a reader of the log wants. Conditions on different keys are combined by and, those on one key by or; a
 * condition with `!` in front must not hold.
 */
#ifndef GATEKEEPER_LOG_FILTER_H
#define GATEKEEPER_LOG_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "gatekeeper/log/time.h"

/* Keys: option of `gatekeeper log`, field of a record, how it is compared, placeholder and help. */
#define LOG_FILTER_KEYS(X) \
	X(ID, "id", "event.id", COMPARE_EQUAL, "ID", "event ID") \
	X(ACTION, "action", "event.action", COMPARE_EQUAL, "ACTION", "action, as decision or attached") \
	X(VERDICT, "verdict", "gatekeeper.verdict", COMPARE_EQUAL, "allow|deny", "verdict") \
	X(OPERATION, "operation", "bpf.operation", COMPARE_EQUAL, "OPERATION", "operation, as in a policy") \
	X(ATTACH_TYPE, "attach-type", "bpf.attach_type", COMPARE_EQUAL, "TYPE", "attach type") \
	X(RULE, "rule", "gatekeeper.rule", COMPARE_EQUAL, "NAME", "rule that decided") \
	X(EXE, "exe", "process.executable", COMPARE_EQUAL, "PATH", "executable of the caller") \
	X(CGROUP, "cgroup", "bpf.caller.cgroup.path", COMPARE_BELOW, "PATH", "cgroup of the caller, or one above it") \
	X(UNIT, "unit", "bpf.caller.cgroup.path", COMPARE_PART, "NAME", \
	  "unit of the caller: a part of its cgroup's path") \
	X(CONTAINER, "container", "container.id", COMPARE_CONTAINER, "ID|NAME", \
	  "container of the caller, by the start of its ID, or by its name") \
	X(IMAGE, "image", "container.image.name", COMPARE_START, "NAME", \
	  "image of the caller's container, by the start of its name") \
	X(UID, "uid", "user.id", COMPARE_NUMBER, "NUMBER", "real user ID of the caller") \
	X(PROGRAM_NAME, "program-name", "bpf.program.name", COMPARE_EQUAL, "NAME", "name of the program") \
	X(PROGRAM_TAG, "program-tag", "bpf.program.tag", COMPARE_EQUAL, "TAG", "tag of the program")

#define LOG_FILTER_NUMBER(id, option, path, compare, value, help) LOG_FILTER_##id,
enum log_filter_key { LOG_FILTER_KEYS(LOG_FILTER_NUMBER) LOG_FILTER_COUNT };

struct log_condition;
struct log_scan;

struct log_filter {
	struct log_condition *condition;
	size_t count;
	bool denied;                     /* only denials, and records of trouble: lost events may have been denials */
	char since[LOG_TIME_LENGTH + 1]; /* empty: from the start */
	char until[LOG_TIME_LENGTH + 1]; /* empty: to the end */
};

/*
 * Adds a condition; `text` must live as long as the filter. Returns 0, -EINVAL if the value is empty, not UTF-8 or not
 * a number, or -ENOMEM.
 */
int log_filter_add(struct log_filter *filter, enum log_filter_key key, const char *text);

/*
 * Whether a line may be wanted, by its bytes alone. False is certain: the line looks like a record of ours and is not
 * wanted. This costs a fraction of parsing the line.
 */
bool log_filter_may_match(const struct log_filter *filter, const char *line, size_t length);

/* Whether a record is wanted, by its time alone or by all; `time` is followed by a NUL or a quote. */
bool log_filter_is_in_time(const struct log_filter *filter, const char *time);
bool log_filter_matches(const struct log_filter *filter, json_t *record);
bool log_filter_matches_scan(const struct log_filter *filter, const struct log_scan *scan);

void log_filter_release(struct log_filter *filter);

#endif
