/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The text of a policy file, by lines, from 1. */
#ifndef GATEKEEPER_WHY_POLICY_TEXT_H
#define GATEKEEPER_WHY_POLICY_TEXT_H

#include <stdbool.h>
#include <stdio.h>

/* The start of a line; NULL: the text has fewer lines. */
const char *policy_text_line(const char *text, unsigned int line);

/* Whether an item of a list in block style starts in this line, with `*ret_indent` spaces in front of its dash. */
bool policy_text_is_item(const char *line, unsigned int *ret_indent);

/* Prints the item that starts in this line with the numbers of its lines, or only the line if it is not an item. */
void policy_text_print_item(const char *text, unsigned int line, FILE *stream);

#endif
