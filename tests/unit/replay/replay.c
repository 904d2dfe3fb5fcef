// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* diff --log: the events of a log decided by two policies, by name and with the cgroups of a host. */
#include <errno.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "policy/base/cleanup.h"
#include "policy/policy.h"

#include "gatekeeper/replay/replay.h"
#include "tests/unit/run-verb.h"

#define RECORDS \
	"tests/unit/record/record.jsonl" /* the first one is a container's denied attach:cgroup to /system.slice */
#define DENYING "policy/presets/default.yaml"
#define ALLOW "version: 1\ndefault: deny\nrules:\n  - {name: one, allow: attach:cgroup}\n"

static char allowing[] = "/tmp/replay-policy.XXXXXX", log_path[] = "/tmp/replay-log.XXXXXX";

static void write_file(char *path, const char *text, int times)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	while (times-- > 0)
		fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

/* A log with the first record three times. */
static int set_up(void **state)
{
	_cleanup_fclose_ FILE *records = fopen(RECORDS, "re");
	char line[8192];

	(void)state;
	close(mkstemp(allowing));
	close(mkstemp(log_path));
	write_file(allowing, ALLOW, 1);
	if (!records || !fgets(line, sizeof(line), records))
		return -1;
	write_file(log_path, line, 3);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(allowing);
	unlink(log_path);
	return 0;
}

static struct output *run(const char *before, const char *after, const char *options)
{
	char *arguments[] = {(char *)before, (char *)after, NULL}, words[128];

	snprintf(words, sizeof(words), "log=%s %s", log_path, options);
	set_options(&verb_diff, words);
	return run_verb(&verb_diff, arguments);
}

static void events_that_are_decided_otherwise_are_one_line(void **state)
{
	const struct output *output = run(DENYING, allowing, "");

	(void)state;
	assert_int_equal(output->code, 1);
	assert_string_equal(output->error, "");
	assert_non_null(strstr(output->out,
			       "  now allowed, 3 times: attach:cgroup by /usr/sbin/bpftool of container "
			       "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef: by rule one ("));
	assert_non_null(strstr(output->out, ", before by rule no-cgroup-programs-from-containers (" DENYING
					    ":21); last: event 5000000007-41\n"));
	assert_non_null(strstr(output->out, "3 decisions of the log: 3 would now be allowed, 0 would now be denied\n"));
	output = run(allowing, DENYING, "");
	assert_non_null(strstr(output->out, "  now denied, 3 times: "));
	assert_non_null(strstr(output->out, "3 decisions of the log: 0 would now be allowed, 3 would now be denied\n"));
}

static void events_that_are_decided_alike_are_counted(void **state)
{
	const struct output *output = run(DENYING, DENYING, "");

	(void)state;
	assert_int_equal(output->code, 0);
	assert_string_equal(output->out, "3 decisions of the log: 0 would now be allowed, 0 would now be denied\n");
}

static void json_has_the_events(void **state)
{
	json_t *json = json_loads(run(DENYING, allowing, "json")->out, 0, NULL);
	const char *rule, *verdict, *id;
	int count;

	(void)state;
	assert_non_null(json);
	assert_int_equal(json_unpack(json, "{s:{s:[{s:s, s:i, s:{s:s}, s:{s:s}}]}}", "log", "events", "verdict",
				     &verdict, "count", &count, "rule_after", "name", &rule, "last", "id", &id),
			 0);
	assert_string_equal(verdict, "allow");
	assert_int_equal(count, 3);
	assert_string_equal(rule, "one");
	assert_string_equal(id, "5000000007-41");
	json_decref(json);
}

static void missing_log_is_an_error(void **state)
{
	char *arguments[] = {DENYING, DENYING, NULL};
	const struct output *output;

	(void)state;
	set_options(&verb_diff, "log=/nonexistent/log");
	output = run_verb(&verb_diff, arguments);
	assert_int_equal(output->code, 2);
	assert_string_equal(output->out, "");
	assert_non_null(strstr(output->error, "cannot open /nonexistent/log: No such file or directory"));
}

/* A host where the target of the event has the ID 77. */
static int find_cgroup(void *context, const char *path, uint64_t *ret_id)
{
	(void)context;
	if (strcmp(path, "/") == 0)
		*ret_id = 1;
	else if (strcmp(path, "/system.slice") == 0)
		*ret_id = 77;
	else
		return -ENOENT;
	return 0;
}

static struct gk_image *compile(const char *text, const struct resolver *resolver)
{
	struct findings findings;
	struct gk_image *image;

	write_file(allowing, text, 1);
	assert_int_equal(policy_compile_file(allowing, resolver, &findings, NULL, &image), 0);
	return image;
}

static void images_of_a_host_find_the_cgroups_of_the_log(void **state)
{
	static const struct resolver host = {.executable = resolve_host_executable, .cgroup = find_cgroup};
	_cleanup_free_ struct gk_image *before = compile("version: 1\ndefault: allow\nrules:\n  - {name: one, deny: "
							 "attach:cgroup, target: {cgroup: /system.slice}}\n",
							 &host),
				       *after = compile("version: 1\ndefault: allow\nrules: []\n", &host);
	_cleanup_(replay_release) struct replay replay = {0};
	_cleanup_fclose_ FILE *file = fopen(log_path, "re");

	(void)state;
	assert_non_null(file);
	assert_int_equal(replay_init(before, after, &host, &replay), 0);
	assert_int_equal(replay_stream(&replay, file, log_path), 0);
	assert_int_equal(replay.decided, 3);
	assert_int_equal(replay.changed[GK_ALLOW], 3);
	write_file(allowing, ALLOW, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events_that_are_decided_otherwise_are_one_line),
		cmocka_unit_test(events_that_are_decided_alike_are_counted),
		cmocka_unit_test(json_has_the_events),
		cmocka_unit_test(missing_log_is_an_error),
		cmocka_unit_test(images_of_a_host_find_the_cgroups_of_the_log),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
