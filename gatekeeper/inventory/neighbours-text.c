// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The neighbours for people: a line for each holder. */
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/inventory/neighbours.h"

#define PROGRAMS_MAX 4 /* named in a line */

static void put_escaped(FILE *stream, const char *text, size_t size)
{
	char escaped[ESCAPED_SIZE(ATTACHED_DETAIL_SIZE)];

	escape_text(text, size, escaped);
	fputs(escaped[0] ? escaped : "-", stream);
}

static void put_program(FILE *stream, const struct attachment *attachment)
{
	fprintf(stream, "%s ", word_text(&attach_type_words, attachment->attach_type) ?: "unknown type");
	if (attachment->detail[0])
		put_escaped(stream, attachment->detail, sizeof(attachment->detail));
	else
		fputs("at an unknown function", stream);
	fprintf(stream, " (program %u ", attachment->program_id);
	put_escaped(stream, attachment->program_name, sizeof(attachment->program_name));
	fputc(')', stream);
}

/* Prints the line of the holder of the program `first`. Returns the number of the first program of the next one. */
static size_t put_holder(FILE *stream, const struct neighbours *neighbours, size_t first)
{
	const char *holder = neighbours->program[first].holder;
	size_t i;

	fprintf(stream, "%s: ", holder);
	for (i = first; i < neighbours->count && strcmp(neighbours->program[i].holder, holder) == 0; i++) {
		if (i - first >= PROGRAMS_MAX)
			continue;
		fputs(i == first ? "" : ", ", stream);
		put_program(stream, neighbours->program[i].attachment);
	}
	if (i - first > PROGRAMS_MAX)
		fprintf(stream, ", and %zu more", i - first - PROGRAMS_MAX);
	fputc('\n', stream);
	return i;
}

void neighbours_text(const struct neighbours *neighbours, char ret_text[NEIGHBOURS_TEXT_SIZE])
{
	_cleanup_fclose_ FILE *stream = fmemopen(ret_text, NEIGHBOURS_TEXT_SIZE, "w");
	size_t next = 0;

	ret_text[0] = '\0';
	if (!stream)
		return;
	for (int lines = 0; next < neighbours->count && lines < NEIGHBOUR_LINES_MAX; lines++)
		next = put_holder(stream, neighbours, next);
	if (next < neighbours->count)
		fprintf(stream, "and %zu more, with %zu programs\n", neighbours->holder_count - NEIGHBOUR_LINES_MAX,
			neighbours->count - next);
	fflush(stream);
	ret_text[NEIGHBOURS_TEXT_SIZE - 1] = '\0';
}
