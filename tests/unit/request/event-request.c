// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/request/from-record*.c, explain/logged.c: an event of the log gives back the decided request, in every
 * dimension. */
#include <errno.h>

#include "tests/unit/compile.h"
#include "tests/unit/events.h"
#include "tests/unit/run-verb.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/request/from-record.h"
#include "policy/language/words.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ROUNDS 20000

static void assert_same_place(const struct gk_cgroup_place *place, const struct gk_cgroup_place *expected)
{
	const __u64 *ids = (const __u64 *)(uintptr_t)place->where;

	assert_int_equal(place->level, expected->level);
	assert_memory_equal(ids, (const __u64 *)(uintptr_t)expected->where, (place->level + 1) * sizeof(*ids));
}

static void assert_same_request(const struct gk_request *request, const struct gk_request *expected)
{
	struct gk_request one = *request, other = *expected;

	assert_same_place(&request->caller, &expected->caller);
	if (expected->relation != GK_TARGET_NONE && expected->relation != GK_TARGET_UNKNOWN)
		assert_same_place(&request->target, &expected->target);
	memset(&one.caller, 0, sizeof(one.caller));
	memset(&other.caller, 0, sizeof(other.caller));
	memset(&one.target, 0, sizeof(one.target));
	memset(&other.target, 0, sizeof(other.target));
	assert_memory_equal(&one, &other, sizeof(one));
}

/* Writes requests as the kernel side makes them to the log, and reads them back. */
static void reads_back_every_dimension_of_both_versions(void **state)
{
	struct random_event random_event;

	(void)state;
	srandom(3);
	for (int round = 0; round < ROUNDS; round++) {
		struct event_request event;
		struct failure failure;
		json_t *record;
		int r;

		make_random_event(&random_event);
		record = random_record(&random_event);
		r = event_request_read(record, &event, &failure);
		if (r != 1)
			fail_msg("round %d: %s", round, failure.text);
		assert_same_request(&event.described.request, &random_event.request);
		assert_int_equal(event.recorded_verdict, random_event.event.verdict);
		event_request_release(&event);
		make_old_record(record);
		assert_int_equal(event_request_read(record, &event, &failure), 1);
		assert_same_request(&event.described.request, &random_event.request);
		event_request_release(&event);
		json_decref(record);
	}
}

static int read_line(const char *line, struct event_request *event, struct failure *failure, json_t **ret_record)
{
	*ret_record = json_loads(line, 0, NULL);
	assert_non_null(*ret_record);
	return event_request_read(*ret_record, event, failure);
}

#define NAMESPACES \
	"\"namespaces\":{\"user\":{\"init\":true},\"pid\":{\"init\":true},\"mnt\":{\"init\":true}," \
	"\"net\":{\"init\":true},\"ipc\":{\"init\":true},\"uts\":{\"init\":true},\"cgroup\":{\"init\":true}," \
	"\"time\":{\"init\":true}}"
#define RECORD(bpf, process, user, more) \
	"{\"@timestamp\":\"t\",\"event\":{\"kind\":\"event\",\"action\":\"decision\"},\"bpf\":{" bpf \
	"},\"process\":{" process "},\"user\":{" user "}," more "}"
#define VERDICT "\"gatekeeper\":{\"verdict\":\"deny\",\"mode\":\"audit\"}"
#define LOAD "\"operation\":\"load\""

static void wrong_events_are_reported(void **state)
{
	static const struct {
		const char *line, *why;
	} rows[] = {
		{RECORD("", "", "\"id\":0", NAMESPACES "," VERDICT), "the event has no bpf.operation"},
		{RECORD("\"operation\":\"laod\"", "", "\"id\":0", NAMESPACES "," VERDICT),
		 "bpf.operation 'laod' is unknown to this version"},
		{RECORD(LOAD, "", "\"id\":0", VERDICT), "the event has no namespace 'user' of its caller"},
		{RECORD(LOAD, "", "", NAMESPACES "," VERDICT), "user.id is missing or not a user ID"},
		{RECORD(LOAD, "", "\"id\":-1", NAMESPACES "," VERDICT), "user.id is missing or not a user ID"},
		{RECORD(LOAD, "", "\"id\":0", NAMESPACES), "the event has no gatekeeper.verdict"},
		{RECORD(LOAD, "\"file\":{\"inode\":\"x\"}", "\"id\":0", NAMESPACES "," VERDICT),
		 "process.file.inode is not a number"},
		{RECORD(LOAD, "\"file\":{\"device\":\"8\"}", "\"id\":0", NAMESPACES "," VERDICT),
		 "process.file.device is not MAJOR:MINOR"},
		{RECORD(LOAD, "\"executable\":\"a\\\\q\"", "\"id\":0", NAMESPACES "," VERDICT),
		 "a field is too long or not a valid escape"},
		{RECORD(LOAD, "\"thread\":{\"capabilities\":{\"effective\":[\"cap_bpf\",\"cap_bpf\"]}}", "\"id\":0",
			NAMESPACES "," VERDICT),
		 "a capability is unknown to this version or listed twice"},
		{RECORD(LOAD ",\"program\":{\"tag\":\"12\"}", "", "\"id\":0", NAMESPACES "," VERDICT),
		 "bpf.program.tag is not a tag"},
		{RECORD(LOAD ",\"program\":{\"state\":\"perhaps\"}", "", "\"id\":0", NAMESPACES "," VERDICT),
		 "bpf.program.state 'perhaps' is unknown to this version"},
		{RECORD("\"operation\":\"attach:cgroup\",\"target\":{\"relation\":\"near\"}", "", "\"id\":0",
			NAMESPACES "," VERDICT),
		 "bpf.target.relation 'near' is unknown to this version"},
	};
	struct event_request event;
	struct failure failure;
	json_t *record;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(read_line(rows[i].line, &event, &failure, &record), -EINVAL);
		assert_string_equal(failure.text, rows[i].why);
		json_decref(record);
	}
	/* The controls: a correct line is read, and a line with another action is not a decision. */
	assert_int_equal(read_line(RECORD(LOAD, "", "\"id\":0", NAMESPACES "," VERDICT), &event, &failure, &record), 1);
	event_request_release(&event);
	json_decref(record);
	assert_int_equal(
		read_line("{\"event\":{\"kind\":\"event\",\"action\":\"attached\"}}", &event, &failure, &record), 0);
	json_decref(record);
}

/* The kernel side does not look up the relation if the policy has no such condition. */
static void relation_follows_from_the_paths(void **state)
{
#define ATTACH(more) "\"operation\":\"replace:cgroup\",\"caller\":{\"cgroup\":{\"path\":\"/a\"}}" more
#define TARGET(path) ",\"target\":{\"cgroup\":{\"path\":\"" path "\"}}"
	static const struct {
		const char *line;
		enum gk_relation relation;
	} rows[] = {
		{RECORD(ATTACH(TARGET("/a")), "", "\"id\":0", NAMESPACES "," VERDICT), GK_TARGET_OWN},
		{RECORD(ATTACH(TARGET("/a/b")), "", "\"id\":0", NAMESPACES "," VERDICT), GK_TARGET_BELOW},
		{RECORD(ATTACH(TARGET("/ab")), "", "\"id\":0", NAMESPACES "," VERDICT), GK_TARGET_OUTSIDE},
		{RECORD(ATTACH(TARGET("a")), "", "\"id\":0", NAMESPACES "," VERDICT), GK_TARGET_UNKNOWN},
		{RECORD(ATTACH(""), "", "\"id\":0", NAMESPACES "," VERDICT), GK_TARGET_UNKNOWN},
	};
	struct event_request event;
	struct failure failure;
	json_t *record;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(read_line(rows[i].line, &event, &failure, &record), 1);
		assert_int_equal(event.described.request.relation, rows[i].relation);
		assert_int_equal(event.described.request.attach_type, GK_ATTACH_TYPE_UNKNOWN);
		event_request_release(&event);
		json_decref(record);
	}
}

static void escape_undo_is_the_inverse(void **state)
{
	char bytes[64], text[ESCAPED_SIZE(sizeof(bytes))], back[sizeof(text)];

	(void)state;
	srandom(4);
	for (int round = 0; round < ROUNDS; round++) {
		size_t length = random() % sizeof(bytes);

		for (size_t i = 0; i < length; i++)
			bytes[i] = random() % 3 ? "\\xa0/\n"[random() % 6] : 1 + random() % 255;
		escape_text(bytes, length, text);
		assert_int_equal(escape_undo(text, back), length);
		assert_memory_equal(back, bytes, length);
	}
	assert_int_equal(escape_undo("\\", back), -EINVAL);
	assert_int_equal(escape_undo("\\x", back), -EINVAL);
	assert_int_equal(escape_undo("\\x4", back), -EINVAL);
	assert_int_equal(escape_undo("\\xAB", back), -EINVAL);
	assert_int_equal(escape_undo("\\n", back), -EINVAL);
}

/* Runs explain on lines of a log. */
static struct output *explain(const char *policy, const char *lines, bool as_json)
{
	char *arguments[] = {(char *)policy, "-", NULL};

	set_option(&verb_explain, "json", as_json ? "" : NULL);
	return run_verb_on(&verb_explain, arguments, lines, strlen(lines));
}

#define CASE(verdict) \
	RECORD("\"operation\":\"attach:cgroup\",\"attach_type\":\"cgroup_device\",\"target\":{\"relation\":\"own-" \
	       "subtree\"}", \
	       "\"name\":\"runc\"", "\"id\":0", \
	       "\"namespaces\":{\"user\":{\"init\":true},\"pid\":{\"init\":false},\"mnt\":{\"init\":false}," \
	       "\"net\":{\"init\":true},\"ipc\":{\"init\":true},\"uts\":{\"init\":true}," \
	       "\"cgroup\":{\"init\":true},\"time\":{\"init\":true}}," \
	       "\"gatekeeper\":{\"verdict\":\"" verdict "\",\"mode\":\"enforce\",\"rule\":\"old\",\"line\":3}")
#define OWN "policy/presets/own-subtree.yaml"

static void explain_prints_each_decision(void **state)
{
	struct output *output;
	json_t *answer;

	(void)state;
	output = explain(OWN, CASE("deny") "\n" CASE("allow"), false);
	assert_int_equal(output->code, EXIT_OK);
	assert_string_equal(output->error, "");
	assert_non_null(
		strstr(output->out, "by runc\ndeny: rule 'no-other-cgroup-programs-from-containers' of " OWN ":25"));
	assert_non_null(
		strstr(output->out, OWN ":17: rule 'container-filters-own-traffic' does not match: attach-types\n"));
	assert_non_null(strstr(output->out, "recorded: deny by rule old; the answer is the same\n"));
	assert_non_null(strstr(output->out, "recorded: allow by rule old; the answer DIFFERS\n"));

	output = explain("policy/presets/nested-containers.yaml", CASE("deny") "\n", true);
	assert_int_equal(output->code, EXIT_OK);
	answer = json_loads(output->out, 0, NULL);
	assert_string_equal(json_string_value(json_object_get(answer, "verdict")), "allow");
	assert_string_equal(json_string_value(json_object_get(answer, "rule")), "nested-runtime-sets-device-filters");
	assert_true(json_is_true(json_object_get(answer, "differs")));
	assert_string_equal(json_string_value(json_object_get(json_object_get(answer, "recorded"), "rule")), "old");
	json_decref(answer);
}

static void explain_reports_bad_lines(void **state)
{
	static char long_line[80000];
	struct output *output;

	(void)state;
	output = explain(OWN, "nonsense\n" CASE("deny") "\n{}\n", false);
	assert_int_equal(output->code, EXIT_FAILED);
	assert_string_equal(output->error, "gatekeeper: stdin:1: not JSON\n"
					   "gatekeeper: stdin:3: JSON, but not a record of the audit log\n");
	assert_non_null(strstr(output->out, "deny: rule "));
	output = explain(OWN, "\n" RECORD(LOAD, "", "\"id\":0", NAMESPACES) "\n", false);
	assert_int_equal(output->code, EXIT_FAILED);
	assert_non_null(strstr(output->error, "stdin:1: not JSON"));
	assert_non_null(strstr(output->error, "stdin:2: the event has no gatekeeper.verdict"));
	output = explain(OWN, "{\"@timestamp\":\"t\",\"event\":{\"kind\":\"event\",\"action\":\"attached\"}}", false);
	assert_int_equal(output->code, EXIT_FAILED);
	assert_non_null(strstr(output->error, "has no decision"));
	memset(long_line, 'x', sizeof(long_line) - 1);
	output = explain(OWN, long_line, false);
	assert_int_equal(output->code, EXIT_FAILED);
	assert_string_equal(output->error, "gatekeeper: stdin:1: longer than any record\n");
	/* An error only if the policy needs the path. */
#define CUT RECORD(LOAD ",\"caller\":{\"cgroup\":{\"path\":\"\"}}", "", "\"id\":0", NAMESPACES "," VERDICT)
	output = explain(OWN, CUT, false);
	assert_int_equal(output->code, EXIT_OK);
	output = explain("policy/presets/cilium.yaml", CUT, false);
	assert_int_equal(output->code, EXIT_FAILED);
	assert_non_null(strstr(output->error, "stdin:1: the policy needs the path of the caller's cgroup"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_back_every_dimension_of_both_versions),
		cmocka_unit_test(wrong_events_are_reported),
		cmocka_unit_test(relation_follows_from_the_paths),
		cmocka_unit_test(escape_undo_is_the_inverse),
		cmocka_unit_test(explain_prints_each_decision),
		cmocka_unit_test(explain_reports_bad_lines),
	};

	return cmocka_run_group_tests_name("event-request", tests, NULL, NULL);
}
