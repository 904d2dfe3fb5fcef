// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb why: the decision in sentences, the policy of today, and the rule, ready to paste. */
#include <errno.h>
#include <sys/stat.h>

#include "tests/unit/compile.h"
#include "tests/unit/events.h"
#include "tests/unit/run-verb.h"

#include "policy/base/hidden-character.h"
#include "policy/base/utf8.h"
#include "policy/source/text.h"

#include "gatekeeper/base/text-file.h"

#define OWN "policy/presets/own-subtree.yaml"
#define HEAD "version: 1\nmode: enforce\ndefault: deny\n"

static char directory[] = "/tmp/why-XXXXXX";

static const char *path_of(const char *name)
{
	static char path[4][128];
	static unsigned int next;
	char *text = path[next++ % 4];

	snprintf(text, sizeof(path[0]), "%s/%s", directory, name);
	return text;
}

static const char *write_text(const char *name, const char *text)
{
	const char *path = path_of(name);
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
	return path;
}

/* A denial by a shell of the host in /a, of an attach to the cgroup /b. */
static void make_denial(struct random_event *denial)
{
	struct executable_id id;

	memset(denial, 0, sizeof(*denial));
	denial->event.version = GK_ABI_VERSION;
	denial->event.kind = GK_EVENT_DECISION;
	denial->event.time = 7000000000;
	denial->event.sequence = 5;
	denial->event.verdict = GK_DENY;
	denial->event.result = -EPERM;
	denial->event.command = 28; /* LINK_CREATE */
	denial->event.login_uid = GK_NO_NUMBER;
	denial->event.operation = GK_OP_ATTACH_CGROUP;
	denial->event.relation = GK_TARGET_OUTSIDE;
	denial->event.program_state = GK_PROGRAM_KNOWN;
	denial->event.program_type = 8;
	denial->event.cgroup_id = CALLER_ID;
	denial->event.target_id = TARGET_ID;
	memset(denial->event.program_tag, 0xab, sizeof(denial->event.program_tag));
	strcpy(denial->event.program_name, "count");
	strcpy(denial->event.comm, "sh");
	strcpy(denial->event.executable, "/bin/sh");
	strcpy(denial->event.rule, "no");
	assert_int_equal(resolve_host_executable(NULL, "/bin/sh", &id), 0);
	denial->event.executable_inode = id.inode;
	denial->event.executable_device = id.device;
	strcpy(denial->caller_path, "/a");
	strcpy(denial->target_path, "/b");
}

static void add_record(struct random_event *event, FILE *file)
{
	char *line;
	size_t length;

	assert_int_equal(record_line(random_record(event), &line, &length), 0);
	fputs(line, file);
	free(line);
}

/* A log of one record. */
static const char *write_log(struct random_event *event)
{
	const char *path = path_of("log");
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	add_record(event, file);
	assert_int_equal(fclose(file), 0);
	return path;
}

static struct output *why(const char *id, const char *policy, const char *log, const char *more)
{
	char *arguments[] = {(char *)id, NULL};
	char words[512];

	snprintf(words, sizeof(words), "%s file=%s%s%s %s", id ? "" : "last", log, policy ? " policy=" : "",
		 policy ? policy : "", more);
	set_options(&verb_why, words);
	return run_verb(&verb_why, arguments);
}

#define RULE(name) \
	"  - name: " name "\n" \
	"    allow: attach:cgroup\n" \
	"    attach-types: cgroup_inet_ingress\n" \
	"    caller:\n" \
	"      namespaces: {user: init, pid: init, mnt: init, net: init, ipc: init, uts: init, cgroup: init, time: " \
	"init}\n" \
	"      uid: 0\n" \
	"      exe: \"/bin/sh\"\n" \
	"      cgroup: \"/a\"\n" \
	"    target:\n" \
	"      cgroup: \"/b\"\n" \
	"    program:\n" \
	"      type: cgroup_skb\n" \
	"      name: \"count\"\n" \
	"      tag: \"abababababababab\"\n"

static void explains_and_proposes(void **state)
{
	const char *policy = write_text("policy", HEAD "rules:\n"
						       "  # first\n"
						       "  - name: allow-sh-attach-cgroup\n"
						       "    allow: load\n"
						       "\n"
						       "  - name: users\n"
						       "    deny: '*'\n"
						       "    caller:\n"
						       "      uid: 1-9\n"
						       "  - name: deny-all\n"
						       "    deny:\n"
						       "      - '*'\n"
						       "  # of the next rule\n"
						       "  - name: never\n"
						       "    allow: load\n");
	struct random_event denial;
	struct output *output;

	(void)state;
	make_denial(&denial);
	output = why(NULL, policy, write_log(&denial), "");
	assert_string_equal(output->error, "");
	assert_int_equal(output->code, EXIT_OK);
	assert_non_null(strstr(output->out,
			       "Event 7000000000-5 of 2023-11-14T22:13:27.000000000Z\n\nsh, process 0, "
			       "executable /bin/sh, user 0, on the host, in the cgroup /a\nasked for "
			       "attach:cgroup (attach a program to a cgroup), by the command LINK_CREATE"));
	assert_non_null(strstr(output->out, "The policy denied it: rule 'no'. The caller got EPERM.\n"));
	assert_non_null(strstr(output->out, "It decides the same: deny, by rule 'deny-all', line 13 of "));
	assert_non_null(
		strstr(output->out, "\n    13 |   - name: deny-all\n    14 |     deny:\n    15 |       - '*'\n\n"));
	assert_non_null(strstr(output->out, ":6 'allow-sh-attach-cgroup': not its allow: attach:cgroup\n"));
	assert_non_null(strstr(output->out, ":9 'users': not its caller.uid: 0\n"));
	assert_null(strstr(output->out, "never"));
	assert_non_null(strstr(output->out, "put this rule in front of line 6 of "));
	assert_non_null(strstr(output->out, ":\n\n" RULE("allow-sh-attach-cgroup-2") "\nChecked: "));
	assert_null(strstr(output->out, "only: the name of its cgroup"));

	output = why("7000000000-5", policy, path_of("log"), "rule");
	assert_string_equal(output->out, RULE("allow-sh-attach-cgroup-2"));
}

/* Its cgroup is found by its id: no path of a container is in the image. */
static void the_rule_names_the_container(void **state)
{
	static const char policy[] = HEAD "rules:\n- name: others\n  deny: load\n  caller:\n    container:\n"
					  "      name: other\n- name: no\n  deny: '*'\n";
	struct random_event denial;
	struct output *output;
	char *text, *with;

	(void)state;
	make_denial(&denial);
	assert_int_equal(text_file_read(write_log(&denial), &text), 0);
	assert_true(asprintf(&with, "{\"container\":{\"name\":\"web\",\"image\":{\"name\":\"x/web:1\"}},%s", text + 1) >
		    0);
	output = why(NULL, write_text("policy", policy), write_text("log", with), "rule");
	free(text);
	free(with);
	assert_string_equal(output->error, "");
	assert_int_equal(output->code, EXIT_OK);
	assert_non_null(strstr(output->out, "image: \"x/web:1\""));
}

/* Returns the text with `rule` in front of the line that starts with `before`. */
static char *paste(const char *text, const char *before, const char *rule)
{
	const char *at = strstr(text, before);
	char *pasted;

	assert_non_null(at);
	assert_true(asprintf(&pasted, "%.*s%s%s", (int)(at - text), text, rule, at) > 0);
	return pasted;
}

/* What a person does with the rule; then there is nothing left to propose. */
static void pasted_rule_allows(void **state)
{
	static const char text[] = HEAD "rules:\n- name: no\n  deny: '*'\n";
	struct random_event denial;
	struct output *output;
	char *pasted;

	(void)state;
	make_denial(&denial);
	output = why(NULL, write_text("policy", text), write_log(&denial), "rule");
	assert_int_equal(output->code, EXIT_OK);
	assert_int_equal(strncmp(output->out, "- name: allow-sh-attach-cgroup\n  allow: ", 40), 0);
	pasted = paste(text, "- name: no", output->out);
	output = why(NULL, write_text("pasted", pasted), path_of("log"), "");
	free(pasted);
	assert_int_equal(output->code, EXIT_OK);
	assert_non_null(
		strstr(output->out, "It decides DIFFERENTLY: allow, by rule 'allow-sh-attach-cgroup', line 5 of "));
	assert_non_null(strstr(output->out, "\nNo rule is needed: the policy allows this.\n"));
	output = why(NULL, path_of("pasted"), path_of("log"), "rule");
	assert_int_equal(output->code, EXIT_FAILED);
	assert_string_equal(output->out, "");
	assert_non_null(strstr(output->error, "No rule is needed"));
}

/* Where the rule goes, by the form of the policy. */
static void finds_the_place(void **state)
{
	static const struct {
		const char *policy, *place;
	} rows[] = {
		{HEAD "rules: []\n", "replace line 4 of "},
		{HEAD "rules: [] # none\nlog: all\n", "replace line 4 of "},
		{"version: 1\r\ndefault: deny\r\nrules:\r\n  - name: a\r\n    deny: load\r\n",
		 "in front of line 4 of "},
		{"{version: 1, default: deny, rules: [{name: a, deny: load}]}\n", "in front of the others in "},
		{HEAD "rules: [{name: a,\n  deny: load}]\n", "in front of the others in "},
		{HEAD "rules:\n  -\n    name: a\n    deny: load\n", "in front of the others in "},
	};
	struct random_event denial;

	(void)state;
	make_denial(&denial);
	write_log(&denial);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct output *output = why(NULL, write_text("policy", rows[i].policy), path_of("log"), "");

		assert_string_equal(output->error, "");
		assert_int_equal(output->code, EXIT_OK);
		if (!strstr(output->out, rows[i].place))
			fail_msg("%s\nnot: %s", output->out, rows[i].place);
		assert_non_null(strstr(output->out, "as no rule matches: the default of /tmp/why-"));
		assert_non_null(strstr(output->out, RULE("allow-sh-attach-cgroup")));
	}
}

static void reads_drop_ins(void **state)
{
	struct random_event denial;
	struct output *output;
	char drop_ins[128];

	(void)state;
	snprintf(drop_ins, sizeof(drop_ins), "%s/policy.d", directory);
	mkdir(drop_ins, 0700);
	write_text("policy.d/10.yaml", "version: 1\nrules:\n  - name: from-drop-in\n    deny: '*'\n");
	make_denial(&denial);
	output = why(NULL, write_text("policy", HEAD "include: policy.d\nrules: []\n"), write_log(&denial), "");
	assert_string_equal(output->error, "");
	assert_int_equal(output->code, EXIT_OK);
	assert_non_null(strstr(output->out, "by rule 'from-drop-in', line 3 of "));
	assert_non_null(strstr(output->out, "     3 |   - name: from-drop-in\n"));
	assert_non_null(strstr(output->out, "replace line 5 of "));
	unlink(path_of("policy.d/10.yaml"));
	rmdir(drop_ins);
}

static void reports_what_cannot_be_explained(void **state)
{
	struct random_event denial;
	struct output *output;

	(void)state;
	make_denial(&denial);
	write_log(&denial);
	output = why("7-7", OWN, path_of("log"), "");
	assert_int_equal(output->code, EXIT_FAILED);
	assert_non_null(strstr(output->error, "has no event of this ID"));
	output = why("!", OWN, path_of("log"), "");
	assert_non_null(strstr(output->error, "not an event ID"));
	output = why(NULL, "/no/policy", path_of("log"), "");
	assert_int_equal(output->code, EXIT_FAILED);
	assert_non_null(strstr(output->error, "/no/policy has errors"));
	output = why(NULL, OWN, "/no/log", "");
	assert_int_equal(output->code, EXIT_FAILED);
	assert_non_null(strstr(output->error, "/no/log"));

	set_options(&verb_why, "last");
	output = run_verb(&verb_why, (char *[]){"7000000000-5", NULL});
	assert_int_equal(output->code, EXIT_MISUSE);
	set_options(&verb_why, "");
	output = run_verb(&verb_why, (char *[]){NULL});
	assert_int_equal(output->code, EXIT_MISUSE);

	denial.event.reason = GK_REASON_OWN_OBJECT;
	output = why(NULL, OWN, write_log(&denial), "");
	assert_int_equal(output->code, EXIT_OK);
	assert_non_null(strstr(output->out, "No rule allows this: the gatekeeper keeps its own objects"));
	denial.event.verdict = GK_ALLOW;
	output = why(NULL, OWN, write_log(&denial), "");
	assert_int_equal(output->code, EXIT_FAILED);
	assert_non_null(strstr(output->error, "has no denied decision"));
	denial.event.kind = GK_EVENT_ATTACHED;
	output = why("7000000000-5", OWN, write_log(&denial), "");
	assert_int_equal(output->code, EXIT_FAILED);
	assert_non_null(strstr(output->error, "the record is not a decision"));
}

static void last_is_the_last_denied_decision(void **state)
{
	struct random_event denial;
	struct output *output;
	FILE *file = fopen(path_of("log"), "we");

	(void)state;
	assert_non_null(file);
	make_denial(&denial);
	add_record(&denial, file);
	denial.event.sequence = 6;
	add_record(&denial, file);
	denial.event.sequence = 7;
	denial.event.verdict = GK_ALLOW;
	add_record(&denial, file);
	denial.event.sequence = 8;
	denial.event.kind = GK_EVENT_GUARDED;
	denial.event.verdict = GK_DENY;
	add_record(&denial, file);
	assert_int_equal(fclose(file), 0);
	output = why(NULL, OWN, path_of("log"), "");
	assert_int_equal(output->code, EXIT_OK);
	assert_int_equal(strncmp(output->out, "Event 7000000000-6 of ", 22), 0);
}

/* Nothing on the screen acts on a terminal, and the rule is YAML, whatever callers are called. */
static void assert_shown(const char *text)
{
	size_t length = strlen(text);

	while (length > 0) {
		uint32_t point = 0;
		size_t taken = utf8_decode(text, length, &point);

		if (taken == 0 || (is_hidden_character(point) && point != '\n'))
			fail_msg("hostile text on the screen: byte %02x", (unsigned char)*text);
		text += taken;
		length -= taken;
	}
}

static void hostile_text_is_escaped_and_quoted(void **state)
{
	static const char *const hostile[] = {"a\"]}, \\ # {x", "\x1b[2J", "x\n- name: forged\n  allow: '*'",
					      "\xe2\x80\xae",   "\xff",    "it's: &a *b !c",
					      "it's: &a !c",    "%s%n"};
	struct random_event denial;
	char text[128];
	size_t quoted = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		struct output *output;

		make_denial(&denial);
		snprintf(denial.event.comm, sizeof(denial.event.comm), "%s", hostile[i]);
		snprintf(denial.event.program_name, sizeof(denial.event.program_name), "%s", hostile[i]);
		snprintf(denial.event.rule, sizeof(denial.event.rule), "%s", hostile[i]);
		snprintf(denial.event.executable, sizeof(denial.event.executable), "/%s", hostile[i]);
		snprintf(denial.caller_path, sizeof(denial.caller_path), "/%s", hostile[i]);
		snprintf(denial.target_path, sizeof(denial.target_path), "/%s/x", hostile[i]);
		output = why(NULL, OWN, write_log(&denial), "");
		if (output->code != EXIT_OK)
			fail_msg("%s", output->error);
		assert_shown(output->out);
		output = why(NULL, write_text("policy", HEAD "rules: []\n"), path_of("log"), "rule");
		assert_int_equal(output->code, EXIT_OK);
		assert_shown(output->out);
		assert_null(strstr(output->out, "\n- name: forged"));
		snprintf(text, sizeof(text), "cgroup: \"/%s\"", hostile[i]);
		quoted += strstr(output->out, text) != NULL;
	}
	assert_int_equal(quoted, 2); /* those two that a policy can name without an escape */
}

/* Whatever a record has, the output is for a terminal, and a rule that is printed was checked. */
static void random_records_are_explained(void **state)
{
	struct random_event event;
	size_t rules = 0;

	(void)state;
	srandom(21);
	write_text("policy", HEAD "rules:\n  - name: none\n    deny: '*'\n");
	for (int i = 0; i < 300; i++) {
		struct output *output;

		make_random_event(&event);
		event.event.verdict = GK_DENY;
		output = why(NULL, path_of("policy"), write_log(&event), "");
		if (output->code != EXIT_OK)
			fail_msg("%s", output->error);
		assert_shown(output->out);
		rules += strstr(output->out, "\nChecked: with this rule, ") != NULL;
	}
	assert_int_equal(rules, 300);
}

static int make_directory(void **state)
{
	(void)state;
	return mkdtemp(directory) ? 0 : -1;
}

static int remove_directory(void **state)
{
	(void)state;
	unlink(path_of("log"));
	unlink(path_of("policy"));
	unlink(path_of("pasted"));
	return rmdir(directory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(explains_and_proposes),
		cmocka_unit_test(the_rule_names_the_container),
		cmocka_unit_test(pasted_rule_allows),
		cmocka_unit_test(finds_the_place),
		cmocka_unit_test(reads_drop_ins),
		cmocka_unit_test(reports_what_cannot_be_explained),
		cmocka_unit_test(last_is_the_last_denied_decision),
		cmocka_unit_test(hostile_text_is_escaped_and_quoted),
		cmocka_unit_test(random_records_are_explained),
	};

	return cmocka_run_group_tests(tests, make_directory, remove_directory);
}
