// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Findings: recorded with their source line while the file is at hand, printed later by whoever wants them. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "policy/source/findings.h"
#include "policy/source/text.h"

#define INFO_ROW(id, check_name, check_severity, check_doc) \
	[id] = {.name = (check_name), .severity = SEVERITY_##check_severity, .doc = (check_doc)},
const struct check_info check_info[CHECK_COUNT] = {POLICY_CHECKS(INFO_ROW)};

void findings_init(struct findings *findings, const char *file)
{
	memset(findings, 0, sizeof(*findings));
	text_escape(file, strlen(file), findings->file, sizeof(findings->file));
}

bool findings_full(const struct findings *findings)
{
	return findings->count == FINDINGS_KEPT;
}

void findings_path(const struct findings *findings, struct place place, char *ret_path, size_t size)
{
	if (place.file == 0)
		snprintf(ret_path, size, "%s", findings->file);
	else
		snprintf(ret_path, size, "%s%s%s", findings->directory, findings->directory[0] ? "/" : "",
			 findings->drop_in[place.file - 1]);
}

/* The bytes of the line of a place, without its end. */
static const char *find_line(const struct findings_text *text, struct place place, size_t *ret_length)
{
	const char *start = text->bytes, *end = start + text->length, *stop;

	for (unsigned int i = 1; i < place.line; i++) {
		stop = memchr(start, '\n', end - start);
		if (!stop)
			return NULL;
		start = stop + 1;
	}
	stop = memchr(start, '\n', end - start);
	if (!stop)
		stop = end;
	if (stop > start && stop[-1] == '\r')
		stop--;
	*ret_length = stop - start;
	return start;
}

/* One character of a source line; a tab becomes the spaces up to the next stop. */
static size_t source_unit(const char *bytes, size_t length, size_t column, struct text_unit *ret_unit)
{
	if (*bytes != '\t')
		return text_unit(bytes, length, ret_unit);
	ret_unit->width = 8 - column % 8;
	memset(ret_unit->text, ' ', ret_unit->width);
	ret_unit->text[ret_unit->width] = '\0';
	return 1;
}

/* Where character number `character` (from 1) of a line begins when it is shown, from 0. */
static size_t shown_column(const char *line, size_t length, unsigned int character)
{
	struct text_unit unit;
	size_t column = 0;

	for (unsigned int i = 1; i < character && length > 0; i++) {
		size_t taken = source_unit(line, length, column, &unit);

		column += unit.width;
		line += taken;
		length -= taken;
	}
	return column;
}

/* Copies the columns [first, first + FINDING_COLUMNS) of the line as it is shown. */
static void copy_columns(const char *line, size_t length, size_t first, char *ret_text)
{
	struct text_unit unit;
	size_t column = 0;

	while (length > 0) {
		size_t taken = source_unit(line, length, column, &unit);

		if (column + unit.width > first + FINDING_COLUMNS)
			break;
		if (column >= first)
			ret_text = stpcpy(ret_text, unit.text);
		column += unit.width;
		line += taken;
		length -= taken;
	}
	*ret_text = '\0';
}

static void set_source(const struct findings *findings, struct finding *finding)
{
	size_t length, column, first = 0;
	const struct findings_text *text = &findings->text[finding->place.file];
	const char *line = NULL;

	if (text->bytes && finding->place.line > 0)
		line = find_line(text, finding->place, &length);
	if (!line)
		return;

	column = shown_column(line, length, finding->place.column);
	if (column >= FINDING_COLUMNS) {
		/* Begin where a character begins, or the caret would not stand below its own. */
		unsigned int character = finding->place.column > 60 ? finding->place.column - 60 : 1;

		first = shown_column(line, length, character);
		while (column - first >= FINDING_COLUMNS)
			first = shown_column(line, length, ++character);
	}
	copy_columns(line, length, first, finding->source);
	finding->caret = column - first + 1;
}

void findings_add(struct findings *findings, enum check check, struct place place, const char *format, ...)
{
	struct finding *finding;
	char text[sizeof(finding->text)];
	va_list arguments;

	if (check_info[check].severity == SEVERITY_ERROR)
		findings->errors++;
	else
		findings->warnings++;
	if (findings_full(findings))
		return;

	finding = &findings->finding[findings->count++];
	finding->check = check;
	finding->place = place;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	text_escape(text, strlen(text), finding->text, sizeof(finding->text));
	set_source(findings, finding);
}

static int by_place(const void *a, const void *b)
{
	const struct finding *one = a, *other = b;

	if (one->place.file != other->place.file)
		return one->place.file < other->place.file ? -1 : 1;
	if (one->place.line != other->place.line)
		return one->place.line < other->place.line ? -1 : 1;
	if (one->place.column != other->place.column)
		return one->place.column < other->place.column ? -1 : 1;
	return (one->check > other->check) - (one->check < other->check);
}

void findings_sort(struct findings *findings)
{
	qsort(findings->finding, findings->count, sizeof(findings->finding[0]), by_place);
}

static void print_finding(const struct findings *findings, const struct finding *finding, bool strict, FILE *stream)
{
	const struct check_info *info = &check_info[finding->check];
	char path[FINDINGS_FILE_SIZE + GK_FILE_NAME_SIZE];

	findings_path(findings, finding->place, path, sizeof(path));
	fputs(path, stream);
	if (finding->place.line > 0)
		fprintf(stream, ":%u:%u", finding->place.line, finding->place.column);
	fprintf(stream, ": %s: %s [%s]\n", strict || info->severity == SEVERITY_ERROR ? "error" : "warning",
		finding->text, info->name);
	if (finding->caret > 0)
		fprintf(stream, "%s\n%*s\n", finding->source, (int)finding->caret, "^");
}

void findings_print(const struct findings *findings, bool strict, FILE *stream)
{
	size_t more = findings->errors + findings->warnings - findings->count;

	for (size_t i = 0; i < findings->count; i++)
		print_finding(findings, &findings->finding[i], strict, stream);
	if (more > 0)
		fprintf(stream, "%s: and %zu more\n", findings->file, more);
}

const char *findings_other_file(const struct findings *findings, struct place place, struct place other, char *ret_text,
				size_t size)
{
	char path[FINDINGS_FILE_SIZE + GK_FILE_NAME_SIZE];

	ret_text[0] = '\0';
	if (place.file == other.file)
		return ret_text;
	findings_path(findings, other, path, sizeof(path));
	snprintf(ret_text, size, " of %.120s", path);
	return ret_text;
}
