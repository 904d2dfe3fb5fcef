// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Profiles: what a policy says to calls, the merge into a base, and that the simulation finds what is wrong with it. */
#include "tests/unit/compile.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>

#include "policy/base/cleanup.h"
#include "policy/image/decision.h"

#include "gatekeeper/seccomp/build-filter.h"
#include "gatekeeper/seccomp/merge.h"
#include "gatekeeper/seccomp/prove.h"

static const char *const no_capability[] = {NULL};
static const char *const some_capabilities[] = {"CAP_BPF", "CAP_NET_ADMIN", "CAP_PERFMON", NULL};
static const struct conditions with_none = {.capability = no_capability, .kernel = {6, 12}};
static const struct conditions with_some = {.capability = some_capabilities, .kernel = {6, 12}};

/* The forms of the two bases in use: another errno by default than what is denied, and the same. */
#define BASE(default_errno, more) \
	"{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": " default_errno "," \
	"\"archMap\": [{\"architecture\": \"SCMP_ARCH_X86_64\", \"subArchitectures\": [\"SCMP_ARCH_X86\", " \
	"\"SCMP_ARCH_X32\"]}]," \
	"\"syscalls\": [" \
	"{\"names\": [\"read\", \"setsockopt\", \"ioctl\", \"io_uring_setup\", \"socketcall\"]," \
	" \"action\": \"SCMP_ACT_ALLOW\", \"comment\": \"kept\"}," \
	"{\"names\": [\"personality\"], \"action\": \"SCMP_ACT_ALLOW\"," \
	" \"args\": [{\"index\": 0, \"value\": 8, \"op\": \"SCMP_CMP_EQ\"}]}," \
	"{\"names\": [\"bpf\", \"perf_event_open\"], \"action\": \"SCMP_ACT_ALLOW\", \"includes\": {\"caps\": " \
	"[\"CAP_BPF\"]}}," \
	"{\"names\": [\"bpf\"], \"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 1, \"excludes\": {\"caps\": " \
	"[\"CAP_BPF\"]}}" more "]}"

static const char *const bases[] = {BASE("38", ""), BASE("1", "")};

/* The profiles of engines: of the package golang-github-containers-common, and as moby writes them. */
static const char *const engine_profiles[] = {"/usr/share/containers/seccomp.json",
					      "tests/samples/seccomp/moby-form.json"};

static json_t *read_profile(const char *path, bool compat)
{
	struct failure failure = {""};
	json_t *profile = NULL;

	if (profile_read(path, compat, &profile, &failure) < 0)
		fail_msg("%s (make test-deps installs it)", failure.text);
	return profile;
}

static json_t *read_right(const char *text, bool compat)
{
	struct failure failure = {""};
	json_t *profile = NULL;

	if (profile_from_text("base", text, strlen(text), compat, &profile, &failure) < 0)
		fail_msg("%s", failure.text);
	return profile;
}

static void plan_of(const char *policy, bool deny_unsure, struct plan *ret_plan)
{
	static const struct request_words words = {.from = "container"};
	struct gk_request request = {.namespaces = GK_ALL_NAMESPACES, .capabilities = ~0ULL};
	const struct plan_caller caller = {&words, &request, GK_FROM_CONTAINER};
	struct findings findings;
	_cleanup_free_ struct gk_image *image = NULL;

	assert_int_equal(compile_text(policy, &findings, &image), 0);
	assert_int_equal(plan_from_image(image, &caller, ret_plan), 0);
	plan_settle(ret_plan, deny_unsure);
}

#define POLICY(default_verdict, rules) "version: 1\ndefault: " default_verdict "\nrules:\n" rules
#define DENY(operations) "  - name: rule\n    deny: [" operations "]\n"

static void outcomes_follow_the_policy(void **state)
{
	struct plan plan;

	(void)state;
	plan_of(POLICY("allow", DENY("load")), true, &plan);
	assert_int_equal(plan.call[CALL_BPF].row[5].outcome, OUTCOME_DENY);
	assert_int_equal(plan.call[CALL_BPF].row[0].outcome, OUTCOME_ALLOW);
	plan_of(POLICY("allow", DENY("attach:cgroup") "    caller: {uid: [7]}\n"), true, &plan);
	assert_int_equal(plan.call[CALL_BPF].row[28].outcome, OUTCOME_DEPENDS);
	assert_true(plan.inexact.rules.word[0] & 1);
	assert_true(plan_denies(&plan.call[CALL_BPF], 28, 0));
	plan_of(POLICY("allow", DENY("attach:cgroup") "    caller: {uid: [7]}\n"), false, &plan);
	assert_false(plan_denies(&plan.call[CALL_BPF], 28, 0));
	assert_false(plan_denies(&plan.call[CALL_BPF], 10, 0));
}

/* A caller of the host is none of a rule's about containers. */
static void rules_for_other_callers_do_not_count(void **state)
{
	struct plan plan;

	(void)state;
	plan_of(POLICY("allow", DENY("load") "    caller: {from: host}\n"), true, &plan);
	assert_int_equal(plan.call[CALL_BPF].row[5].outcome, OUTCOME_ALLOW);
	plan_of(POLICY("allow", DENY("load") "    caller: {from: container}\n"), true, &plan);
	assert_int_equal(plan.call[CALL_BPF].row[5].outcome, OUTCOME_DENY);
}

static void calls_that_hide_a_denied_one_are_denied(void **state)
{
	struct plan plan;

	(void)state;
	plan_of(POLICY("allow", DENY("attach:socket")), true, &plan);
	assert_true(plan_denies(&plan.call[CALL_SETSOCKOPT], 1, 50));
	assert_false(plan_denies(&plan.call[CALL_SETSOCKOPT], 1, 26));
	assert_false(plan_denies(&plan.call[CALL_SETSOCKOPT], 2, 50));
	assert_true(plan_denies(&plan.call[CALL_IO_URING_SETUP], 0, 0));
	assert_true(plan_denies(&plan.call[CALL_SOCKETCALL], 0, 0));
	assert_true(plan_denies(&plan.call[CALL_BPF], 10, 0));
	plan_of(POLICY("allow", DENY("load")), true, &plan);
	assert_false(plan_denies(&plan.call[CALL_IO_URING_SETUP], 0, 0));
	plan_of(POLICY("allow", DENY("pin")), true, &plan);
	assert_true(plan_denies(&plan.call[CALL_BPF], 6, 0));
	assert_false(plan_denies(&plan.call[CALL_BPF], 10, 0));
}

/* A program of type SYSCALL makes bpf() calls within the kernel: what they could do and is denied, denies its run. */
static void runs_of_programs_that_could_make_a_denied_call_are_denied(void **state)
{
	static const char *const operations[] = {"load", "map-create",     "map-data",
						 "get",  "attach:tracing", "attach:xdp"};
	struct plan plan;
	char policy[200];

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(operations); i++) {
		snprintf(policy, sizeof(policy), POLICY("allow", DENY("%s")), operations[i]);
		plan_of(policy, true, &plan);
		if (!plan_denies(&plan.call[CALL_BPF], 10, 0))
			fail_msg("PROG_RUN is allowed though %s is denied", operations[i]);
	}
}

/* What no filter sees is reported by rule. */
static void paths_that_a_filter_cannot_see_are_reported(void **state)
{
	struct plan plan;

	(void)state;
	plan_of(POLICY("allow", DENY("attach:xdp")), true, &plan);
	assert_true(plan.netlink.rules.word[0] & 1);
	assert_false(plan.receive.rules.word[0] & 1);
	plan_of(POLICY("allow", DENY("attach:struct-ops")), true, &plan);
	assert_false(plan.netlink.rules.word[0] & 1);
	plan_of(POLICY("allow", DENY("get")), true, &plan);
	assert_true(plan.receive.rules.word[0] & 1);
	assert_false(plan.netlink.rules.word[0] & 1);
	plan_of("version: 1\ndefault: deny\nrules: []\n", true, &plan);
	assert_true(plan.receive.by_default && plan.netlink.by_default);
}

/* `conditions`: NULL for all that the base has. Takes the base. */
static void expect_proven(json_t *base, const struct plan *plan, bool compat, const struct conditions *conditions)
{
	struct failure failure = {""};
	json_t *merged = NULL;
	int r = profile_merge(base, plan, compat, &merged, &failure);

	if (r == 0)
		r = conditions ? prove_merged(base, merged, plan, conditions, &failure)
			       : prove_conditions(base, merged, plan, &with_some, &failure);
	if (r < 0)
		fail_msg("%s", failure.text);
	json_decref(merged);
	json_decref(base);
}

static void make_random_plan(bool deny_unsure, struct plan *ret_plan)
{
	plan_of(POLICY("allow", DENY("load")), true, ret_plan);
	for (size_t call = 0; call < CALL_COUNT; call++) {
		ret_plan->call[call].other_outcome = 1 + random() % 3;
		for (size_t row = 0; row < ret_plan->call[call].count; row++)
			ret_plan->call[call].row[row].outcome = 1 + random() % 3;
	}
	plan_settle(ret_plan, deny_unsure);
}

/* Any verdicts, small bases, with and without other architectures. */
static void random_verdicts_survive_the_merge(void **state)
{
	struct plan plan;

	(void)state;
	srandom(2);
	for (int i = 0; i < 12; i++) {
		make_random_plan(i & 1, &plan);
		expect_proven(read_right(bases[i / 2 % 2], i / 4 % 2), &plan, i / 4 % 2, NULL);
		if (i < 4)
			expect_proven(profile_empty(i & 1), &plan, i & 1, NULL);
	}
}

/* Any verdicts, the engines' profiles, any of the capabilities that they ask for. */
static void random_verdicts_survive_the_merge_with_engine_profiles(void **state)
{
	static const char *const asked[] = {"CAP_BPF",         "CAP_SYS_ADMIN", "CAP_PERFMON",
					    "CAP_AUDIT_WRITE", "CAP_SYSLOG",    "CAP_SYS_PTRACE"};
	const char *capability[ARRAY_LENGTH(asked) + 1];
	const struct conditions conditions = {.capability = capability, .kernel = {6, 12}};
	struct plan plan;

	(void)state;
	srandom(3);
	for (int i = 0; i < 16; i++) {
		size_t count = 0;

		for (size_t bit = 0; bit < ARRAY_LENGTH(asked); bit++)
			if (random() & 1)
				capability[count++] = asked[bit];
		capability[count] = NULL;
		make_random_plan(i & 1, &plan);
		expect_proven(read_profile(engine_profiles[i / 2 % 2], i / 4 % 2), &plan, i / 4 % 2, &conditions);
	}
}

static void expect_same(json_t *base, bool compat)
{
	struct failure failure;
	json_t *merged = NULL;
	struct plan plan;

	plan_of("version: 1\ndefault: allow\nrules: []\n", true, &plan);
	assert_int_equal(profile_merge(base, &plan, compat, &merged, &failure), 0);
	assert_true(json_equal(base, merged));
	json_decref(merged);
	expect_proven(base, &plan, compat, NULL);
}

/* A policy that concerns nothing leaves the base as it is, by its text and by simulation over all calls. */
static void a_plan_without_denials_changes_no_base(void **state)
{
	(void)state;
	for (int compat = 0; compat < 2; compat++)
		for (size_t i = 0; i < 2; i++) {
			expect_same(read_right(bases[i], compat), compat);
			expect_same(read_profile(engine_profiles[i], compat), compat);
		}
}

/* The most common mistake: rules that deny, added to a base that allows the call. libseccomp takes them silently. */
static void the_simulation_finds_appended_rules(void **state)
{
	json_t *base = read_right(bases[0], false), *appended, *rule;
	struct failure failure = {""};
	struct plan plan;

	(void)state;
	plan_of(POLICY("allow", DENY("attach:*")), true, &plan);
	appended = json_deep_copy(base);
	rule = json_pack("{s:[s], s:s, s:i, s:[{s:i, s:I, s:I, s:s}]}", "names", "bpf", "action", "SCMP_ACT_ERRNO",
			 "errnoRet", 1, "args", "index", 0, "value", (json_int_t)0xffffffff, "valueTwo", (json_int_t)28,
			 "op", "SCMP_CMP_MASKED_EQ");
	json_array_append_new(json_object_get(appended, "syscalls"), rule);
	assert_int_equal(prove_merged(base, appended, &plan, &with_some, &failure), -EBADMSG);
	assert_non_null(strstr(failure.text, "does not do what the policy says"));
	json_decref(appended);
	json_decref(base);
}

/* Comparing 64 bits of a 32-bit argument is the other one. */
static void the_simulation_finds_a_comparison_of_64_bits(void **state)
{
	static const char base_text[] = "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": []}";
	static const char wrong_text[] = "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"bpf\"],"
					 "\"action\": \"SCMP_ACT_ERRNO\", \"errnoRet\": 1, \"args\": [{\"index\": 0,"
					 "\"value\": 5, \"op\": \"SCMP_CMP_EQ\"}]}]}";
	json_t *base = read_right(base_text, false), *wrong = read_right(wrong_text, false);
	struct failure failure = {""};
	struct plan plan;

	(void)state;
	plan_init(&plan);
	plan.call[CALL_BPF].count = 1;
	plan.call[CALL_BPF].row[0] = (struct plan_row){.value = 5, .denied = true};
	assert_int_equal(prove_merged(base, wrong, &plan, &with_none, &failure), -EBADMSG);
	expect_proven(read_right(base_text, false), &plan, false, NULL);
	json_decref(wrong);
	json_decref(base);
}

static void a_base_that_allows_bpf_by_arguments_is_rejected(void **state)
{
	json_t *base = read_right(BASE("38", ",{\"names\": [\"bpf\"], \"action\": \"SCMP_ACT_ALLOW\", \"args\": "
					     "[{\"index\": 0, \"value\": 28, \"op\": \"SCMP_CMP_EQ\"}]}"),
				  false);
	struct failure failure = {""};
	json_t *merged;
	struct plan plan;

	(void)state;
	plan_of(POLICY("allow", DENY("attach:*")), true, &plan);
	assert_int_equal(profile_merge(base, &plan, false, &merged, &failure), -EINVAL);
	assert_non_null(strstr(failure.text, "allows bpf by its arguments"));
	json_decref(base);
}

#define PROFILE(rules) "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [" rules "]}"
#define RULE(member) "{\"names\": [\"read\"], \"action\": \"SCMP_ACT_ERRNO\", " member "}"

static void wrong_bases_are_rejected(void **state)
{
	static const struct {
		const char *text, *error;
	} rows[] = {
		{"", "not JSON"},
		{"{", "not JSON"},
		{"[]", "must be an object"},
		{"{}", "an action is missing"},
		{"{\"defaultAction\": \"SCMP_ACT_FROM_THE_FUTURE\"}", "unknown action"},
		{"{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": -1}", "not an errno"},
		{"{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrno\": \"ENONE\"}", "not the name of an errno"},
		{"{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrnoRet\": 1, \"defaultErrno\": \"ENOSYS\"}",
		 "not the same errno"},
		{"{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"Syscalls\": []}", "unknown key: \"Syscalls\""},
		{PROFILE("{\"names\": [], \"action\": \"SCMP_ACT_ALLOW\", \"NAMES\": [\"bpf\"]}"),
		 "rule 1 of syscalls: unknown key"},
		{PROFILE(RULE("\"includes\": {\"capſ\": []}")), "unknown key"},
		{"{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"architectures\": [\"SCMP_ARCH_VAX\"]}",
		 "unknown architecture"},
		{"{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"archMap\": [1]}", "unknown architecture"},
		{PROFILE("1"), "must be an object"},
		{PROFILE("{\"names\": [\"no_such_call\"], \"action\": \"SCMP_ACT_ALLOW\"}"), "unknown system call"},
		{PROFILE("{\"names\": [1], \"action\": \"SCMP_ACT_ALLOW\"}"), "must be a string"},
		{PROFILE("{\"names\": [\"read\"], \"action\": \"SCMP_ACT_NEW\"}"),
		 "rule 1 of syscalls: unknown action"},
		{PROFILE(RULE("\"args\": 1")), "args must be a list"},
		{PROFILE(RULE("\"args\": [{\"index\": 6, \"value\": 0, \"op\": \"SCMP_CMP_EQ\"}]")), "must be 0 to 5"},
		{PROFILE(RULE("\"args\": [{\"index\": 0, \"value\": 0, \"op\": \"SCMP_CMP_NEW\"}]")),
		 "unknown comparison"},
		{PROFILE(RULE("\"args\": [{\"index\": 0, \"value\": 99999999999999999999, \"op\": \"SCMP_CMP_EQ\"}]")),
		 "not JSON"},
		{PROFILE(RULE("\"includes\": {\"caps\": 1}")), "must be a list of strings"},
		{PROFILE(RULE("\"includes\": {\"includes\": {}}")), "unknown key"},
		{PROFILE(RULE("\"args\": [{\"index\": 0, \"value\": 0, \"op\": \"SCMP_CMP_EQ\"}, {\"index\": 0, "
			      "\"value\": 1, \"op\": \"SCMP_CMP_EQ\"}]")),
		 "two comparisons"},
		{PROFILE("{\"name\": \"read\", \"names\": [\"bpf\"], \"action\": \"SCMP_ACT_ALLOW\"}"),
		 "both name and"},
		{PROFILE(RULE("\"includes\": {\"minKernel\": \"new\"}")), "must be a version"},
	};
	struct failure failure;
	json_t *profile;

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		assert_int_equal(
			profile_from_text("base", rows[i].text, strlen(rows[i].text), false, &profile, &failure),
			-EINVAL);
		if (!strstr(failure.text, rows[i].error))
			fail_msg("'%s' is not in '%s'", rows[i].error, failure.text);
		assert_null(strchr(failure.text, '\n'));
	}
}

static void unreadable_bases_are_rejected(void **state)
{
	char path[] = "/tmp/seccomp-base-XXXXXX", deep[6000];
	struct failure failure;
	json_t *profile;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, 100 << 20), 0);
	assert_true(profile_read(path, false, &profile, &failure) < 0);
	assert_non_null(strstr(failure.text, "larger than"));
	close(fd);
	unlink(path);
	assert_true(profile_read(path, false, &profile, &failure) < 0);
	assert_non_null(strstr(failure.text, "cannot open"));
	assert_true(profile_read("/tmp", false, &profile, &failure) < 0);
	assert_non_null(strstr(failure.text, "not a regular file"));
	assert_int_equal(symlink(path, path), 0); /* a cycle */
	assert_true(profile_read(path, false, &profile, &failure) < 0);
	assert_non_null(strstr(failure.text, strerror(ELOOP)));
	unlink(path);
	memset(deep, '[', sizeof(deep));
	assert_int_equal(profile_from_text("base", deep, sizeof(deep), false, &profile, &failure), -EINVAL);
	assert_non_null(strstr(failure.text, "not JSON"));
}

/* Of containers-common: an errno by its name, an empty list of architectures beside archMap. */
static void profile_forms_of_engines_are_accepted(void **state)
{
	json_t *base = read_right("{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"defaultErrno\": \"ENOSYS\","
				  "\"architectures\": [], \"archMap\": [{\"architecture\": \"SCMP_ARCH_X86_64\","
				  "\"subArchitectures\": [\"SCMP_ARCH_X86\"]}], \"syscalls\": [{\"names\": [\"read\"],"
				  "\"action\": \"SCMP_ACT_ERRNO\", \"errno\": \"ENOTTY\"}]}",
				  false);
	json_t *rule = json_array_get(json_object_get(base, "syscalls"), 0);

	(void)state;
	assert_int_equal(profile_action(base, "defaultAction", "defaultErrnoRet"), SCMP_ACT_ERRNO(ENOSYS));
	assert_int_equal(profile_action(rule, "action", "errnoRet"), SCMP_ACT_ERRNO(ENOTTY));
	assert_int_equal(json_array_size(profile_architectures(base)), 0);
	json_decref(base);
}

static void conditions_are_resolved(void **state)
{
	json_t *base = read_right(bases[0], false), *none = profile_resolve(base, &with_none),
	       *some = profile_resolve(base, &with_some);

	(void)state;
	assert_int_equal(json_array_size(json_object_get(none, "syscalls")), 3);
	assert_int_equal(json_array_size(json_object_get(some, "syscalls")), 3);
	assert_null(json_object_get(some, "archMap"));
	assert_null(json_object_get(json_array_get(json_object_get(some, "syscalls"), 0), "comment"));
	assert_string_equal(profile_action(json_array_get(json_object_get(some, "syscalls"), 2), "action",
					   "errnoRet") == SCMP_ACT_ALLOW
				    ? "allow"
				    : "other",
			    "allow");
	json_decref(base);
	json_decref(none);
	json_decref(some);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(outcomes_follow_the_policy),
		cmocka_unit_test(rules_for_other_callers_do_not_count),
		cmocka_unit_test(calls_that_hide_a_denied_one_are_denied),
		cmocka_unit_test(runs_of_programs_that_could_make_a_denied_call_are_denied),
		cmocka_unit_test(paths_that_a_filter_cannot_see_are_reported),
		cmocka_unit_test(random_verdicts_survive_the_merge),
		cmocka_unit_test(random_verdicts_survive_the_merge_with_engine_profiles),
		cmocka_unit_test(a_plan_without_denials_changes_no_base),
		cmocka_unit_test(the_simulation_finds_appended_rules),
		cmocka_unit_test(the_simulation_finds_a_comparison_of_64_bits),
		cmocka_unit_test(a_base_that_allows_bpf_by_arguments_is_rejected),
		cmocka_unit_test(wrong_bases_are_rejected),
		cmocka_unit_test(unreadable_bases_are_rejected),
		cmocka_unit_test(profile_forms_of_engines_are_accepted),
		cmocka_unit_test(conditions_are_resolved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
