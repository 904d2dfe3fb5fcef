// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/edit/comments.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_notes(const char *notes, FILE *stream)
{
	while (*notes) {
		size_t length = strcspn(notes, "\n");

		fprintf(stream, COMMENT_MARK "%.*s\n", (int)length, notes);
		notes += length + (notes[length] == '\n');
	}
}

static void print_finding(const struct finding *finding, const char *where, FILE *stream)
{
	const struct check_info *info = &check_info[finding->check];

	fprintf(stream, COMMENT_MARK "%s%s: %s [%s]\n", where, info->severity == SEVERITY_ERROR ? "error" : "warning",
		finding->text, info->name);
}

static void print_findings_of(const struct findings *findings, unsigned int file, unsigned int line, FILE *stream)
{
	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->finding[i];

		if (finding->place.file == file && finding->place.line == line)
			print_finding(finding, "", stream);
	}
}

static unsigned int count_lines(const char *text)
{
	unsigned int count = 0;

	while (*text) {
		text += strcspn(text, "\n");
		text += *text == '\n';
		count++;
	}
	return count;
}

/* Those that have no line of the text: of the file as a whole, of its end, of other files. */
static void print_others(const char *text, const struct findings *findings, unsigned int file, FILE *stream)
{
	char path[FINDINGS_FILE_SIZE + GK_FILE_NAME_SIZE], where[sizeof(path) + 16];
	unsigned int lines = count_lines(text);

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->finding[i];
		struct place place = finding->place;

		if (place.file == file && place.line > 0 && place.line <= lines)
			continue;
		findings_path(findings, place, path, sizeof(path));
		snprintf(where, sizeof(where), "%s:%u: ", path, place.line);
		print_finding(finding, where, stream);
	}
}

static void print_text(const char *text, const struct findings *findings, unsigned int file, FILE *stream)
{
	unsigned int line = 1;

	while (*text) {
		size_t length = strcspn(text, "\n");

		print_findings_of(findings, file, line++, stream);
		length += text[length] == '\n';
		fwrite(text, 1, length, stream);
		text += length;
	}
}

int comments_add(const char *text, const char *notes, const struct findings *findings, unsigned int file,
		 char **ret_text)
{
	char *commented = NULL;
	size_t size;
	FILE *stream = open_memstream(&commented, &size);

	if (!stream)
		return -ENOMEM;
	print_notes(notes, stream);
	print_others(text, findings, file, stream);
	print_text(text, findings, file, stream);
	if (fclose(stream)) {
		free(commented);
		return -ENOMEM;
	}
	*ret_text = commented;
	return 0;
}

void comments_remove(char *text)
{
	char *to = text;

	while (*text) {
		size_t length = strcspn(text, "\n");

		length += text[length] == '\n';
		if (strncmp(text, COMMENT_MARK, strlen(COMMENT_MARK)) != 0) {
			memmove(to, text, length);
			to += length;
		}
		text += length;
	}
	*to = '\0';
}
