/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What is wrong with a policy: named findings with their place in the file. Recording one can't fail. */
#ifndef POLICY_FINDINGS_H
#define POLICY_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "checks.h"

enum severity { SEVERITY_ERROR, SEVERITY_WARNING };

struct check_info {
	const char *name;
	enum severity severity;
	const char *doc;
};

extern const struct check_info check_info[CHECK_COUNT];

/* Both from 1; line 0: the file as a whole. Columns count characters. */
struct place {
	unsigned int line;
	unsigned int column;
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

struct findings {
	char file[256];
	struct finding finding[FINDINGS_KEPT];
	size_t count; /* of finding[] */
	size_t errors;
	size_t warnings;
	const char *bytes; /* the file while it is being compiled: where source lines come from */
	size_t length;
};

void findings_init(struct findings *findings, const char *file);

/* Adds one; a text made of nothing but a format and words of ours, or of the file (it is escaped here). */
void findings_add(struct findings *findings, enum check check, struct place place, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Is there no room for another? Then what is costly to say need not be worked out. */
bool findings_full(const struct findings *findings);

/* In the order of the file. */
void findings_sort(struct findings *findings);

/* `file:line:col: error: text [check]`, the source line, the caret; then how many are not shown. */
void findings_print(const struct findings *findings, FILE *stream);

#endif
