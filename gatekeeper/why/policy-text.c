// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The lines of a rule in its file: see policy-text.h. */
#include "gatekeeper/why/policy-text.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/escape.h"

#define ITEM_LINES 40 /* of a longer rule, the first ones are printed */

const char *policy_text_line(const char *text, unsigned int line)
{
	for (; line > 1 && text; line--) {
		text = strchr(text, '\n');
		text += text != NULL;
	}
	return text && *text ? text : NULL;
}

static unsigned int indent_of(const char *line)
{
	return strspn(line, " ");
}

bool policy_text_is_item(const char *line, unsigned int *ret_indent)
{
	const char *dash = line + indent_of(line);

	if (dash[0] != '-' || (dash[1] != ' ' && dash[1] != '\n' && dash[1] != '\r'))
		return false;
	*ret_indent = indent_of(line);
	return true;
}

/* A line without content belongs to the item only if a line of the item follows. */
static bool has_content(const char *line)
{
	line += strspn(line, " \r");
	return *line && *line != '\n' && *line != '#';
}

/* The number of lines of an item, from its dash on. */
static unsigned int count_lines(const char *line, unsigned int indent)
{
	unsigned int count = 1;
	const char *next = line;

	for (unsigned int i = 2; i <= ITEM_LINES; i++) {
		next = policy_text_line(next, 2);
		if (!next || (has_content(next) && indent_of(next) <= indent))
			break;
		if (has_content(next))
			count = i;
	}
	return count;
}

static void print_line(const char *line, unsigned int number, FILE *stream)
{
	size_t length = strcspn(line, "\r\n");
	_cleanup_free_ char *shown = malloc(ESCAPED_SIZE(length));

	if (!shown)
		return;
	escape_again(line, length, shown);
	fprintf(stream, "  %4u | %s\n", number, shown);
}

void policy_text_print_item(const char *text, unsigned int line, FILE *stream)
{
	const char *start = policy_text_line(text, line);
	unsigned int indent, count = 1;

	if (!start)
		return;
	if (policy_text_is_item(start, &indent))
		count = count_lines(start, indent);
	for (unsigned int i = 0; i < count; i++) {
		print_line(start, line + i, stream);
		start = policy_text_line(start, 2);
	}
}
