// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/policy-test/: valid and wrong test files, and which tests fail. */
#include <errno.h>

#include "tests/unit/compile.h"

#include "gatekeeper/policy-test/run.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int read_text(const char *text, struct findings *findings, struct test_file *ret_file)
{
	int fd = memfd_create("tests", MFD_CLOEXEC), r;
	char path[64];

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	r = test_file_read(path, findings, ret_file);
	close(fd);
	return r;
}

#define TEST(request) "- {name: a, request: {" request "}, expect: {verdict: deny}}"
#define EXPECT(expect) "- {name: a, request: {operation: load, from: host}, expect: {" expect "}}"

static void wrong_test_files_are_findings(void **state)
{
	static const struct {
		const char *text;
		unsigned int line, column;
		const char *check, *contains;
	} rows[] = {
		{"", 1, 1, "empty", "holds no"},
		{"[]", 1, 1, "empty", "a file needs at least one test"},
		{"tests: []", 1, 8, "empty", "a file needs at least one test"},
		{"tests:", 1, 1, "empty", "a list of tests"},
		{"test: []", 1, 1, "unknown-key", "did you mean 'tests'?"},
		{"tests: yes", 1, 8, "wrong-kind", "a list of tests"},
		{"- a", 1, 3, "wrong-kind", "a mapping"},
		{"- {nam: a}", 1, 4, "unknown-key", "unknown key 'nam' in a test: did you mean 'name'?"},
		{"- {name: a, name: b, request: {operation: load, from: host}, expect: {verdict: deny}}", 1, 13,
		 "duplicate-key", "'name'"},
		{"- {request: {operation: load, from: host}, expect: {verdict: deny}}", 1, 3, "missing-key", "'name'"},
		{"- {name: a, expect: {verdict: deny}}", 1, 3, "missing-key", "'request'"},
		{"- {name: a, request: {operation: load, from: host}}", 1, 3, "missing-key", "'expect'"},
		{TEST("operation: load, from: host") "\n" TEST("operation: load, from: host"), 2, 3,
		 "duplicate-rule-name", "a test 'a' is in line 1 already"},
		{TEST("from: host"), 1, 22, "missing-key", "'operation'"},
		{TEST("operation: load"), 1, 22, "missing-key", "the caller is missing"},
		{TEST("operation: laod, from: host"), 1, 34, "unknown-word", "did you mean 'load'?"},
		{TEST("operation: load, form: host"), 1, 40, "unknown-key", "did you mean 'from'?"},
		{TEST("operation: load, from: hots"), 1, 46, "unknown-word", "did you mean 'host'?"},
		{TEST("operation: load, from: [host]"), 1, 46, "wrong-kind", "a word"},
		{TEST("operation: load, namespaces: {pdi: init}"), 1, 53, "unknown-key", "did you mean 'pid'?"},
		{TEST("operation: load, namespaces: {pid: inti}"), 1, 58, "unknown-word", "did you mean 'init'?"},
		{TEST("operation: load, from: host, uid: -1"), 1, 57, "bad-uid", "is not a user ID"},
		{TEST("operation: load, from: host, exe: sh"), 1, 57, "bad-path", "is not an absolute path"},
		{TEST("operation: load, from: host, cgroup: a"), 1, 60, "bad-path", "is not an absolute path"},
		{TEST("operation: load, from: host, capabilities: [cap_bfp]"), 1, 66, "unknown-word", "'cap_bpf'"},
		{TEST("operation: load, from: host, target: own"), 1, 60, "target-needs-attach", "has no target"},
		{TEST("operation: load, from: host, netns: own"), 1, 59, "target-needs-attach", "has no netns"},
		{TEST("operation: map-create, from: host, attach-type: xdp"), 1, 71, "attach-types-need-attach",
		 "has no attach-type"},
		{TEST("operation: 'attach:tc', from: host, attach-type: xdp"), 1, 72, "attach-type-family",
		 "does not belong to"},
		{TEST("operation: inspect, from: host, program: {name: a}"), 1, 71, "program-needs-program", "has no"},
		{TEST("operation: load, from: host, program: {typ: xdp}"), 1, 62, "unknown-key",
		 "did you mean 'type'?"},
		{TEST("operation: load, from: host, program: {type: xpd}"), 1, 68, "unknown-word",
		 "did you mean 'xdp'?"},
		{TEST("operation: load, from: host, program: {tag: 1}"), 1, 67, "bad-tag", "is not a tag"},
		{TEST("operation: load, from: host, program: {signed: perhaps}"), 1, 70, "unknown-word", "perhaps"},
		{TEST("operation: load, from: host, program: {}"), 1, 61, "empty", "program has no condition"},
		{TEST("operation: load, from: host, shared-descriptors: maybe"), 1, 72, "unknown-word", "yes or no"},
		{EXPECT("rule: a"), 1, 61, "missing-key", "'verdict'"},
		{EXPECT("verdict: denny"), 1, 71, "unknown-word", "did you mean 'deny'?"},
		{EXPECT("verdict: deny, logged: 1"), 1, 85, "unknown-word", "must be yes or no"},
		{EXPECT("verdict: deny, rule: []"), 1, 83, "wrong-kind", "the name of a rule"},
	};

	size_t failed = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct findings findings;
		struct test_file file;
		const struct finding *finding = &findings.finding[0];
		int r = read_text(rows[i].text, &findings, &file);

		if (r != -EINVAL || findings.errors != 1 ||
		    strcmp(check_info[finding->check].name, rows[i].check) != 0 ||
		    finding->place.line != rows[i].line || finding->place.column != rows[i].column ||
		    !strstr(finding->text, rows[i].contains)) {
			findings_print(&findings, false, stderr);
			print_error("row %zu: %s\n", i, rows[i].text);
			failed++;
		}
		test_file_release(&file);
	}
	assert_int_equal(failed, 0);
}

static void a_missing_test_file_is_a_finding(void **state)
{
	struct findings findings;
	struct test_file file;

	(void)state;
	assert_int_equal(test_file_read("tests/no-such-file.yaml", &findings, &file), -EINVAL);
	assert_int_equal(findings.finding[0].check, CHECK_IO);
	test_file_release(&file);
}

/* One rule for each condition of the language, and one request that matches only this rule. */
static const char policy[] = "version: 1\n"
			     "host: {namespaces: [user, net], not-in-cgroups: [/machine.slice]}\n"
			     "default: deny\n"
			     "rules:\n"
			     "- {name: uid, allow: load, caller: {uid: 1000-1999}}\n"
			     "- {name: exe, allow: load, caller: {exe: /usr/bin/a}}\n"
			     "- {name: cgroup, allow: load, caller: {cgroup: /system.slice/a.service}}\n"
			     "- {name: capabilities, allow: load, caller: {capabilities: [cap_bpf, cap_perfmon]}}\n"
			     "- {name: namespaces, allow: load, caller: {namespaces: {pid: not-init}}}\n"
			     "- {name: container, allow: load, caller: {from: container}}\n"
			     "- {name: type, allow: load, program: {type: xdp}}\n"
			     "- {name: name, allow: load, program: {name: count}}\n"
			     "- {name: tag, allow: load, program: {tag: 00000000000000ff}}\n"
			     "- {name: signed, allow: load, program: {signed: yes}}\n"
			     "- {name: attach-type, allow: load, attach-types: cgroup_device}\n"
			     "- {name: netns, allow: 'attach:tc', target: {netns: other}}\n"
			     "- {name: target, allow: 'attach:cgroup', target: {cgroup: own}}\n"
			     "- {name: target-cgroup, allow: 'attach:cgroup', target: {cgroup: /a/b}, race: verify}\n"
			     "- {name: quiet, deny: 'attach:cgroup', log: none}\n";

#define NOBODY "capabilities: none, "

static const struct {
	const char *request;
	const char *verdict;
	const char *rule;
} cases[] = {
	{NOBODY "operation: load, from: host", "deny", "default"},
	{NOBODY "operation: load, from: host, uid: 1999", "allow", "uid"},
	{NOBODY "operation: load, from: host, uid: 2000", "deny", "default"},
	{NOBODY "operation: load, from: host, exe: /usr/bin/a", "allow", "exe"},
	{NOBODY "operation: load, from: host, exe: /usr/bin/ab", "deny", "default"},
	{NOBODY "operation: load, from: host, cgroup: /system.slice/a.service/b", "allow", "cgroup"},
	{NOBODY "operation: load, from: host, cgroup: /system.slice", "deny", "default"},
	{"operation: load, from: host", "allow", "capabilities"},
	{"operation: load, from: host, capabilities: [cap_perfmon, cap_bpf]", "allow", "capabilities"},
	{"operation: load, from: host, capabilities: cap_bpf", "deny", "default"},
	{NOBODY "operation: load, namespaces: {pid: not-init, net: init}", "allow", "namespaces"},
	{NOBODY "operation: load, from: container, namespaces: {user: not-init}", "allow", "container"},
	{NOBODY "operation: load, from: host, namespaces: {ipc: not-init}", "deny", "default"},
	{NOBODY "operation: load, from: container, namespaces: {user: init}, cgroup: /machine.slice/a", "allow",
	 "container"},
	{NOBODY "operation: load, from: host, program: {type: xdp}", "allow", "type"},
	{NOBODY "operation: load, from: host, program: {type: none}", "deny", "default"},
	{NOBODY "operation: load, from: host, program: {type: lsm, name: count}", "allow", "name"},
	{NOBODY "operation: load, from: host, program: {tag: 00000000000000FF}", "allow", "tag"},
	{NOBODY "operation: load, from: host, program: {signed: yes}", "allow", "signed"},
	{NOBODY "operation: load, from: host, program: {signed: no}", "deny", "default"},
	{NOBODY "operation: load, from: host, attach-type: cgroup_device", "allow", "attach-type"},
	{NOBODY "operation: 'attach:tc', from: host, netns: other", "allow", "netns"},
	{NOBODY "operation: 'attach:tc', from: host, netns: own-init", "deny", "default"},
	{NOBODY "operation: 'attach:cgroup', from: host, target: own", "allow", "target"},
	{NOBODY "operation: 'attach:cgroup', from: host, cgroup: /x, target-cgroup: /x", "allow", "target"},
	{NOBODY "operation: 'attach:cgroup', from: host, target: own, shared-descriptors: yes", "deny", "quiet"},
	{NOBODY "operation: 'attach:cgroup', from: host, target: outside, target-cgroup: /a/b/c", "allow",
	 "target-cgroup"},
	{NOBODY "operation: 'attach:cgroup', from: host, cgroup: /x, target-cgroup: /a/b, shared-descriptors: yes",
	 "allow", "target-cgroup"},
	{NOBODY "operation: 'attach:cgroup', from: host, target: outside, target-cgroup: /a", "deny", "quiet"},
};

/* Runs one test with the given expectation. */
static struct test_result run_case(const struct gk_image *image, const char *request, const char *verdict,
				   const char *rule, const char *logged)
{
	struct test_result result;
	struct findings findings;
	struct test_file file;
	char text[512];

	snprintf(text, sizeof(text), "- {name: a, request: {%s}, expect: {verdict: %s%s%s%s%s}}", request, verdict,
		 rule ? ", rule: " : "", rule ? rule : "", logged ? ", logged: " : "", logged ? logged : "");
	if (read_text(text, &findings, &file) < 0) {
		findings_print(&findings, false, stderr);
		fail_msg("%s", text);
	}
	assert_int_equal(file.count, 1);
	test_run(image, file.test, &result);
	test_file_release(&file);
	return result;
}

static struct gk_image *compile_policy(void)
{
	struct gk_image *image = NULL;
	struct findings findings;

	if (compile_text(policy, &findings, &image) < 0)
		findings_print(&findings, false, stderr);
	assert_non_null(image);
	return image;
}

static void each_condition_decides_a_test(void **state)
{
	struct gk_image *image = compile_policy();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		bool allowed = strcmp(cases[i].verdict, "allow") == 0;
		struct test_result result = run_case(image, cases[i].request, cases[i].verdict, cases[i].rule, NULL);

		if (!result.passed)
			fail_msg("case %zu: %s", i, result.why);
		assert_false(run_case(image, cases[i].request, allowed ? "deny" : "allow", NULL, NULL).passed);
		assert_false(run_case(image, cases[i].request, cases[i].verdict, "unheard-of", NULL).passed);
	}
	free(image);
}

static void a_failed_test_says_why(void **state)
{
	struct gk_image *image = compile_policy();
	const struct {
		const char *request, *verdict, *rule, *logged, *why;
	} rows[] = {
		{NOBODY "operation: load, from: host", "allow", NULL, NULL, "expected allow, got deny by default"},
		{NOBODY "operation: load, from: host", "allow", "uid", NULL,
		 "expected allow by uid, got deny by default; rule 'uid' in line 5 does not match: caller.uid"},
		{NOBODY "operation: load, from: host", "allow", "uids", NULL,
		 "expected allow by uids, got deny by default; the policy has no rule 'uids': did you mean 'uid'?"},
		{"operation: load, from: host, uid: 1000", "allow", "capabilities", NULL,
		 "expected allow by capabilities, got allow by uid; rule 'capabilities' in line 8 would match, but is "
		 "not the first"},
		{NOBODY "operation: 'attach:cgroup', from: host", "deny", NULL, "yes",
		 "expected deny, logged, got deny by quiet, not logged"},
		{"operation: load, from: host, namespaces: {net: not-init}", "allow", NULL, NULL,
		 "from: 'host' contradicts the namespaces 'net' and the cgroup '/': the `host` of this policy "
		 "makes that a container"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct test_result result =
			run_case(image, rows[i].request, rows[i].verdict, rows[i].rule, rows[i].logged);

		assert_false(result.passed);
		assert_string_equal(result.why, rows[i].why);
	}
	assert_true(run_case(image, NOBODY "operation: 'attach:cgroup', from: host", "deny", NULL, "no").passed);
	free(image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_test_files_are_findings),
		cmocka_unit_test(a_missing_test_file_is_a_finding),
		cmocka_unit_test(each_condition_decides_a_test),
		cmocka_unit_test(a_failed_test_says_why),
	};

	return cmocka_run_group_tests_name("policy-test", tests, NULL, NULL);
}
