/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * One HTML page that needs no other file and runs no script. Callers wrote most of its texts: each is escaped, and the
 * page's own policy (Content-Security-Policy) allows nothing but its one style sheet, by its hash.
 */
#ifndef GATEKEEPER_REPORT_HTML_H
#define GATEKEEPER_REPORT_HTML_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The head of the page up to <body>. */
void html_begin(FILE *out, const char *title);
void html_end(FILE *out);

/* Text between tags or in a quoted attribute: &, <, >, quotes, and what escape_again() escapes. */
void html_text(FILE *out, const char *text);
void html_bytes(FILE *out, const char *text, size_t length);

/* `<h2>TITLE</h2>` in a section of its own, and its end. */
void html_begin_section(FILE *out, const char *title);
void html_end_section(FILE *out);

/* A table that scrolls by itself if the window is narrow. `heads` ends with NULL; one that starts with # is numbers. */
void html_begin_table(FILE *out, const char *class, const char *const *heads);
void html_end_table(FILE *out);

/* Cells; an empty or missing text is a dash. */
void html_cell(FILE *out, const char *class, const char *text);
void html_number_cell(FILE *out, uint64_t number);

/* A bar for each number, the highest as high as the picture. */
void html_bars(FILE *out, const char *class, const uint64_t *numbers, size_t count);

#endif
