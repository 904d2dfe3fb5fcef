/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What is wrong with a policy: named findings with their place in the file. Recording one can't fail. */
#ifndef POLICY_SOURCE_FINDINGS_H
#define POLICY_SOURCE_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "bpf-lsm/contract/abi.h"

#include "policy/source/checks.h"

enum severity { SEVERITY_ERROR, SEVERITY_WARNING };

struct check_info {
	const char *name;
	enum severity severity;
	const char *doc;
};

extern const struct check_info check_info[CHECK_COUNT];

/* Line and column are from 1; line 0: the file as a whole. Columns count characters. */
struct place {
	unsigned int line;
	unsigned int column;
	unsigned int file; /* 0: the policy file itself; n: the drop-in number n, from 1 */
};

#define FINDINGS_KEPT 50    /* more are only counted */
#define FINDING_COLUMNS 120 /* of a source line that is shown */

/* Everything in here is valid UTF-8 without control characters, whatever the file holds. */
struct finding {
	enum check check;
	struct place place;
	char text[400];
	char source[FINDING_COLUMNS * 4 + 1]; /* the line, or the part of it around the place */
	unsigned int caret;                   /* column in `source`, from 1; 0: none */
};

/* A file while it is being compiled: where source lines come from. */
struct findings_text {
	const char *bytes;
	size_t length;
};

#define FINDINGS_FILE_SIZE 256

struct findings {
	char file[FINDINGS_FILE_SIZE];
	char directory[FINDINGS_FILE_SIZE]; /* of the drop-ins; empty: not known */
	char drop_in[GK_DROP_INS_MAX][GK_FILE_NAME_SIZE];
	struct findings_text text[GK_FILES];
	struct finding finding[FINDINGS_KEPT];
	size_t count; /* of finding[] */
	size_t errors;
	size_t warnings;
};

void findings_init(struct findings *findings, const char *file);

/* Adds one; a text made of nothing but a format and words of ours, or of the file (it is escaped here). */
void findings_add(struct findings *findings, enum check check, struct place place, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The path of the file of a place, as it can be shown; at most size - 1 bytes, NUL-terminated. */
void findings_path(const struct findings *findings, struct place place, char *ret_path, size_t size);

/* " of NAME" if the two positions are in different files, else "": for a message at `place` about `other`. */
const char *findings_other_file(const struct findings *findings, struct place place, struct place other, char *ret_text,
				size_t size);

/* Is there no room for another? Then what is costly to say need not be worked out. */
bool findings_full(const struct findings *findings);

/* In the order of the file. */
void findings_sort(struct findings *findings);

/*
 * `file:line:col: error: text [check]`, the source line, the caret; then how many are not shown. `strict`: warnings are
 * called errors.
 */
void findings_print(const struct findings *findings, bool strict, FILE *stream);

#endif
