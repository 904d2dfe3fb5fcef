// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Findings as other programs read them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/findings/format.h"

/* An error in a line, a warning in a line, an error of the file as a whole. */
static void make(struct findings *ret_findings, const char *path)
{
	findings_init(ret_findings, path);
	findings_add(ret_findings, CHECK_UNKNOWN_KEY, (struct place){.line = 3, .column = 5}, "unknown key '%s'",
		     "dney");
	findings_add(ret_findings, CHECK_DUPLICATE_WORD, (struct place){.line = 7, .column = 1}, "twice");
	findings_add(ret_findings, CHECK_IO, (struct place){0}, "cannot be read");
}

static void a_compiler_prints_one_line_for_each(void **state)
{
	struct findings findings;
	char text[1024] = "";
	FILE *stream = fmemopen(text, sizeof(text), "w");

	(void)state;
	make(&findings, "a.yaml");
	findings_print_gcc(&findings, false, stream);
	assert_int_equal(fclose(stream), 0);
	assert_string_equal(text, "a.yaml:3:5: error: unknown key 'dney' [unknown-key]\n"
				  "a.yaml:7:1: warning: twice [duplicate-word]\n"
				  "a.yaml: error: cannot be read [io]\n");
	stream = fmemopen(text, sizeof(text), "w");
	findings_print_gcc(&findings, true, stream);
	assert_int_equal(fclose(stream), 0);
	assert_non_null(strstr(text, "a.yaml:7:1: error: twice"));
}

static const char *text_at(json_t *value, const char *path)
{
	char keys[256], *rest = keys;

	snprintf(keys, sizeof(keys), "%s", path);
	for (char *key = strsep(&rest, "/"); key; key = strsep(&rest, "/"))
		value = json_is_array(value) ? json_array_get(value, strtoul(key, NULL, 10))
					     : json_object_get(value, key);
	return json_string_value(value);
}

static void sarif_has_checks_and_results(void **state)
{
	struct findings findings;
	json_t *sarif, *results, *rules;

	(void)state;
	make(&findings, "/etc/my policies/a#1.yaml");
	sarif = findings_to_sarif(&findings, false);
	assert_string_equal(text_at(sarif, "version"), "2.1.0");
	rules = json_object_get(
		json_object_get(json_object_get(json_array_get(json_object_get(sarif, "runs"), 0), "tool"), "driver"),
		"rules");
	results = json_object_get(json_array_get(json_object_get(sarif, "runs"), 0), "results");
	assert_int_equal(json_array_size(rules), CHECK_COUNT);
	assert_int_equal(json_array_size(results), 3);
	for (size_t i = 0; i < json_array_size(results); i++) {
		json_t *result = json_array_get(results, i);
		json_int_t index = json_integer_value(json_object_get(result, "ruleIndex"));

		assert_string_equal(text_at(result, "ruleId"), text_at(json_array_get(rules, (size_t)index), "id"));
		assert_string_equal(text_at(result, "locations/0/physicalLocation/artifactLocation/uri"),
				    "file:///etc/my%20policies/a%231.yaml");
	}
	assert_string_equal(text_at(results, "0/message/text"), "unknown key 'dney'");
	assert_string_equal(text_at(results, "0/level"), "error");
	assert_string_equal(text_at(results, "1/level"), "warning");
	assert_null(json_object_get(
		json_object_get(json_array_get(json_object_get(json_array_get(results, 2), "locations"), 0),
				"physicalLocation"),
		"region"));
	json_decref(sarif);
	make(&findings, "a.yaml");
	sarif = findings_to_sarif(&findings, true);
	assert_string_equal(text_at(sarif, "runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri"),
			    "a.yaml");
	assert_string_equal(text_at(sarif, "runs/0/results/1/level"), "error");
	json_decref(sarif);
}

static void json_is_a_list(void **state)
{
	struct findings findings;
	json_t *list;

	(void)state;
	make(&findings, "a.yaml");
	list = findings_to_json(&findings, false);
	assert_int_equal(json_array_size(list), 3);
	assert_string_equal(text_at(list, "1/check"), "duplicate-word");
	assert_string_equal(text_at(list, "1/severity"), "warning");
	json_decref(list);
}

static void formats_have_names(void **state)
{
	enum findings_format format = FINDINGS_FORMAT_COUNT;

	(void)state;
	assert_int_equal(findings_format_find("sarif", &format), 0);
	assert_int_equal(format, FINDINGS_SARIF);
	assert_int_equal(findings_format_find("gcc", &format), 0);
	assert_int_equal(format, FINDINGS_GCC);
	assert_int_equal(findings_format_find("xml", &format), -EINVAL);
	assert_int_equal(format, FINDINGS_GCC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_compiler_prints_one_line_for_each),
		cmocka_unit_test(sarif_has_checks_and_results),
		cmocka_unit_test(json_is_a_list),
		cmocka_unit_test(formats_have_names),
	};

	return cmocka_run_group_tests_name("format", tests, NULL, NULL);
}
