// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What a record has of the caller's container. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/log/reader.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/record/record.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define TIME 5000000007

static struct container container;
static bool is_known;

static bool cgroup_path(void *cgroups, uint64_t id, struct gk_cgroup_path *ret_path)
{
	(void)cgroups;
	strcpy(ret_path->text, "/system.slice/docker-" ID ".scope/below");
	return id == 7;
}

static const struct container *find(void *containers, uint64_t id, const char *path, uint64_t time)
{
	assert_ptr_equal(containers, &container);
	assert_true(id == 7 && time == TIME);
	assert_string_equal(path, "/system.slice/docker-" ID ".scope/below");
	return is_known ? &container : NULL;
}

static const struct record_context context = {
	.cgroup_path = cgroup_path,
	.container = find,
	.containers = &container,
};

static json_t *record_of(uint64_t cgroup_id)
{
	const struct gk_event event = {.version = GK_ABI_VERSION, .time = TIME, .cgroup_id = cgroup_id, .pid = 1};
	json_t *record = record_event(&context, &event);

	assert_non_null(record);
	assert_true(log_is_record(record));
	return record;
}

static void assert_object(json_t *record, const char *name, const char *expected)
{
	char *text = json_dumps(json_object_get(record, name), JSON_COMPACT);

	assert_non_null(text);
	assert_string_equal(text, expected);
	free(text);
}

static void a_record_names_the_container(void **state)
{
	json_t *record;

	(void)state;
	container = (struct container){.id = "the-id",
				       .engine = "cri-o",
				       .name = "agent",
				       .image = "quay.io/agent:1",
				       .image_digest = "sha256:" ID,
				       .namespace = "kube-system",
				       .pod = "agent-1",
				       .labels = {{"app.kubernetes.io/name", "x"}, {"empty", ""}},
				       .label_count = 2};
	is_known = true;
	record = record_of(7);
	assert_object(record, "container",
		      "{\"id\":\"the-id\",\"name\":\"agent\",\"image\":{\"name\":\"quay.io/agent:1\",\"hash\":{\"all\":"
		      "[\"sha256:" ID "\"]}},\"runtime\":\"cri-o\","
		      "\"labels\":{\"app_kubernetes_io/name\":\"x\",\"empty\":\"\"}}");
	assert_object(record, "orchestrator", "{\"namespace\":\"kube-system\",\"resource\":{\"name\":\"agent-1\"}}");
	json_decref(record);
}

static void what_is_unknown_is_left_out(void **state)
{
	json_t *record;

	(void)state;
	container = (struct container){.id = "the-id"};
	is_known = true;
	record = record_of(7);
	assert_object(record, "container", "{\"id\":\"the-id\"}");
	assert_null(json_object_get(record, "orchestrator"));
	json_decref(record);
	is_known = false;
	record = record_of(7);
	assert_object(record, "container", "{\"id\":\"" ID "\"}");
	json_decref(record);
	record = record_of(8); /* of which no path is known: nobody is asked */
	assert_null(json_object_get(record, "container"));
	json_decref(record);
}

static void hostile_names_stay_in_their_line(void **state)
{
	size_t length;
	char *line;
	json_t *record;

	(void)state;
	memset(&container, '\n', sizeof(container));
	strcpy(container.id, "x");
	container.name[CONTAINER_TEXT_SIZE - 1] = '\0';
	strcpy(container.image, "\x1b[2J\xe2\x80\xae\\");
	container.image_digest[CONTAINER_TEXT_SIZE - 1] = '\0';
	container.namespace[CONTAINER_TEXT_SIZE - 1] = '\0';
	container.pod[CONTAINER_TEXT_SIZE - 1] = '\0';
	container.engine[CONTAINER_LABEL_SIZE - 1] = '\0';
	container.label_count = CONTAINER_LABELS_MAX;
	for (size_t i = 0; i < CONTAINER_LABELS_MAX; i++) {
		container.labels[i].name[0] = (char)('a' + i);
		container.labels[i].name[CONTAINER_LABEL_SIZE - 1] = '\0';
		container.labels[i].value[CONTAINER_LABEL_SIZE - 1] = '\0';
	}
	is_known = true;
	record = record_of(7);
	assert_string_equal(json_string_value(log_field(record, "container.image.name")),
			    "\\x1b[2J\\xe2\\x80\\xae\\\\");
	assert_int_equal(json_object_size(log_field(record, "container.labels")), CONTAINER_LABELS_MAX);
	assert_int_equal(record_line(record, &line, &length), 0);
	assert_ptr_equal(strchr(line, '\n'), line + length - 1);
	assert_true(length < LOG_LINE_MAXIMUM / 2);
	free(line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_names_the_container),
		cmocka_unit_test(what_is_unknown_is_left_out),
		cmocka_unit_test(hostile_names_stay_in_their_line),
	};

	return cmocka_run_group_tests_name("container-record", tests, NULL, NULL);
}
