// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verbs check and explain: what they print, and their exit codes. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "tests/unit/run-verb.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Runs a verb on a policy with options as "name=value name=value". */
static struct output *run(const struct verb *verb, const char *policy, const char *options)
{
	char *arguments[] = {(char *)policy, NULL};

	set_options(verb, options);
	return run_verb(verb, arguments);
}

static void check_accepts_a_valid_policy(void **state)
{
	struct output *output = run(&verb_check, "policy/presets/own-subtree.yaml", "");

	(void)state;
	assert_int_equal(output->code, EXIT_OK);
	assert_string_equal(output->error, "");
	assert_int_equal(strncmp(output->out, "policy/presets/own-subtree.yaml: 2 rules, sha256:", 49), 0);
	assert_int_equal(strlen(output->out), 49 + 64 + 1);
}

static void check_rejects_a_wrong_policy(void **state)
{
	struct output *output = run(&verb_check, "tests/samples/bad/unknown-key.yaml", "");

	(void)state;
	assert_int_equal(output->code, EXIT_FAILED);
	assert_string_equal(output->out, "");
	assert_non_null(strstr(output->error, "did you mean 'deny'? [unknown-key]\n"));
}

static void check_accepts_a_policy_with_warnings(void **state)
{
	struct output *output = run(&verb_check, "tests/samples/bad/unreachable-rule.yaml", "");

	(void)state;
	assert_int_equal(output->code, EXIT_OK);
	assert_non_null(strstr(output->error, "[unreachable-rule]\n"));
	assert_non_null(strstr(output->out, ": 2 rules, sha256:"));
}

static void check_prints_findings_as_json(void **state)
{
	struct output *output = run(&verb_check, "tests/samples/bad/encoding-utf8.yaml", "json");
	json_t *findings = json_loads(output->out, 0, NULL), *finding = json_array_get(findings, 0);

	(void)state;
	assert_int_equal(output->code, EXIT_FAILED);
	assert_string_equal(output->error, "");
	assert_int_equal(json_array_size(findings), 1);
	assert_string_equal(json_string_value(json_object_get(finding, "check")), "encoding");
	assert_string_equal(json_string_value(json_object_get(finding, "severity")), "error");
	assert_int_equal(json_integer_value(json_object_get(finding, "line")), 3);
	assert_int_equal(json_integer_value(json_object_get(finding, "column")), 5);
	json_decref(findings);

	output = run(&verb_check, "policy/presets/default.yaml", "json");
	assert_int_equal(output->code, EXIT_OK);
	assert_string_equal(output->out, "[]\n");
}

/* A policy with a warning passes, except with --strict. */
static void check_strict_rejects_warnings(void **state)
{
	struct output *output = run(&verb_check, "tests/samples/bad/unreachable-rule.yaml", "strict");
	json_t *findings;
	const char *severity;

	(void)state;
	assert_int_equal(output->code, EXIT_FAILED);
	assert_string_equal(output->out, "");
	assert_non_null(strstr(output->error, ": error: rule 'b' never decides"));
	output = run(&verb_check, "tests/samples/bad/unreachable-rule.yaml", "strict json");
	assert_int_equal(output->code, EXIT_FAILED);
	findings = json_loads(output->out, 0, NULL);
	assert_int_equal(json_unpack(findings, "[{s:s}]", "severity", &severity), 0);
	assert_string_equal(severity, "error");
	json_decref(findings);
	assert_int_equal(run(&verb_check, "policy/presets/default.yaml", "strict")->code, EXIT_OK);
}

/* The paths of another host cannot be looked up here. */
static void check_elsewhere_looks_up_no_paths(void **state)
{
	static const char path[] = "tests/samples/bad/missing-path.yaml";
	struct output *output = run(&verb_check, path, "");

	(void)state;
	assert_int_equal(output->code, EXIT_OK);
	assert_non_null(strstr(output->error, "'/missing/b' does not exist"));
	output = run(&verb_check, path, "elsewhere strict");
	assert_int_equal(output->code, EXIT_OK);
	assert_string_equal(output->error, "");
}

#define OWN "policy/presets/own-subtree.yaml"
#define EVERY "tests/samples/good/every-key.yaml"

static void explain_prints_the_deciding_rule(void **state)
{
	static const struct {
		const char *policy, *options;
		int code;
		const char *begin, *contains; /* of stdout, or of stderr when the code is not 0 */
	} rows[] = {
		{OWN, "operation=attach:cgroup attach-type=cgroup_device from=container target=own", EXIT_OK,
		 "deny: rule 'no-other-cgroup-programs-from-containers' of " OWN ":25 decides, logged\n",
		 OWN ":17: rule 'container-filters-own-traffic' does not match: attach-types\n"},
		{OWN, "operation=attach:cgroup attach-type=cgroup_inet_egress not-init=net target=own-subtree", EXIT_OK,
		 "allow: rule 'container-filters-own-traffic' of " OWN ":17 decides, not logged\n",
		 "not in the init namespaces: net, attach type: cgroup_inet_egress, target: own-subtree, "},
		{OWN, "operation=attach:cgroup attach-type=cgroup_inet_egress not-init=net", EXIT_OK,
		 "deny: ", "'container-filters-own-traffic' does not match: target.cgroup\n"},
		{OWN, "operation=replace:cgroup from=host", EXIT_OK,
		 "allow: no rule matches, the default of " OWN " decides, not logged\n",
		 "'container-filters-own-traffic' does not match: caller.from\n"},
		{OWN, "operation=load from=container", EXIT_OK, "allow: ", "does not match: deny\n"},
		{OWN, "operation=inspect from=container", EXIT_OK, "allow: ", "does not match: allow\n"},
		{EVERY, "operation=attach:cgroup not-init=user target=own-subtree attach-type=cgroup_device", EXIT_OK,
		 "deny: rule 'last' of ", "; in audit mode nothing is denied\n"},
		{EVERY, "operation=attach:cgroup not-init=user target=own-subtree attach-type=cgroup_device", EXIT_OK,
		 "deny: rule 'last' of ", "'second' does not match: caller.namespaces\n"},
		{EVERY, "operation=load from=host uid=1500 exe=/usr/lib/systemd/systemd", EXIT_OK,
		 "allow: rule '0.first_rule-name' of ", "uid: 1500, exe: /usr/lib/systemd/systemd, cgroup: /, "},
		{EVERY, "operation=load from=host uid=2000 exe=/usr/lib/systemd/systemd attach-type=xdp", EXIT_OK,
		 "deny: rule 'third' of ", "'0.first_rule-name' does not match: caller.uid\n"},
		{EVERY, "operation=load from=host exe=/bin/sh program-type=xdp program-name=other", EXIT_OK,
		 "deny: no rule matches", "'third' does not match: program.name\n"},
		{EVERY,
		 "operation=load from=host program-type=lsm program-name=my.prog program-tag=0123456789abcdef "
		 "signed=no",
		 EXIT_OK, "deny: rule 'third' of ", "message: Not signed? Ask those"},
		{EVERY,
		 "operation=load from=host program-type=lsm program-name=my.prog program-tag=0123456789abcdef "
		 "signed=yes",
		 EXIT_OK, "deny: no rule matches", "'third' does not match: program.signed\n"},
		{EVERY,
		 "operation=load from=host program-type=lsm program-name=my.prog program-tag=0123456789abcdee "
		 "signed=no",
		 EXIT_OK, "deny: no rule matches", "'third' does not match: program.tag\n"},
		{EVERY, "operation=load from=host program-type=kprobe", EXIT_OK, "deny: no rule matches",
		 "'third' does not match: program.type\n"},
		{EVERY, "operation=get from=host program-type=none", EXIT_OK, "deny: no rule matches", "program: none"},
		{EVERY,
		 "operation=attach:cgroup not-init=user,mnt,ipc,cgroup caller-cgroup=/kubepods.slice/x target=own "
		 "attach-type=cgroup_inet_ingress",
		 EXIT_OK, "allow: rule 'second' of ", "target: own, "},
		{EVERY,
		 "operation=attach:cgroup not-init=user,mnt,ipc,cgroup caller-cgroup=/kubepods.slice/x target=own "
		 "attach-type=cgroup_inet_ingress shared-fds",
		 EXIT_OK, "deny: ", "'second' does not match: target.cgroup\n"},
		{EVERY,
		 "operation=attach:cgroup not-init=user,mnt,ipc,cgroup caller-cgroup=/kubepods.slice/x target=own "
		 "attach-type=cgroup_inet_ingress capabilities=cap_bpf",
		 EXIT_OK, "deny: ", "'second' does not match: caller.capabilities\n"},
		{EVERY,
		 "operation=attach:cgroup not-init=user,mnt,ipc,cgroup caller-cgroup=/system.slice target=own "
		 "attach-type=cgroup_inet_ingress",
		 EXIT_OK, "deny: ", "'second' does not match: caller.cgroup\n"},
		{EVERY,
		 "operation=attach:cgroup not-init=user,mnt,ipc,cgroup caller-cgroup=/user.slice/user-1000.slice/a "
		 "target-cgroup=/system.slice/a.service/b attach-type=cgroup_inet_ingress",
		 EXIT_OK, "allow: rule 'second' of ", "target: outside (/system.slice/a.service/b)"},
		{EVERY, "operation=attach:xdp from=host uid=1000 netns=init", EXIT_OK, "deny: rule 'third' of ",
		 "network namespace: init"},
		{EVERY, "operation=replace:tc from=host uid=1000 netns=own", EXIT_OK,
		 "deny: ", "'fourth' does not match: caller.unit\n"},
		{EVERY, "operation=replace:tc from=host uid=1000 netns=own caller-cgroup=/a.slice/ssh.service", EXIT_OK,
		 "deny: ", "'fourth' does not match: target.netns\n"},
		{EVERY, "operation=detach:netns from=host uid=1000 netns=own-init caller-cgroup=/user.slice/1.scope",
		 EXIT_OK, "deny: rule 'fourth' of ", "network namespace: own-init"},
		{EVERY, "operation=get not-init= caller-cgroup=/machine.slice/x", EXIT_OK, "deny: rule 'last' of ",
		 "get from container, not in the init namespaces: none"},
		{EVERY, "operation=unknown from=host exe=/bin/sh", EXIT_OK,
		 "deny: rule 'first-of-a-drop-in' of tests/samples/good/every-key.d/10-first.yaml:3 decides",
		 "unknown from host"},
		{EVERY,
		 "operation=load program-type=kprobe "
		 "container=name=web-1,image=quay.io/example/agent:1,image-digest=sha256:0123456789abcdef,"
		 "namespace=kube-system,pod=agent-1,engine=containerd,labels=k8s-app=agent,labels=tier=",
		 EXIT_OK, "allow: rule 'fifth' of ", "container: name=web-1,"},
		{EVERY,
		 "operation=load program-type=kprobe "
		 "container=name=web-1,image=quay.io/example/agent/evil:1,image-digest=sha256:0123456789abcdef,"
		 "namespace=kube-system,pod=agent-1,engine=containerd,labels=k8s-app=agent,labels=tier=",
		 EXIT_OK, "deny: rule 'last' of ", "'fifth' does not match: caller.container\n"},
		{EVERY, "operation=load program-type=kprobe from=container", EXIT_OK, "deny: rule 'last' of ",
		 "'fifth' does not match: caller.container\n"},
		{OWN, "operation=load container=nam=x", EXIT_MISUSE, "gatekeeper: ", "did you mean 'name'?"},
		{OWN, "operation=load container=name", EXIT_MISUSE, "gatekeeper: ", "--container"},
		{OWN, "operation=load container=name=a*", EXIT_MISUSE, "gatekeeper: ", "--container"},
		{OWN, "operation=load container=labels=x", EXIT_MISUSE, "gatekeeper: ", "--container"},
		{OWN, "operation=load container=name=a caller-cgroup=/", EXIT_MISUSE,
		 "gatekeeper: ", "--caller-cgroup"},
		{OWN, "operation=load from=host uid=-1", EXIT_MISUSE, "gatekeeper: ", "--uid"},
		{OWN, "operation=load from=host uid=4294967295", EXIT_MISUSE, "gatekeeper: ", "--uid"},
		{OWN, "operation=load from=host exe=sh", EXIT_MISUSE, "gatekeeper: ", "--exe"},
		{OWN, "operation=load from=host capabilities=cap_bfp", EXIT_MISUSE,
		 "gatekeeper: ", "did you mean 'cap_bpf'?"},
		{OWN, "operation=load from=host program-tag=12", EXIT_MISUSE, "gatekeeper: ", "--program-tag"},
		{OWN, "operation=load from=host program-name=0123456789abcdef", EXIT_MISUSE,
		 "gatekeeper: ", "--program-name"},
		{OWN, "operation=token from=host program-type=xdp", EXIT_MISUSE, "gatekeeper: ", "--program-type"},
		{OWN, "operation=attach:cgroup from=host netns=own", EXIT_MISUSE, "gatekeeper: ", "--netns"},
		{OWN, "operation=attach:cgroup from=host target-cgroup=/a", EXIT_MISUSE,
		 "gatekeeper: ", "the cgroup of the caller"},
		{OWN, "operation=attach:xdp from=host attach-type=tcx_ingress", EXIT_MISUSE,
		 "gatekeeper: ", "'attach:xdp'"},
		{OWN, "from=host", EXIT_MISUSE, "gatekeeper: ", "the operation is missing; see"},
		{OWN, "operation=load", EXIT_MISUSE, "gatekeeper: ", "the caller is missing"},
		{OWN, "operation=laod from=host", EXIT_MISUSE, "gatekeeper: ", "did you mean 'load'?"},
		{OWN, "operation=load from=hsot", EXIT_MISUSE, "gatekeeper: ", "did you mean 'host'?"},
		{OWN, "operation=load not-init=user,pdi", EXIT_MISUSE, "gatekeeper: ", "did you mean 'pid'?"},
		{OWN, "operation=load from=host not-init=pid", EXIT_MISUSE, "gatekeeper: ", "makes that a container"},
		{OWN, "operation=load from=container not-init=", EXIT_MISUSE, "gatekeeper: ", "makes that the host"},
		{OWN, "operation=load from=host target=own", EXIT_MISUSE, "gatekeeper: ", "--target"},
		{OWN, "operation=map-create from=host attach-type=cgroup_device", EXIT_MISUSE,
		 "gatekeeper: ", "--attach-type"},
		{OWN, "operation=attach:cgroup from=host target=none", EXIT_MISUSE, "gatekeeper: ", "--target"},
		{OWN, "operation=attach:cgroup from=host attach-type=xdp", EXIT_MISUSE, "gatekeeper: ", "'xdp'"},
		{"tests/samples/bad/unknown-key.yaml", "operation=load from=host", EXIT_FAILED,
		 "tests/samples/bad/unknown-key.yaml:5:5: error: ", "[unknown-key]"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct output *output = run(&verb_explain, rows[i].policy, rows[i].options);
		const char *text = rows[i].code == EXIT_OK ? output->out : output->error;

		if (output->code != rows[i].code || strncmp(text, rows[i].begin, strlen(rows[i].begin)) != 0 ||
		    !strstr(text, rows[i].contains))
			fail_msg("row %zu: exit %d\n%s%s", i, output->code, output->out, output->error);
		if (rows[i].code != EXIT_OK)
			assert_string_equal(output->out, "");
	}
}

static void explain_prints_json(void **state)
{
	struct output *output = run(&verb_explain, OWN, "operation=detach:cgroup not-init=user target=outside json");
	json_t *answer = json_loads(output->out, 0, NULL);
	const char *verdict, *rule, *condition, *user, *net;
	int line;

	(void)state;
	assert_int_equal(output->code, EXIT_OK);
	assert_non_null(answer);
	assert_int_equal(json_unpack(answer, "{s:s, s:s, s:i, s:[{s:s}], s:{s:{s:s, s:s}}}", "verdict", &verdict,
				     "rule", &rule, "line", &line, "not_matched", "condition", &condition, "request",
				     "namespaces", "user", &user, "net", &net),
			 0);
	assert_string_equal(verdict, "deny");
	assert_string_equal(rule, "no-other-cgroup-programs-from-containers");
	assert_int_equal(line, 25);
	assert_string_equal(condition, "attach-types");
	assert_string_equal(user, "not-init");
	assert_string_equal(net, "init");
	json_decref(answer);
}

/* Returns the description of a command, a link or map type, or an attach type. */
static const char *family_in(const json_t *object, const char *table, const char *key, const char *word)
{
	json_t *row;
	size_t i;

	json_array_foreach (json_object_get(object, table), i, row) {
		if (strcmp(json_string_value(json_object_get(row, key)), word) == 0)
			return json_string_value(json_object_get(row, "family"));
	}
	return NULL;
}

static void same_operations(const json_t *command, const char *text)
{
	json_t *expected = json_loads(text, 0, NULL);

	assert_true(json_equal(json_object_get(command, "operations"), expected));
	json_decref(expected);
}

static void list_operations_lists_each_operation(void **state)
{
	struct output *output = run(&verb_list_operations, NULL, "json");
	json_t *object = json_loads(output->out, 0, NULL), *commands = json_object_get(object, "commands");

	(void)state;
	assert_int_equal(output->code, EXIT_OK);
	assert_non_null(object);
	assert_int_equal(json_array_size(commands), 39);
	/* MAP_UPDATE_ELEM, and PROG_ATTACH, which can replace a program. */
	same_operations(json_array_get(commands, 2),
			"[\"map-data\", \"attach:xdp\", \"attach:struct-ops\", \"attach:other\"]");
	same_operations(json_array_get(commands, 8), "[\"attach:*\", \"replace:*\"]");
	assert_string_equal(family_in(object, "attach_types", "attach_type", "lsm_cgroup"), "cgroup");
	assert_string_equal(family_in(object, "attach_types", "attach_type", "sk_lookup"), "netns");
	assert_string_equal(family_in(object, "link_types", "link_type", "netkit"), "tc");
	assert_string_equal(family_in(object, "map_types", "map_type", "devmap_hash"), "xdp");
	json_decref(object);

	output = run(&verb_list_operations, NULL, "");
	assert_int_equal(output->code, EXIT_OK);
	assert_non_null(strstr(output->out, "\n  TOKEN_CREATE                   token\n"));
	assert_non_null(strstr(output->out, "\n  (any other)                    unknown\n"));
	assert_non_null(strstr(output->out, "\n    struct-ops                   a table of"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_accepts_a_valid_policy),
		cmocka_unit_test(check_rejects_a_wrong_policy),
		cmocka_unit_test(check_accepts_a_policy_with_warnings),
		cmocka_unit_test(check_prints_findings_as_json),
		cmocka_unit_test(check_strict_rejects_warnings),
		cmocka_unit_test(check_elsewhere_looks_up_no_paths),
		cmocka_unit_test(explain_prints_the_deciding_rule),
		cmocka_unit_test(explain_prints_json),
		cmocka_unit_test(list_operations_lists_each_operation),
	};

	return cmocka_run_group_tests_name("policy-verbs", tests, NULL, NULL);
}
