// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Prints one hunk: everything between the common beginning and the common end of the texts has changed. If one line
 * changes, that is the difference that diff prints.
 */
#include "gatekeeper/base/text-diff.h"

#include <stdbool.h>
#include <string.h>

#define CONTEXT 3

struct text {
	const char *start;
	size_t lines;
};

/* The length of a line with its '\n'; the last one may have none. */
static size_t line_size(const char *line)
{
	size_t size = strcspn(line, "\n");

	return size + (line[size] == '\n');
}

static struct text text_of(const char *start)
{
	struct text text = {start ? start : "", 0};

	for (const char *line = text.start; *line; line += line_size(line))
		text.lines++;
	return text;
}

static const char *line_at(const struct text *text, size_t number)
{
	const char *line = text->start;

	while (number--)
		line += line_size(line);
	return line;
}

static bool is_same_line(const char *a, const char *b)
{
	return line_size(a) == line_size(b) && memcmp(a, b, line_size(a)) == 0;
}

static size_t common_head(const struct text *a, const struct text *b)
{
	size_t count = 0;

	while (count < a->lines && count < b->lines && is_same_line(line_at(a, count), line_at(b, count)))
		count++;
	return count;
}

static size_t common_tail(const struct text *a, const struct text *b, size_t head)
{
	size_t count = 0;

	while (count < a->lines - head && count < b->lines - head &&
	       is_same_line(line_at(a, a->lines - count - 1), line_at(b, b->lines - count - 1)))
		count++;
	return count;
}

static void print_lines(FILE *out, char mark, const struct text *text, size_t from, size_t to)
{
	const char *line = line_at(text, from);

	for (; from < to; from++, line += line_size(line)) {
		fprintf(out, "%c%.*s", mark, (int)line_size(line), line);
		if (line[line_size(line) - 1] != '\n')
			fprintf(out, "\n\\ No newline at end of file\n");
	}
}

void text_diff_print(FILE *out, const char *path, const char *before, const char *after)
{
	struct text a = text_of(before), b = text_of(after);
	size_t head = common_head(&a, &b), tail = common_tail(&a, &b, head);
	size_t first = head > CONTEXT ? head - CONTEXT : 0, more = tail > CONTEXT ? CONTEXT : tail;
	size_t a_end = a.lines - tail + more, b_end = b.lines - tail + more;

	if (!before == !after && head == a.lines && head == b.lines)
		return;
	fprintf(out, "--- %s\n+++ %s\n", before ? path : "/dev/null", after ? path : "/dev/null");
	fprintf(out, "@@ -%zu,%zu +%zu,%zu @@\n", first + (a_end > first), a_end - first, first + (b_end > first),
		b_end - first);
	print_lines(out, ' ', &a, first, head);
	print_lines(out, '-', &a, head, a.lines - tail);
	print_lines(out, '+', &b, head, b.lines - tail);
	print_lines(out, ' ', &a, a.lines - tail, a_end);
}
