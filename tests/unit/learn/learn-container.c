// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper learn: containers are known by what their engines call them. */
#include "tests/unit/compile.h"
#include "tests/unit/events.h"
#include "tests/unit/run-verb.h"

/* Loads, with all of the host's namespaces, by an executable that the host does not have. */
static json_t *make_record(const char *cgroup)
{
	struct random_event event = {0};

	event.event.version = GK_ABI_VERSION;
	event.event.kind = GK_EVENT_DECISION;
	event.event.mode = GK_AUDIT;
	event.event.command = event.event.login_uid = event.event.program_type = event.event.attach_type = GK_NO_NUMBER;
	event.event.operation = GK_OP_LOAD;
	event.event.program_state = GK_PROGRAM_UNKNOWN;
	event.event.cgroup_id = CALLER_ID;
	event.event.executable_inode = 1;
	strcpy(event.event.executable, "/in/the/image");
	strcpy(event.caller_path, cgroup);
	return random_record(&event);
}

/* As the daemon writes it of a container of which its engine told. */
static void add_named(FILE *log, const char *cgroup, const char *name, const char *image)
{
	json_t *record = make_record(cgroup);

	json_object_set_new(record, "container",
			    json_pack("{s:s, s:s, s:s, s:{s:s}}", "id", "1", "name", name, "runtime", "podman", "image",
				      "name", image));
	assert_int_equal(json_dumpf(record, log, JSON_COMPACT), 0);
	fputc('\n', log);
	json_decref(record);
}

static struct output *learn(FILE *log, const char *generalise)
{
	char path[64], *arguments[] = {path, NULL};
	struct output *output;

	assert_int_equal(fflush(log), 0);
	rewind(log);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fileno(log));
	set_option(&verb_learn, "generalise", generalise);
	output = run_verb(&verb_learn, arguments);
	fclose(log);
	return output;
}

static struct gk_image *compile_learnt(const char *text)
{
	struct gk_image *image = NULL;
	struct findings findings;

	assert_int_equal(compile_text(text, &findings, &image), 0);
	return image;
}

static void assert_has(const struct output *output, const char *text)
{
	if (!strstr(output->out, text))
		fail_msg("not there: %s\n%s", text, output->out);
}

static void containers_are_known_by_their_names(void **state)
{
	FILE *log = tmpfile();
	struct output *output;

	(void)state;
	assert_non_null(log);
	add_named(log, "/machine.slice/1", "web", "example.org:5000/web:1.2");
	add_named(log, "/machine.slice/1", "web", "example.org:5000/web:1.3"); /* the same cgroup, later */
	add_named(log, "/machine.slice/1", "db", "example.org:5000/db@sha256:12");
	add_named(log, "/machine.slice/3", "a \"quote\"", "quoted");
	output = learn(log, NULL);
	if (output->code != EXIT_OK)
		fail_msg("%s", output->error);
	assert_has(output, "      container:\n        name: web\n        image: \"example.org:5000/web\"\n");
	assert_has(output, "      container:\n        name: db\n        image: \"example.org:5000/db\"\n");
	assert_has(output, "name: \"a \\\"quote\\\"\"\n");
	assert_has(output, "namespaces: {user: init,");
	assert_null(strstr(output->out, "\n      cgroup:"));
	assert_null(strstr(output->out, "/in/the/image"));
	free(compile_learnt(output->out));
}

/* Of an image that was seen, not of one that its engine did not tell. */
static void names_are_left_out_when_told(void **state)
{
	FILE *log = tmpfile();
	struct output *output;

	(void)state;
	assert_non_null(log);
	add_named(log, "/machine.slice/1", "brave_hopper", "example.org/web:1");
	add_named(log, "/machine.slice/2", "happy_turing", "example.org/web:1");
	add_named(log, "/machine.slice/3", "machine", "");
	output = learn(log, "container-name");
	if (output->code != EXIT_OK)
		fail_msg("%s", output->error);
	assert_has(output, "# Generalised on request: container-name.\n");
	assert_has(output, "-web\n    allow: load\n");
	assert_has(output, "      container:\n        image: \"example.org/web\"\n");
	assert_has(output, "      container:\n        name: machine\n");
	assert_null(strstr(output->out, "hopper"));
	assert_null(strstr(output->out, "turing"));
	free(compile_learnt(output->out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(containers_are_known_by_their_names),
		cmocka_unit_test(names_are_left_out_when_told),
	};

	return cmocka_run_group_tests_name("learn-container", tests, NULL, NULL);
}
