// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb doctor: is this host ready, what is missing, and how to fix it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/libbpf.h>
#include <jansson.h>

#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/doctor/checks.h"

static bool as_json;

static const char *const state_words[] = {
	[DOCTOR_OK] = "ok",           [DOCTOR_FAILED] = "failed",
	[DOCTOR_UNKNOWN] = "unknown", [DOCTOR_NOT_LOADED] = "not-loaded",
	[DOCTOR_WARNING] = "warning",
};

static bool is_ready(enum doctor_state state)
{
	return state == DOCTOR_OK || state == DOCTOR_NOT_LOADED || state == DOCTOR_WARNING;
}

/* Prints each line with `indent` spaces before it. */
static void print_lines(const char *lines, int indent)
{
	for (size_t length; *lines; lines += length + (lines[length] == '\n')) {
		length = strcspn(lines, "\n");
		printf("%*s%.*s\n", indent, "", (int)length, lines);
	}
}

static json_t *lines_to_json(const char *lines)
{
	json_t *array = lines ? json_array() : NULL;

	for (size_t length; lines && *lines; lines += length + (lines[length] == '\n')) {
		length = strcspn(lines, "\n");
		json_array_append_new(array, json_stringn(lines, length));
	}
	return array;
}

static void print_text(const struct doctor_check *check, const struct doctor_finding *finding)
{
	printf("%-10s  %-11s  %s\n", state_words[finding->state], check->name, finding->detail);
	if (finding->lines)
		print_lines(finding->lines, 25);
	if (finding->state == DOCTOR_OK)
		return;
	printf("%-25swhy: %s\n", "", check->why);
	if (finding->remedy[0])
		printf("%-25sfix: %s\n", "", finding->remedy);
	if (finding->state == DOCTOR_FAILED && check->otherwise)
		printf("%-25sor:  %s\n", "", check->otherwise);
}

static json_t *to_json(const struct doctor_check *check, const struct doctor_finding *finding)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s*, s:s*, s:o*}", "name", check->name, "state",
			 state_words[finding->state], "detail", finding->detail, "why", check->why, "remedy",
			 finding->remedy[0] ? finding->remedy : NULL, "otherwise",
			 finding->state == DOCTOR_FAILED ? check->otherwise : NULL, "lines",
			 lines_to_json(finding->lines));
}

/* Runs every check; prints each result at once, or adds it to `rows`. Returns how many checks failed. */
static unsigned int run_checks(json_t *rows)
{
	unsigned int failed = 0;

	for (const struct doctor_check *check = doctor_checks; check->name; check++) {
		struct doctor_finding finding = check->check();

		failed += !is_ready(finding.state);
		if (rows)
			json_array_append_new(rows, to_json(check, &finding));
		else
			print_text(check, &finding);
		free(finding.lines);
	}
	return failed;
}

static int run_as_json(void)
{
	json_t *rows = json_array();
	unsigned int failed = run_checks(rows);
	int error = print_json(json_pack("{s:b, s:o}", "ready", failed == 0, "checks", rows), JSON_INDENT(2));

	if (error)
		print_error("cannot print the findings: %s", strerror(-error));
	return failed || error ? EXIT_FAILED : EXIT_OK;
}

static int run_doctor(char **arguments)
{
	unsigned int failed;

	(void)arguments;
	libbpf_set_print(NULL); /* the findings have its messages */
	if (as_json)
		return run_as_json();
	failed = run_checks(NULL);
	if (failed == 0)
		printf("ready\n");
	else
		printf("not ready: %u check%s failed\n", failed, failed == 1 ? "" : "s");
	return failed ? EXIT_FAILED : EXIT_OK;
}

static const struct option_spec options[] = {
	{.name = "json", .help = "print JSON", .flag = &as_json},
	{0},
};

const struct verb verb_doctor = {
	.name = "doctor",
	.arguments = "",
	.summary = "check whether this host is ready, and how to fix it",
	.options = options,
	.run = run_doctor,
};
