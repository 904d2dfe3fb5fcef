// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * gatekeeper/learn/: a learnt policy allows the events that it was learnt from, and beyond them only what the
 * documented generalisation allows. This file has the generalisation a second time, in terms of requests.
 */
#include <errno.h>

#include "tests/unit/compile.h"
#include "tests/unit/events.h"
#include "tests/unit/run-verb.h"

#include "gatekeeper/request/from-record.h"
#include "gatekeeper/learn/rules.h"
#include "policy/base/cleanup.h"
#include "policy/image/decision.h"
#include "policy/language/paths.h"
#include "policy/language/unit-names.h"

/* Runs learn on the lines. */
static struct output *learn(const char *lines, const char *generalise, bool elsewhere)
{
	int log = memfd_create("log", MFD_CLOEXEC);
	char path[64], *arguments[] = {path, NULL};
	struct output *output;

	assert_true(log >= 0);
	assert_int_equal(write(log, lines, strlen(lines)), strlen(lines));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", log);
	set_option(&verb_learn, "generalise", generalise);
	set_option(&verb_learn, "host", "");
	set_option(&verb_learn, "elsewhere", elsewhere ? "" : NULL);
	output = run_verb(&verb_learn, arguments);
	close(log);
	return output;
}

/* An event of a small world, in which many things occur twice, and most do not occur. */
static const char *const executables[] = {"/bin/sh", "/usr/bin/env"};
static const char *const cgroups[] = {
	"/", "/init.scope", "/system.slice", "/system.slice/a.service", "/system.slice/b.service", "/user.slice/u"};

static void small_caller(struct random_event *random_event)
{
	struct gk_request *request = &random_event->request;
	struct gk_event *event = &random_event->event;
	struct executable_id id;

	strcpy(event->executable, executables[pick(2)]);
	assert_int_equal(resolve_host_executable(NULL, event->executable, &id), 0);
	event->executable_inode = request->executable_inode = id.inode;
	event->executable_device = request->executable_device = id.device;
	event->namespaces = request->namespaces = pick(2) ? pick(4) : 0;
	event->uid = request->uid = pick(3);
	strcpy(random_event->caller_path, cgroups[pick(ARRAY_LENGTH(cgroups))]);
	event->cgroup_id = CALLER_ID;
	set_path(random_event->caller_path, random_event->caller, &request->caller);
}

static bool has_target(const struct gk_request *request)
{
	return request->relation != GK_TARGET_NONE;
}

static void small_event(struct random_event *random_event)
{
	static const unsigned char operations[] = {GK_OP_LOAD, GK_OP_MAP_DATA, GK_OP_ATTACH_CGROUP,
						   GK_OP_REPLACE_CGROUP, GK_OP_ATTACH_TC};
	struct gk_request *request = &random_event->request;
	struct gk_event *event = &random_event->event;

	memset(random_event, 0, sizeof(*random_event));
	event->version = GK_ABI_VERSION;
	event->kind = GK_EVENT_DECISION;
	event->time = pick(1000);
	event->mode = GK_AUDIT;
	event->command = event->login_uid = event->program_type = event->attach_type = GK_NO_NUMBER;
	event->operation = request->operation = operations[pick(ARRAY_LENGTH(operations))];
	request->attach_type = GK_ATTACH_TYPE_NONE;
	request->program_state = GK_PROGRAM_NONE;
	request->program_type = GK_NO_NUMBER;
	small_caller(random_event);
	if (request->operation == GK_OP_ATTACH_TC) {
		event->attach_type = request->attach_type = 46 + pick(2);
		event->netns = request->netns = pick(2) ? GK_NETNS_OWN_INIT : GK_NETNS_OTHER;
	} else if (request->operation != GK_OP_LOAD && request->operation != GK_OP_MAP_DATA) {
		event->attach_type = request->attach_type = pick(3);
		event->relation = request->relation = GK_TARGET_OWN + pick(3);
		event->shared_files = request->shared_files = pick(2);
		strcpy(random_event->target_path, cgroups[2 + pick(3)]);
		event->target_id = TARGET_ID;
		set_path(random_event->target_path, random_event->target, &request->target);
	}
	if (request->operation != GK_OP_MAP_DATA && !request->shared_files && (!has_target(request) || pick(2))) {
		event->program_state = request->program_state = GK_PROGRAM_KNOWN;
		event->program_type = request->program_type = 6 + pick(3);
	} else if (request->operation != GK_OP_MAP_DATA) {
		event->program_state = request->program_state = GK_PROGRAM_UNKNOWN;
	}
}

/* The documented generalisation: does an event `seen` allow the request `asked`? */
static bool target_follows(const struct random_event *seen, const struct random_event *asked)
{
	const struct gk_request *one = &seen->request, *other = &asked->request;

	if (!has_target(one))
		return true;
	if (other->shared_files && !one->shared_files)
		return false;
	if (one->relation == GK_TARGET_OUTSIDE)
		return path_is_below(asked->target_path, seen->target_path);
	return one->relation == other->relation ||
	       (one->relation == GK_TARGET_BELOW && other->relation == GK_TARGET_OWN);
}

/* A unit is known by its name, in whatever slice. */
static bool caller_follows(const struct random_event *seen, const struct random_event *asked)
{
	char unit[UNIT_NAME_SIZE], other[UNIT_NAME_SIZE];

	if (!unit_of_path(seen->caller_path, unit) || unit_mistake(unit))
		return path_is_below(asked->caller_path, seen->caller_path);
	return unit_of_path(asked->caller_path, other) && strcmp(unit, other) == 0;
}

static bool follows(const struct random_event *seen, const struct random_event *asked)
{
	const struct gk_request *one = &seen->request, *other = &asked->request;

	if (one->operation != other->operation || one->namespaces != other->namespaces ||
	    one->executable_inode != other->executable_inode || one->netns != other->netns ||
	    !caller_follows(seen, asked) || !target_follows(seen, asked))
		return false;
	if (one->attach_type != GK_ATTACH_TYPE_NONE && one->attach_type != other->attach_type)
		return false;
	return one->program_state != GK_PROGRAM_KNOWN ||
	       (other->program_state == GK_PROGRAM_KNOWN && one->program_type == other->program_type);
}

static void add_line(struct random_event *random_event, char *lines)
{
	char *line;
	size_t length;

	assert_int_equal(record_line(random_record(random_event), &line, &length), 0);
	strcat(lines, line);
	free(line);
}

static bool any_follows(const struct random_event *seen, size_t count, const struct random_event *asked)
{
	for (size_t i = 0; i < count; i++) {
		if (follows(&seen[i], asked))
			return true;
	}
	return false;
}

/* Compiles with the executables of this host, as in an event. */
static struct gk_image *compile_learnt(const char *text)
{
	const struct resolver resolver = {.executable = resolve_host_executable, .cgroup = resolver_by_name.cgroup};
	int fd = memfd_create("policy", MFD_CLOEXEC);
	struct gk_image *image = NULL;
	struct findings findings;
	char path[64];

	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (policy_compile_file(path, &resolver, &findings, NULL, &image) < 0)
		fail_msg("%s\n%s", findings.finding[0].text, text);
	close(fd);
	for (size_t i = 0; i < findings.count; i++) {
		enum check check = findings.finding[i].check;

		if (check != CHECK_LOCKS_OUT_HOST && check != CHECK_ALLOW_RACED)
			fail_msg("%s\n%s", findings.finding[i].text, text);
	}
	return image;
}

#define SEEN 24
#define ASKED 400
#define ROUNDS 60

static void allows_what_was_seen_and_no_more(void **state)
{
	static struct random_event seen[SEEN];
	static char lines[SEEN * 2048];
	struct random_event asked;
	size_t allowed = 0, denied = 0, rules = 0;

	(void)state;
	srandom(7);
	for (int round = 0; round < ROUNDS; round++) {
		struct gk_image *image;
		struct output *output;

		lines[0] = '\0';
		for (size_t i = 0; i < SEEN; i++) {
			small_event(&seen[i]);
			add_line(&seen[i], lines);
		}
		output = learn(lines, NULL, false);
		if (output->code != EXIT_OK)
			fail_msg("%s", output->error);
		assert_string_equal(output->error, "");
		image = compile_learnt(output->out);
		assert_int_equal(image->mode, GK_AUDIT);
		rules += image->rule_count;
		for (size_t i = 0; i < SEEN; i++)
			assert_int_equal(gk_decide(image, &seen[i].request).verdict, GK_ALLOW);
		for (size_t i = 0; i < ASKED; i++) {
			bool expected;

			small_event(&asked);
			expected = any_follows(seen, SEEN, &asked);
			if ((gk_decide(image, &asked.request).verdict == GK_ALLOW) != expected)
				fail_msg("round %d, question %zu: must be %s\n%s", round, i,
					 expected ? "allowed" : "denied", output->out);
			expected ? allowed++ : denied++;
		}
		free(image);
	}
	/* Both answers must be frequent enough for a meaningful test. */
	assert_true(allowed > ROUNDS * 10 && denied > ROUNDS * 100);
	assert_true(rules < (size_t)ROUNDS * SEEN);
}

static void add_small(char *lines, struct random_event *event, unsigned char operation, const char *cgroup)
{
	do
		small_event(event);
	while (event->request.operation != operation || event->request.relation == GK_TARGET_OUTSIDE);
	event->event.operation = operation;
	strcpy(event->caller_path, cgroup);
	strcpy(event->event.executable, executables[0]);
	event->event.namespaces = 0;
	event->event.shared_files = 0;
	event->event.attach_type = 0;
	event->event.relation = GK_TARGET_OWN;
	event->event.program_type = 8;
	event->event.program_state = GK_PROGRAM_KNOWN;
	event->event.time = 5;
	add_line(event, lines);
}

static size_t count_text(const char *text, const char *part)
{
	size_t count = 0;

	while ((text = strstr(text, part))) {
		count++;
		text += strlen(part);
	}
	return count;
}

static void merges_to_few_rules(void **state)
{
	static char lines[65536];
	struct random_event event;
	struct output *output;

	(void)state;
	srandom(8);
	lines[0] = '\0';
	for (int i = 0; i < 8; i++) {
		do
			small_event(&event);
		while (event.request.operation != GK_OP_ATTACH_CGROUP ||
		       strcmp(event.event.executable, executables[0]));
		event.event.operation = i & 1 ? GK_OP_REPLACE_CGROUP : GK_OP_ATTACH_CGROUP;
		event.event.attach_type = i >> 1 & 1;
		event.event.namespaces = i >> 2 & 1; /* user */
		event.event.relation = GK_TARGET_OWN;
		event.event.shared_files = 0;
		event.event.program_type = 8;
		event.event.program_state = GK_PROGRAM_KNOWN;
		strcpy(event.caller_path, "/system.slice/a.service");
		add_line(&event, lines);
	}
	output = learn(lines, NULL, false);
	assert_int_equal(output->code, EXIT_OK);
	assert_int_equal(count_text(output->out, "- name:"), 1);
	assert_non_null(strstr(output->out, "\n  # 8 events, 20"));
	assert_non_null(strstr(output->out, "    allow: [attach:cgroup, replace:cgroup]\n"
					    "    attach-types: [cgroup_inet_ingress, cgroup_inet_egress]\n"
					    "    caller:\n"
					    "      namespaces: {pid: init, mnt: init, net: init,"));
	assert_non_null(strstr(output->out, "      exe: \"/bin/sh\"\n"
					    "      unit: a.service\n"
					    "    target:\n"
					    "      cgroup: own\n"
					    "    program:\n"
					    "      type: cgroup_skb\n"));
}

static void generalises_on_request(void **state)
{
	static char lines[65536];
	struct random_event event;
	struct output *output;

	(void)state;
	srandom(9);
	lines[0] = '\0';
	add_small(lines, &event, GK_OP_ATTACH_CGROUP, "/system.slice/x/a.scope");
	add_small(lines, &event, GK_OP_ATTACH_CGROUP, "/system.slice/x/b.scope");
	add_small(lines, &event, GK_OP_ATTACH_CGROUP, "/user.slice/c.scope");
	output = learn(lines, "cgroup-prefix,executable", false);
	assert_int_equal(output->code, EXIT_OK);
	assert_non_null(strstr(output->out, "# Generalised on request: cgroup-prefix, executable.\n"));
	assert_non_null(strstr(output->out, "      cgroup: \"/system.slice/x\"\n"));
	assert_non_null(strstr(output->out, "      unit: c.scope\n"));
	assert_null(strstr(output->out, "exe:"));
	assert_int_equal(count_text(output->out, "- name:"), 2);
	output = learn(lines, "cgroup-prefix", true);
	assert_int_equal(output->code, EXIT_OK);
	assert_int_equal(count_text(output->out, "exe: \"/bin/sh\""), 2);
	output = learn(lines, "executabel", false);
	assert_int_equal(output->code, EXIT_MISUSE);
	assert_non_null(strstr(output->error, "did you mean executable"));
}

/* learn leaves out uncertain events and those that no rule can express, and reports them. */
static void skipped_events_are_reported(void **state)
{
	static char lines[65536];
	struct random_event event;
	struct output *output;

	(void)state;
	srandom(10);
	lines[0] = '\0';
	small_event(&event);
	event.event.mode = GK_ENFORCE;
	event.event.verdict = GK_DENY;
	add_line(&event, lines);
	small_event(&event);
	event.event.operation = GK_OP_REPLACE_UNKNOWN;
	add_line(&event, lines);
	small_event(&event);
	event.event.operation = GK_OP_ATTACH_CGROUP;
	event.event.attach_type = 0;
	event.event.relation = GK_TARGET_UNKNOWN;
	add_line(&event, lines);
	small_event(&event);
	event.event.operation = GK_OP_ATTACH_TC;
	event.event.attach_type = 46;
	event.event.netns = GK_NETNS_UNKNOWN;
	add_line(&event, lines);
	small_event(&event);
	strcpy(event.event.executable, "/no/such/file");
	event.event.operation = GK_OP_MAP_DATA;
	event.event.relation = GK_TARGET_NONE;
	event.event.netns = GK_NETNS_NONE;
	add_line(&event, lines);
	strcpy(event.event.executable, "/bin/sh");
	event.event.executable_inode++;
	add_line(&event, lines);
	strcpy(event.caller_path, "/a\n- name: forged");
	add_line(&event, lines);
	output = learn(lines, NULL, false);
	assert_int_equal(output->code, EXIT_FAILED);
	assert_string_equal(output->out, "");
	assert_non_null(strstr(output->error, "1 event: the policy in force denied it"));
	assert_non_null(strstr(output->error, "1 event: the operation is unknown"));
	assert_non_null(strstr(output->error, "1 event: the target is unknown"));
	assert_non_null(strstr(output->error, "1 event: the network namespace is unknown"));
	assert_non_null(strstr(output->error, "2 events: the executable is not a file of this host"));
	assert_non_null(strstr(output->error, "1 event: the path of the caller's cgroup is unknown"));
	assert_non_null(strstr(output->error, "nothing to learn from"));
}

/* A log that was tampered with can give a policy that a reviewer rejects, but not one that differs from its text. */
static void forged_texts_do_not_reach_the_policy(void **state)
{
	static char lines[65536];
	struct random_event event;
	struct output *output;
	char *time;

	(void)state;
	srandom(11);
	lines[0] = '\0';
	do
		small_event(&event);
	while (event.request.operation != GK_OP_MAP_DATA);
	strcpy(event.caller_path, "/a\"]}, \\ # {x");
	add_line(&event, lines);
	time = strstr(lines, "T22:");
	assert_non_null(time);
	memcpy(time, "\\n- #", 5);
	output = learn(lines, NULL, false);
	assert_int_equal(output->code, EXIT_OK);
	assert_non_null(strstr(output->out, "\n  # 1 event\n"));
	assert_non_null(strstr(output->out, "cgroup: \"/a\\\"]}, \\\\ # {x\"\n"));
	free(compile_learnt(output->out));

	strcat(lines, "nonsense\n");
	output = learn(lines, NULL, false);
	assert_int_equal(output->code, EXIT_FAILED);
	assert_non_null(strstr(output->error, ":2: not JSON"));
}

/* A write to a map by one of several threads is also decided as each operation that it could become. */
static void learns_what_a_race_makes_of_a_write(void **state)
{
	static char lines[65536];
	struct random_event event;
	struct gk_image *image;
	struct output *output;

	(void)state;
	srandom(12);
	lines[0] = '\0';
	do
		small_event(&event);
	while (event.request.operation != GK_OP_MAP_DATA);
	event.event.command = 2; /* MAP_UPDATE_ELEM */
	event.event.shared_files = event.request.shared_files = 1;
	add_line(&event, lines);
	output = learn(lines, NULL, false);
	assert_int_equal(output->code, EXIT_OK);
	image = compile_learnt(output->out);
	for (const unsigned char *operation = (const unsigned char[]){GK_OP_MAP_DATA, GK_OP_ATTACH_OTHER,
								      GK_OP_ATTACH_XDP, GK_OP_ATTACH_STRUCT_OPS, 255};
	     *operation != 255; operation++) {
		event.request.operation = *operation;
		assert_int_equal(gk_decide(image, &event.request).verdict, GK_ALLOW);
	}
	event.request.operation = GK_OP_ATTACH_LSM;
	assert_int_equal(gk_decide(image, &event.request).verdict, GK_DENY);
	free(image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(allows_what_was_seen_and_no_more),
		cmocka_unit_test(merges_to_few_rules),
		cmocka_unit_test(generalises_on_request),
		cmocka_unit_test(skipped_events_are_reported),
		cmocka_unit_test(forged_texts_do_not_reach_the_policy),
		cmocka_unit_test(learns_what_a_race_makes_of_a_write),
	};

	return cmocka_run_group_tests_name("learn", tests, NULL, NULL);
}
