// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper learn: containers only, unless it is told to learn from the host as well; cgroups that are gone. */
#include "tests/unit/compile.h"
#include "tests/unit/events.h"
#include "tests/unit/run-verb.h"

#include "policy/image/decision.h"

#define IN_CONTAINER (1 << GK_NS_MNT | 1 << GK_NS_PID)
#define GONE "\n  # GONE since: the cgroup /none/such\n"

/* A write to a map, by a caller in these namespaces. */
static void make_event(__u8 namespaces, struct random_event *ret_event)
{
	struct gk_event *event = &ret_event->event;
	struct gk_request *request = &ret_event->request;

	memset(ret_event, 0, sizeof(*ret_event));
	event->version = GK_ABI_VERSION;
	event->kind = GK_EVENT_DECISION;
	event->mode = GK_AUDIT;
	event->command = event->login_uid = event->program_type = event->attach_type = GK_NO_NUMBER;
	event->operation = request->operation = GK_OP_MAP_DATA;
	event->namespaces = request->namespaces = namespaces;
	event->cgroup_id = CALLER_ID;
	request->attach_type = GK_ATTACH_TYPE_NONE;
	request->program_state = GK_PROGRAM_NONE;
	request->program_type = GK_NO_NUMBER;
	strcpy(ret_event->caller_path, "/none/such");
	set_path(ret_event->caller_path, ret_event->caller, &request->caller);
}

static void add_event(__u8 namespaces, FILE *log)
{
	struct random_event event;
	size_t length;
	char *line;

	make_event(namespaces, &event);
	assert_int_equal(record_line(random_record(&event), &line, &length), 0);
	assert_int_equal(fwrite(line, 1, length, log), length);
	free(line);
}

/* Runs learn on an event of the host and, if `container`, one of a container. */
static struct output *learn(bool container, const char *host, const char *elsewhere)
{
	FILE *log = tmpfile();
	char path[64], *arguments[] = {path, NULL};
	struct output *output;

	assert_non_null(log);
	add_event(0, log);
	if (container)
		add_event(IN_CONTAINER, log);
	assert_int_equal(fflush(log), 0);
	rewind(log);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fileno(log));
	set_option(&verb_learn, "generalise", "executable");
	set_option(&verb_learn, "host", host);
	set_option(&verb_learn, "elsewhere", elsewhere);
	output = run_verb(&verb_learn, arguments);
	fclose(log);
	return output;
}

static struct gk_image *compile_learnt(const char *text)
{
	struct gk_image *image = NULL;
	struct findings findings;

	if (compile_bytes(text, strlen(text), &findings, &image) < 0)
		fail_msg("%s\n%s", findings.finding[0].text, text);
	return image;
}

/* What the policy says to the operation by a caller in these namespaces. */
static unsigned int answer(const struct gk_image *image, unsigned int operation, __u8 namespaces)
{
	struct random_event event;

	make_event(namespaces, &event);
	event.request.operation = operation;
	return gk_decide(image, &event.request).verdict;
}

static void the_host_may_do_everything(void **state)
{
	struct output *output = learn(true, NULL, NULL);
	struct gk_image *image;

	(void)state;
	assert_int_equal(output->code, EXIT_OK);
	assert_non_null(strstr(output->error, "not learnt from 1 event: the host made it"));
	assert_non_null(strstr(output->out, "# NOT learnt from 1 event: the host made it"));
	assert_non_null(strstr(output->out, "# It allows containers what was seen"));
	image = compile_learnt(output->out);
	assert_int_equal(image->rule_count, 2);
	assert_int_equal(answer(image, GK_OP_MAP_DATA, IN_CONTAINER), GK_ALLOW);
	assert_int_equal(answer(image, GK_OP_LOAD, IN_CONTAINER), GK_DENY);
	assert_int_equal(answer(image, GK_OP_MAP_DATA, 0), GK_ALLOW);
	assert_int_equal(answer(image, GK_OP_LOAD, 0), GK_ALLOW);
	free(image);
}

static void it_learns_from_the_host_when_told(void **state)
{
	struct output *output = learn(true, "", NULL);
	struct gk_image *image;

	(void)state;
	assert_int_equal(output->code, EXIT_OK);
	assert_string_equal(output->error, "");
	assert_non_null(strstr(output->out, "# It allows host and containers what was seen"));
	image = compile_learnt(output->out);
	assert_int_equal(answer(image, GK_OP_MAP_DATA, IN_CONTAINER), GK_ALLOW);
	assert_int_equal(answer(image, GK_OP_MAP_DATA, 0), GK_ALLOW);
	assert_int_equal(answer(image, GK_OP_LOAD, 0), GK_DENY);
	free(image);
}

static void a_log_of_the_host_alone_teaches_nothing(void **state)
{
	struct output *output = learn(false, NULL, NULL);

	(void)state;
	assert_int_equal(output->code, EXIT_FAILED);
	assert_string_equal(output->out, "");
	assert_non_null(strstr(output->error, "not learnt from 1 event: the host made it, and may do everything by the "
					      "policy; --host learns from it, too"));
	assert_non_null(strstr(output->error, "nothing to learn from"));
	assert_int_equal(learn(false, "", NULL)->code, EXIT_OK);
}

static void cgroups_that_are_gone_are_named(void **state)
{
	(void)state;
	assert_non_null(strstr(learn(true, NULL, NULL)->out, GONE));
	assert_null(strstr(learn(true, NULL, "")->out, "GONE"));
}

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* What learn makes of podman's runtime: it runs from a mount in no tree, beside the monitor of a container. */
static struct output *learn_runtime(const char *first_word, const char *generalise)
{
	FILE *log = tmpfile();
	char path[64], *arguments[] = {path, NULL};
	struct random_event event;
	struct executable_id id;
	struct output *output;
	json_t *record;

	make_event(0, &event);
	assert_int_equal(resolve_host_executable(NULL, "/bin/sh", &id), 0);
	event.event.executable_inode = id.inode;
	event.event.executable_device = id.device;
	strcpy(event.event.executable, "/");
	strcpy(event.caller_path, "/machine.slice/libpod-conmon-" ID ".scope");
	record = random_record(&event);
	assert_int_equal(json_object_set_new(json_object_get(record, "process"), "command_line",
					     json_sprintf("%s create --bundle x", first_word)),
			 0);
	assert_non_null(log);
	assert_int_equal(json_dumpf(record, log, JSON_COMPACT), 0);
	fputc('\n', log);
	json_decref(record);
	rewind(log);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fileno(log));
	set_option(&verb_learn, "generalise", generalise);
	set_option(&verb_learn, "host", "");
	set_option(&verb_learn, "elsewhere", NULL);
	output = run_verb(&verb_learn, arguments);
	fclose(log);
	return output;
}

static void the_runtime_of_another_container_is_allowed_tomorrow(void **state)
{
	struct output *output = learn_runtime("/bin/sh", "cgroup-prefix");

	(void)state;
	assert_int_equal(output->code, EXIT_OK);
	assert_non_null(
		strstr(output->out, "      from: host\n      exe: \"/bin/sh\"\n      cgroup: \"/machine.slice\"\n"));
	assert_null(strstr(output->out, ID));
	free(compile_learnt(output->out));
	output = learn_runtime("/bin/sh", NULL);
	assert_non_null(strstr(output->out, "# GONE since: the cgroup /machine.slice/libpod-conmon-" ID ".scope\n"));
}

static void a_first_word_that_is_another_file_names_none(void **state)
{
	struct output *output = learn_runtime("/usr/bin/env", "cgroup-prefix");

	(void)state;
	assert_int_equal(output->code, EXIT_FAILED);
	assert_non_null(strstr(output->error, "not learnt from 1 event: the executable is not a file of this host"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_host_may_do_everything),
		cmocka_unit_test(it_learns_from_the_host_when_told),
		cmocka_unit_test(a_log_of_the_host_alone_teaches_nothing),
		cmocka_unit_test(cgroups_that_are_gone_are_named),
		cmocka_unit_test(the_runtime_of_another_container_is_allowed_tomorrow),
		cmocka_unit_test(a_first_word_that_is_another_file_names_none),
	};

	return cmocka_run_group_tests_name("learn-host", tests, NULL, NULL);
}
