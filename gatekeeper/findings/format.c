// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/findings/format.h"

#include <errno.h>
#include <string.h>

#include "policy/base/cleanup.h"

#define PATH_SIZE (FINDINGS_FILE_SIZE + GK_FILE_NAME_SIZE)

int findings_format_find(const char *word, enum findings_format *ret_format)
{
#define WORD_ROW(id, word, doc) [id] = (word),
	static const char *const words[] = {FINDINGS_FORMATS(WORD_ROW)};

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++) {
		if (strcmp(words[i], word) != 0)
			continue;
		*ret_format = (enum findings_format)i;
		return 0;
	}
	return -EINVAL;
}

/* With `strict` a warning is an error. */
static const char *level_of(const struct finding *finding, bool strict)
{
	return strict || check_info[finding->check].severity == SEVERITY_ERROR ? "error" : "warning";
}

void findings_print_gcc(const struct findings *findings, bool strict, FILE *stream)
{
	char path[PATH_SIZE];

	for (size_t i = 0; i < findings->count; i++) {
		const struct finding *finding = &findings->finding[i];

		findings_path(findings, finding->place, path, sizeof(path));
		fprintf(stream, "%s:", path);
		if (finding->place.line)
			fprintf(stream, "%u:%u:", finding->place.line, finding->place.column);
		fprintf(stream, " %s: %s [%s]\n", level_of(finding, strict), finding->text,
			check_info[finding->check].name);
	}
}

static json_t *finding_to_json(const struct findings *findings, const struct finding *finding, bool strict)
{
	char path[PATH_SIZE];

	findings_path(findings, finding->place, path, sizeof(path));
	return json_pack("{s:s, s:i, s:i, s:s, s:s, s:s}", "file", path, "line", (int)finding->place.line, "column",
			 (int)finding->place.column, "severity", level_of(finding, strict), "check",
			 check_info[finding->check].name, "text", finding->text);
}

typedef json_t *(*convert)(const struct findings *findings, const struct finding *finding, bool strict);

static json_t *list_findings(const struct findings *findings, bool strict, convert convert_one)
{
	json_t *array = json_array();

	for (size_t i = 0; i < findings->count; i++) {
		if (json_array_append_new(array, convert_one(findings, &findings->finding[i], strict))) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

json_t *findings_to_json(const struct findings *findings, bool strict)
{
	return list_findings(findings, strict, finding_to_json);
}

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~/", c);
}

/* A path as a URI reference: absolute ones get a scheme, relative ones stay relative. */
static void put_uri(const char *path, char *ret_uri, size_t size)
{
	size_t used = (size_t)snprintf(ret_uri, size, "%s", path[0] == '/' ? "file://" : "");

	for (; *path && used + 4 <= size; path++) {
		if (is_plain(*path))
			used += (size_t)snprintf(ret_uri + used, size - used, "%c", *path);
		else
			used += (size_t)snprintf(ret_uri + used, size - used, "%%%02X", (unsigned char)*path);
	}
}

static json_t *place_to_sarif(const struct findings *findings, struct place place)
{
	char path[PATH_SIZE], uri[3 * PATH_SIZE + sizeof("file://")];
	json_t *location;

	findings_path(findings, place, path, sizeof(path));
	put_uri(path, uri, sizeof(uri));
	location = json_pack("{s:{s:s}}", "artifactLocation", "uri", uri);
	if (place.line)
		json_object_set_new(location, "region",
				    json_pack("{s:i, s:i}", "startLine", (int)place.line, "startColumn",
					      (int)(place.column ? place.column : 1)));
	return location;
}

static json_t *finding_to_sarif(const struct findings *findings, const struct finding *finding, bool strict)
{
	return json_pack("{s:s, s:i, s:s, s:{s:s}, s:[{s:o}]}", "ruleId", check_info[finding->check].name, "ruleIndex",
			 (int)finding->check, "level", level_of(finding, strict), "message", "text", finding->text,
			 "locations", "physicalLocation", place_to_sarif(findings, finding->place));
}

static json_t *list_checks(void)
{
	json_t *array = json_array();

	for (size_t i = 0; i < CHECK_COUNT; i++)
		json_array_append_new(array,
				      json_pack("{s:s, s:{s:s}, s:{s:s}}", "id", check_info[i].name, "shortDescription",
						"text", check_info[i].doc, "defaultConfiguration", "level",
						check_info[i].severity == SEVERITY_ERROR ? "error" : "warning"));
	return array;
}

json_t *findings_to_sarif(const struct findings *findings, bool strict)
{
	json_t *results = list_findings(findings, strict, finding_to_sarif);

	return json_pack("{s:s, s:s, s:[{s:{s:{s:s, s:s, s:o}}, s:s, s:o}]}", "$schema",
			 "https://json.schemastore.org/sarif-2.1.0.json", "version", "2.1.0", "runs", "tool", "driver",
			 "name", "gatekeeper", "version", GATEKEEPER_VERSION, "rules", list_checks(), "columnKind",
			 "unicodeCodePoints", "results", results);
}
