// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Makes gatekeeper-audit.5: copies stdin to stdout, and replaces the line `.\" fields` by the fields of a record. */
#include <stdio.h>
#include <string.h>

#include "gatekeeper/record/table.h"

#define WORDS_MAX 10
#define FIELDS_HERE ".\\\" fields\n"

static const char *type_text(const struct record_field *field)
{
	switch ((int)field->type) {
	case JSON_INTEGER:
		return "number";
	case JSON_TRUE:
		return "true or false";
	case JSON_ARRAY:
		return "list";
	case JSON_OBJECT:
		return "object";
	default:
		return "text";
	}
}

/* The words of a field, if they are few. */
static void print_words(const struct word_set *set)
{
	if (!set || set->count > WORDS_MAX)
		return;
	for (size_t i = 0; i < set->count; i++)
		printf("%s%s", i ? ", " : ": ", set->words[i].text);
}

static void print_fields(void)
{
	for (size_t i = 0; i < record_field_count; i++) {
		const struct record_field *field = &record_fields[i];

		printf(".It Va %s\n%s: %s", field->path, type_text(field), field->doc);
		print_words(field->words);
		puts(field->required ? "; every record has it." : ".");
		if (field->journal)
			printf("In the journal:\n.Dv " JOURNAL_PREFIX "%s .\n", field->journal);
	}
}

int main(void)
{
	char line[1024];

	while (fgets(line, sizeof(line), stdin)) {
		if (strcmp(line, FIELDS_HERE) == 0)
			print_fields();
		else
			fputs(line, stdout);
	}
	return fflush(stdout) != 0;
}
