// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* How findings are printed: source position, suggestion, source line, caret; also for hostile lines, and if very many.
 */
#include "tests/unit/compile.h"

#include "policy/base/utf8.h"
#include "policy/source/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static char *printed(const struct findings *findings)
{
	size_t size;
	char *text;
	FILE *stream = open_memstream(&text, &size);

	assert_non_null(stream);
	findings_print(findings, false, stream);
	fclose(stream);
	return text;
}

static void findings_print_place_source_line_and_caret(void **state)
{
	static const struct {
		const char *path, *text;
	} rows[] = {
		{"tests/samples/bad/unknown-key.yaml",
		 "tests/samples/bad/unknown-key.yaml:5:5: error: unknown key 'dney' in a rule: did you mean 'deny'? "
		 "[unknown-key]\n"
		 "    dney: [attach:cgroup]\n"
		 "    ^\n"},
		{"tests/samples/bad/unknown-word-attach-type.yaml",
		 "tests/samples/bad/unknown-word-attach-type.yaml:6:20: error: unknown attach type "
		 "'cgroup_inet_ingres': "
		 "did you mean 'cgroup_inet_ingress'? [unknown-word]\n"
		 "    attach-types: [cgroup_inet_ingres]\n"
		 "                   ^\n"},
		{"tests/samples/bad/unknown-word-boolean.yaml", "tests/samples/bad/unknown-word-boolean.yaml:2:10: "
								"error: unknown verdict 'yes': must be allow or deny "
								"[unknown-word]\n"
								"default: yes\n"
								"         ^\n"},
		{"tests/samples/bad/syntax-star.yaml",
		 "tests/samples/bad/syntax-star.yaml:5:11: error: a bare * begins a YAML alias; write '*' in quotes "
		 "[syntax]\n"
		 "    deny: *\n"
		 "          ^\n"},
		{"tests/samples/bad/syntax-tab.yaml",
		 "tests/samples/bad/syntax-tab.yaml:4:1: error: not valid YAML: tab character may not be used as "
		 "indentation [syntax]\n"
		 "        - name: a\n"
		 "^\n"},
		{"tests/samples/bad/encoding-escape.yaml", "tests/samples/bad/encoding-escape.yaml:3:3: error: "
							   "editors do not show the character U+001B; remove it "
							   "[encoding]\n"
							   "# \\x1b[2J\n"
							   "  ^\n"},
		{"tests/samples/bad/bad-name-escape.yaml", "tests/samples/bad/bad-name-escape.yaml:4:11: error: "
							   "'a\\x1b[2Jb' is not a rule name: it must have 1 to 63 "
							   "characters of a-z, 0-9, '.', '_' and '-', and begin "
							   "with a letter or digit [bad-name]\n"
							   "  - name: \"a\\e[2Jb\"\n"
							   "          ^\n"},
		{"tests/samples/bad/unreachable-rule.yaml",
		 "tests/samples/bad/unreachable-rule.yaml:7:5: warning: rule 'b' never decides: the earlier rule 'a' "
		 "on "
		 "line 4 matches all of its requests; move or remove it [unreachable-rule]\n"
		 "  - name: b\n"
		 "    ^\n"},
		{"tests/samples/bad", "tests/samples/bad: error: is a directory; name the policy file in it [io]\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct gk_image *image = NULL;
		struct findings findings;
		char *text;

		policy_compile_file(rows[i].path, &resolver_by_name, &findings, NULL, &image);
		text = printed(&findings);
		assert_string_equal(text, rows[i].text);
		free(text);
		free(image);
	}
}

/* One run finds all, in the order of the file. */
static void one_run_finds_several_mistakes(void **state)
{
	static const char text[] = "version: 2\n"
				   "defualt: allow\n"
				   "rules:\n"
				   "  - name: a\n"
				   "    deny: [laod, attach:cgroup]\n"
				   "    caller: {from: contaner}\n"
				   "  - name: a\n"
				   "    deny: [load]\n"
				   "    target: {cgroup: own}\n"
				   "mode: enforce\n"
				   "mode: audit\n";
	static const struct {
		enum check check;
		unsigned int line, column;
	} expected[] = {
		{CHECK_UNSUPPORTED_VERSION, 1, 10}, {CHECK_UNKNOWN_KEY, 2, 1},
		{CHECK_UNKNOWN_WORD, 5, 12},        {CHECK_UNKNOWN_WORD, 6, 20},
		{CHECK_DUPLICATE_RULE_NAME, 7, 11}, {CHECK_TARGET_NEEDS_ATTACH, 9, 14},
		{CHECK_DUPLICATE_KEY, 11, 1},
	};
	struct gk_image *image = NULL;
	struct findings findings;

	(void)state;
	assert_int_equal(compile_text(text, &findings, &image), -22);
	assert_null(image);
	assert_int_equal(findings.count, COUNT(expected));
	assert_int_equal(findings.errors, COUNT(expected));
	for (size_t i = 0; i < COUNT(expected); i++) {
		assert_int_equal(findings.finding[i].check, expected[i].check);
		assert_int_equal(findings.finding[i].place.line, expected[i].line);
		assert_int_equal(findings.finding[i].place.column, expected[i].column);
	}
}

static void findings_beyond_the_limit_are_counted(void **state)
{
	static struct findings findings;
	char *text, *last;

	(void)state;
	findings_init(&findings, "p");
	for (int i = 0; i < 100000; i++)
		findings_add(&findings, i % 2 ? CHECK_UNKNOWN_KEY : CHECK_UNREACHABLE_RULE, (struct place){0}, "x");
	assert_true(findings_full(&findings));
	assert_int_equal(findings.errors, 50000);
	assert_int_equal(findings.warnings, 50000);
	text = printed(&findings);
	last = strstr(text, "p: and ");
	assert_non_null(last);
	assert_string_equal(last, "p: and 99950 more\n");
	free(text);
}

/* How a source line and the caret are shown. */
static void source_lines_are_shown_with_their_caret(void **state)
{
	char wide[2000];
	struct {
		const char *line;
		unsigned int column;
		const char *shown;
		unsigned int caret;
	} rows[] = {
		{"", 1, "", 1},
		{"abc", 3, "abc", 3},
		{"abc", 9, "abc", 4},
		{"\tab\tc", 2, "        ab      c", 9},
		{"\tab\tc", 5, "        ab      c", 17},
		{"Gr\xc3\xbc\xc3\x9f"
		 "e!",
		 6,
		 "Gr\xc3\xbc\xc3\x9f"
		 "e!",
		 6},
		{"\x1b[2Jx", 5, "\\x1b[2Jx", 8},
		{"\xff\xfe!", 3, "\\xff\\xfe!", 9},
		{"\xe2\x80\xae"
		 "abc",
		 2, "\\u202eabc", 7},
		{"\xc3", 1, "\\xc3", 1},
		{"a\r", 1, "a", 1},
		{wide, 1000, NULL, 61},
		{wide, 1, NULL, 1},
		{wide, 120, NULL, 120},
		{wide, 121, NULL, 61},
	};

	(void)state;
	memset(wide, 'w', sizeof(wide) - 1);
	wide[sizeof(wide) - 1] = '\0';
	for (size_t i = 0; i < COUNT(rows); i++) {
		static struct findings findings;

		findings_init(&findings, "p");
		findings.text[0] = (struct findings_text){rows[i].line, strlen(rows[i].line)};
		findings_add(&findings, CHECK_SYNTAX, (struct place){1, rows[i].column, 0}, "x");
		if (rows[i].shown)
			assert_string_equal(findings.finding[0].source, rows[i].shown);
		else
			assert_int_equal(strlen(findings.finding[0].source), FINDING_COLUMNS);
		assert_int_equal(findings.finding[0].caret, rows[i].caret);
	}
}

/* Foreign text and file names are escaped in the output. */
static void control_characters_are_escaped(void **state)
{
	struct findings findings;
	char *text;

	(void)state;
	findings_init(&findings, "a\nb\x1b");
	findings_add(&findings, CHECK_SYNTAX, (struct place){0}, "%s", "x\ny\x7f\xc2\x85\xff");
	text = printed(&findings);
	assert_string_equal(text, "a\\x0ab\\x1b: error: x\\x0ay\\x7f\\u0085\\xff [syntax]\n");
	free(text);
}

static void only_valid_utf8_is_accepted(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		uint32_t point;
	} rows[] = {
		{"a", 1, 'a'},
		{"\xc2\x80", 2, 0x80},
		{"\xdf\xbf", 2, 0x7ff},
		{"\xe0\xa0\x80", 3, 0x800},
		{"\xef\xbf\xbd", 3, 0xfffd},
		{"\xf0\x90\x80\x80", 4, 0x10000},
		{"\xf4\x8f\xbf\xbf", 4, 0x10ffff},
		{"\x80", 0, 0},
		{"\xc0\x80", 0, 0},         /* overlong */
		{"\xc1\xbf", 0, 0},         /* overlong */
		{"\xe0\x9f\xbf", 0, 0},     /* overlong */
		{"\xf0\x8f\xbf\xbf", 0, 0}, /* overlong */
		{"\xed\xa0\x80", 0, 0},     /* surrogate */
		{"\xf4\x90\x80\x80", 0, 0}, /* above U+10FFFF */
		{"\xf5\x80\x80\x80", 0, 0},
		{"\xe2\x82", 0, 0}, /* cut off */
		{"\xe2\x28\xa1", 0, 0},
		{"", 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		uint32_t point = 0;

		assert_int_equal(utf8_decode(rows[i].bytes, strlen(rows[i].bytes), &point), rows[i].size);
		assert_int_equal(point, rows[i].point);
	}
}

static void escape_cuts_between_characters(void **state)
{
	char text[6];

	(void)state;
	text_escape("abcd\xc3\xbc", 6, text, sizeof(text));
	assert_string_equal(text, "abcd");
	text_escape("ab\n", 3, text, sizeof(text));
	assert_string_equal(text, "ab");
	text_escape("abcdefgh", 8, text, sizeof(text));
	assert_string_equal(text, "abcde");
	text_escape("", 0, text, 1);
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(findings_print_place_source_line_and_caret),
		cmocka_unit_test(one_run_finds_several_mistakes),
		cmocka_unit_test(findings_beyond_the_limit_are_counted),
		cmocka_unit_test(source_lines_are_shown_with_their_caret),
		cmocka_unit_test(control_characters_are_escaped),
		cmocka_unit_test(only_valid_utf8_is_accepted),
		cmocka_unit_test(escape_cuts_between_characters),
	};

	return cmocka_run_group_tests_name("policy-findings", tests, NULL, NULL);
}
