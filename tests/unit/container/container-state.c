// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What the state of a container tells: names by engine, hostile texts, and the cgroup of its process. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "gatekeeper/container/cgroup.h"
#include "gatekeeper/container/state.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static char directory[] = "/tmp/gatekeeper-test-XXXXXX";
static struct failure failure;

static const char *path_of(const char *name)
{
	static char path[1024];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return path;
}

static void write_file(const char *name, const char *text)
{
	char command[2048];
	FILE *file;

	snprintf(command, sizeof(command), "mkdir -p \"$(dirname %s)\"", path_of(name));
	assert_int_equal(system(command), 0);
	file = fopen(path_of(name), "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int read_bytes(const char *text, size_t size, struct container_state *ret_state)
{
	FILE *file = fmemopen((char *)text, size, "r");
	int error;

	assert_non_null(file);
	error = container_state_read(file, ret_state, &failure);
	fclose(file);
	return error;
}

static struct container names_of(const char *text)
{
	struct container_state state;
	struct container container;

	assert_int_equal(read_bytes(text, strlen(text), &state), 0);
	container_state_names(&state, &container);
	container_state_release(&state);
	return container;
}

static void a_state_has_id_pid_and_bundle(void **unused)
{
	static const char text[] =
		"{\"ociVersion\":\"1.0.2\",\"id\":\"c_1.x+y-z\",\"status\":\"creating\",\"pid\":4711,"
		"\"bundle\":\"/c/1\",\"annotations\":null}";
	struct container_state state;

	(void)unused;
	assert_int_equal(read_bytes(text, strlen(text), &state), 0);
	assert_string_equal(state.id, "c_1.x+y-z");
	assert_int_equal(state.pid, 4711);
	assert_string_equal(state.bundle, "/c/1");
	container_state_release(&state);
}

static void what_is_no_state_is_refused(void **unused)
{
	static const char *const texts[] = {
		" ",
		"[]",
		"{\"id\":\"x\"",
		"{\"pid\":1}",
		"{\"id\":\"\",\"pid\":1}",
		"{\"id\":\"../x\",\"pid\":1}",
		"{\"id\":\".x\",\"pid\":1}",
		"{\"id\":\"a/b\",\"pid\":1}",
		"{\"id\":\"a\\nb\",\"pid\":1}",
		"{\"id\":7,\"pid\":1}",
		"{\"id\":\"" ID ID "x\",\"pid\":1}",
		"{\"id\":\"x\",\"pid\":-1}",
		"{\"id\":\"x\",\"pid\":4294967297}",
	};
	struct container_state state;

	(void)unused;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		assert_int_equal(read_bytes(texts[i], strlen(texts[i]), &state), -EBADMSG);
		assert_non_null(strstr(failure.text, "hook"));
	}
	assert_int_equal(read_bytes("{\"id\":\"" ID ID "\",\"pid\":1}", 2 * 64 + 17, &state), 0);
}

static void containerd_tells_of_a_pod(void **unused)
{
	struct container container = names_of(
		"{\"id\":\"" ID "\",\"pid\":1,\"bundle\":\"/run/containerd/io.containerd.runtime.v2.task/k8s.io/" ID
		"\","
		"\"annotations\":{\"io.kubernetes.cri.container-name\":\"agent\","
		"\"io.kubernetes.cri.container-type\":\"container\","
		"\"io.kubernetes.cri.image-name\":\"quay.io/x/agent:1@sha256:" ID "\","
		"\"io.kubernetes.cri.sandbox-id\":\"f\",\"io.kubernetes.cri.sandbox-name\":\"agent-hf5gv\","
		"\"io.kubernetes.cri.sandbox-namespace\":\"kube-system\",\"io.kubernetes.cri.sandbox-uid\":\"88c0\"}}");

	(void)unused;
	assert_string_equal(container.id, ID);
	assert_string_equal(container.engine, "containerd");
	assert_string_equal(container.name, "agent");
	assert_string_equal(container.image, "quay.io/x/agent:1@sha256:" ID);
	assert_string_equal(container.image_digest, "sha256:" ID);
	assert_string_equal(container.namespace, "kube-system");
	assert_string_equal(container.pod, "agent-hf5gv");
	assert_int_equal(container.label_count, 0);
}

static void cri_o_tells_of_a_pod_and_of_labels(void **unused)
{
	struct container container = names_of(
		"{\"id\":\"" ID "\",\"pid\":1,\"bundle\":\"/run/containers/storage/overlay-containers/" ID
		"/userdata\","
		"\"annotations\":{\"io.container.manager\":\"cri-o\",\"io.kubernetes.container.name\":\"agent\","
		"\"io.kubernetes.cri-o.ContainerType\":\"container\",\"io.kubernetes.cri-o.ImageName\":\"quay.io/"
		"agent:1\","
		"\"io.kubernetes.cri-o.ImageRef\":\"" ID "\","
		"\"io.kubernetes.cri-o.Labels\":\"{\\\"io.kubernetes.pod.uid\\\":\\\"88c0\\\",\\\"app\\\":\\\"x\\\","
		"\\\"n\\\":1}\","
		"\"io.kubernetes.pod.name\":\"agent-1\",\"io.kubernetes.pod.namespace\":\"kube-system\"}}");

	(void)unused;
	assert_string_equal(container.engine, "cri-o");
	assert_string_equal(container.name, "agent");
	assert_string_equal(container.image, "quay.io/agent:1");
	assert_string_equal(container.image_digest, "sha256:" ID);
	assert_string_equal(container.namespace, "kube-system");
	assert_string_equal(container.pod, "agent-1");
	assert_int_equal(container.label_count, 2);
	assert_string_equal(container.labels[0].name, "io.kubernetes.pod.uid");
	assert_string_equal(container.labels[0].value, "88c0");
	assert_string_equal(container.labels[1].name, "app");
}

static struct container podman_container(void)
{
	char text[2048];

	snprintf(text, sizeof(text),
		 "{\"id\":\"" ID "\",\"pid\":1,\"bundle\":\"%s/overlay-containers/" ID "/userdata\",\"annotations\":{"
		 "\"io.container.manager\":\"libpod\",\"io.kubernetes.cri-o.ContainerType\":\"container\","
		 "\"io.kubernetes.container.name\":\"not-of-podman\",\"io.podman.annotations.autoremove\":\"FALSE\","
		 "\"org.opencontainers.image.base.name\":\"docker.io/library/base\"}}",
		 directory);
	return names_of(text);
}

static void podman_tells_in_its_storage(void **unused)
{
	static const char list[] =
		"[{\"id\":\"f\",\"names\":[\"other\"],\"metadata\":\"{\\\"name\\\":\\\"other\\\"}\"},"
		"{\"id\":\"" ID "\",\"names\":[\"web\"],\"image\":\"" ID "\",\"metadata\":\"{\\\"image-name\\\":"
		"\\\"docker.io/library/nginx:1\\\",\\\"image-id\\\":\\\"" ID "\\\",\\\"name\\\":\\\"web\\\"}\"}]";
	struct container container = podman_container();

	(void)unused;
	assert_string_equal(container.engine, "podman");
	assert_string_equal(container.name, "");
	write_file("overlay-containers/containers.json", "[{\"id\":\"f\"}, 7, {\"id\":\"" ID "\",\"metadata\":\"{\"}]");
	write_file("overlay-containers/volatile-containers.json", list);
	container = podman_container();
	assert_string_equal(container.name, "web");
	assert_string_equal(container.image, "docker.io/library/nginx:1");
	assert_string_equal(container.image_digest, "sha256:" ID);
}

static struct container names_of_bundle(const char *name)
{
	char text[2048];

	snprintf(text, sizeof(text), "{\"id\":\"" ID "\",\"pid\":1,\"bundle\":\"%s/%s\"}", directory, name);
	return names_of(text);
}

static struct container docker_container(void)
{
	return names_of_bundle("io.containerd.runtime.v2.task/moby-200000.200000/" ID);
}

static void docker_tells_in_its_data_root(void **unused)
{
	/* As Docker 26.1.5 of Debian trixie writes it. */
	static const char docker[] =
		"{\"StreamConfig\":{},\"ID\":\"" ID
		"\",\"Managed\":false,\"Path\":\"/bin/busybox\",\"Args\":[\"sleep\"],"
		"\"Config\":{\"Hostname\":\"a5600ee03824\",\"Env\":null,\"Image\":\"localhost/"
		"agent:1\",\"Volumes\":null,"
		"\"Labels\":{\"tier\":\"front\"}},\"Image\":\"sha256:" ID "\",\"Name\":\"/web\",\"OS\":\"linux\"}";
	static const char *const files[] = {"resolv.conf", "hostname", "hosts"};
	struct container container;
	char config[8192];
	size_t length;

	(void)unused;
	length = (size_t)snprintf(
		config, sizeof(config),
		"{\"annotations\":{\"a\":\"b\",\"io.kubernetes.cri.container-type\":\"container\","
		"\"io.kubernetes.cri.container-name\":\"not-of-docker\",\"gatekeeper/name\":\"nor-this\"},"
		"\"mounts\":[{\"destination\":\"/proc\",\"type\":\"proc\",\"source\":\"proc\"},"
		"{\"destination\":\"/etc/hosts\",\"type\":\"bind\",\"source\":\"%s/other/hosts\"}",
		directory);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		length += (size_t)snprintf(config + length, sizeof(config) - length,
					   ",{\"destination\":\"/etc/%s\",\"type\":\"bind\",\"source\":\"%s/data/"
					   "containers/" ID "/%s\",\"options\":[\"rbind\",\"rprivate\"]}",
					   files[i], directory, files[i]);
	snprintf(config + length, sizeof(config) - length, "]}");
	write_file("io.containerd.runtime.v2.task/moby-200000.200000/" ID "/config.json", config);
	container = docker_container();
	assert_string_equal(container.engine, "docker");
	assert_string_equal(container.name, "");
	write_file("data/containers/" ID "/config.v2.json", docker);
	container = docker_container();
	assert_string_equal(container.name, "web");
	assert_string_equal(container.image, "localhost/agent:1");
	assert_string_equal(container.image_digest, "sha256:" ID);
	assert_int_equal(container.label_count, 1);
	assert_string_equal(container.labels[0].value, "front");
	write_file("data/containers/" ID "/config.v2.json", "{\"ID\":\"other\",\"Name\":\"/web\",\"Config\":7}");
	assert_string_equal(docker_container().name, "");
}

static void ctr_knows_its_containers_by_id(void **unused)
{
	struct container ctr = names_of("{\"id\":\"web\",\"pid\":1,\"bundle\":"
					"\"/run/containerd/io.containerd.runtime.v2.task/default/web\"}");

	(void)unused;
	assert_string_equal(ctr.engine, "containerd");
	assert_string_equal(ctr.name, "web");
	assert_string_equal(ctr.image, "");
	ctr = names_of(
		"{\"id\":\"web\",\"pid\":1,\"bundle\":\"/run/containerd/io.containerd.runtime.v2.task/default/web\","
		"\"annotations\":{\"gatekeeper/engine\":\"other\",\"gatekeeper/name\":\"other\","
		"\"gatekeeper/image\":\"localhost/agent:1\",\"gatekeeper/image-digest\":\"sha256:" ID "\","
		"\"gatekeeper/labels\":\"{\\\"tier\\\":\\\"front\\\"}\"}}");
	assert_string_equal(ctr.engine, "containerd");
	assert_string_equal(ctr.name, "web");
	assert_string_equal(ctr.image, "localhost/agent:1");
	assert_string_equal(ctr.image_digest, "sha256:" ID);
	assert_string_equal(ctr.labels[0].value, "front");
}

static void an_engine_without_annotations_may_use_ours(void **unused)
{
	struct container none = names_of("{\"id\":\"web\",\"pid\":1,\"bundle\":\"/c/web\",\"annotations\":{}}");
	struct container lxc = names_of("{\"id\":\"web\",\"pid\":1,\"annotations\":{\"gatekeeper/engine\":\"lxc\","
					"\"gatekeeper/name\":\"web\",\"gatekeeper/image\":\"debian\"}}");

	(void)unused;
	assert_string_equal(none.engine, "");
	assert_string_equal(none.name, "");
	assert_string_equal(lxc.engine, "lxc");
	assert_string_equal(lxc.name, "web");
	assert_string_equal(lxc.image, "debian");
}

static void a_state_without_annotations_has_those_of_its_bundle(void **unused)
{
	char text[2048];
	struct container container;

	(void)unused;
	snprintf(text, sizeof(text), "{\"id\":\"x\",\"pid\":1,\"bundle\":\"%s/bundle\"}", directory);
	write_file("bundle/config.json", "{\"hostname\":\"web\",\"annotations\":{\"io.kubernetes.cri.container-type\":"
					 "\"container\",\"io.kubernetes.cri.container-name\":\"agent\"}}");
	container = names_of(text);
	assert_string_equal(container.name, "agent");
	write_file("bundle/config.json", "{");
	container = names_of(text);
	assert_string_equal(container.name, "");
}

static void hostile_texts_are_cut_and_repaired(void **unused)
{
	static const char before[] =
		"{\"id\":\"x\",\"pid\":1,\"annotations\":{\"io.kubernetes.cri.container-type\":\"\","
		"\"io.kubernetes.cri.container-name\":\"a\xff\\n\xc3\",\"io.kubernetes.cri.image-name\":\"x";
	char text[8192];
	struct container_state state;
	struct container container;
	size_t length = strlen(before);

	(void)unused;
	memcpy(text, before, length);
	for (size_t i = 0; i < 2000; i++, length += 2)
		memcpy(text + length, "\xc3\xa9", 2);
	strcpy(text + length, "\",\"io.kubernetes.cri.sandbox-name\":\"p\\u0000q\"}}");
	assert_int_equal(read_bytes(text, length + strlen(text + length), &state), 0);
	container_state_names(&state, &container);
	container_state_release(&state);
	assert_string_equal(container.name, "a?\n?");
	assert_string_equal(container.pod, "p");
	assert_int_equal(strlen(container.image), 255);
	assert_memory_equal(container.image + 253, "\xc3\xa9", 3);
}

static void labels_are_bounded_in_number_and_length(void **unused)
{
	static const char before[] =
		"{\"id\":\"x\",\"pid\":1,\"annotations\":{\"io.kubernetes.cri-o.ContainerType\":\"\","
		"\"io.kubernetes.cri-o.Labels\":\"{\\\"" ID ID "\\\":\\\"" ID ID "\\\"";
	char text[16384];
	struct container container;
	size_t length = strlen(before);

	(void)unused;
	memcpy(text, before, length);
	for (int i = 0; i < 100; i++)
		length += (size_t)sprintf(text + length, ",\\\"l%d\\\":\\\"v\\\"", i);
	strcpy(text + length, "}\"}}");
	container = names_of(text);
	assert_int_equal(container.label_count, CONTAINER_LABELS_MAX);
	assert_string_equal(container.labels[0].name, ID);
	assert_string_equal(container.labels[0].value, ID);
	assert_string_equal(container.labels[15].name, "l14");
}

static const struct container_host *host(void)
{
	static char proc[512], cgroups[512];
	static struct container_host made = {.proc = proc, .cgroups = cgroups};

	snprintf(proc, sizeof(proc), "%s/proc", directory);
	snprintf(cgroups, sizeof(cgroups), "%s/cgroup", directory);
	return &made;
}

static int find_cgroup(const char *id, const char *lines, const char *own, struct container *ret_container)
{
	*ret_container = (struct container){0};
	strcpy(ret_container->id, id);
	write_file("proc/12/cgroup", lines);
	write_file("proc/self/cgroup", own);
	return container_find_cgroup(host(), 12, ret_container, &failure);
}

static void the_cgroup_of_a_container_is_found(void **unused)
{
	struct container container;
	struct stat status;

	(void)unused;
	write_file("cgroup/c1/cgroup.procs", "");
	assert_int_equal(find_cgroup("c1", "4:memory:/other\n0::/c1\n", "0::/\n", &container), 0);
	assert_string_equal(container.cgroup, "/c1");
	assert_int_equal(stat(path_of("cgroup/c1"), &status), 0);
	assert_true(container.cgroup_id == status.st_ino);
	assert_true(container_is_there(host(), &container));
	container.cgroup_id++;
	assert_false(container_is_there(host(), &container));
	assert_int_equal(
		find_cgroup(ID, "0::/machine.slice/libpod-" ID ".scope/container\n", "0::/a.slice\n", &container), 0);
	assert_string_equal(container.cgroup, "/machine.slice/libpod-" ID ".scope");
	assert_false(container_is_there(host(), &container));
	assert_int_equal(find_cgroup("c1", "0::/a/c1/payload/init.scope\n", "0::/b\n", &container), 0);
	assert_string_equal(container.cgroup, "/a/c1/payload");
	assert_int_equal(find_cgroup("c1", "0::/a/init.scope\n", "0::/a\n", &container), -ENOTUNIQ);
	assert_int_equal(find_cgroup("c1", "0::/mc1/c1x/c1\n", "0::/mc1/c1x\n", &container), 0);
	assert_string_equal(container.cgroup, "/mc1/c1x/c1");
}

static void a_cgroup_that_is_not_the_containers_is_refused(void **unused)
{
	struct container container;
	char deep[1024] = "0::";

	(void)unused;
	assert_int_equal(find_cgroup("c1", "0::/\n", "0::/a\n", &container), -ENOTUNIQ);
	assert_int_equal(find_cgroup("c1", "0::/a/b\n", "0::/a/b\n", &container), -ENOTUNIQ);
	assert_int_equal(find_cgroup("c1", "0::/a\n", "0::/a/b\n", &container), -ENOTUNIQ);
	assert_int_equal(find_cgroup("c1", "0::/a\n", "0::/ab\n", &container), 0);
	assert_int_equal(find_cgroup("c1", "1:cpu:/a\n", "0::/\n", &container), -ENODATA);
	assert_int_equal(find_cgroup("c1", "0::/../x\n", "0::/\n", &container), -ENODATA);
	for (int i = 0; i < 100; i++)
		strcat(deep, "/abcd");
	assert_int_equal(find_cgroup("c1", deep, "0::/\n", &container), -ENAMETOOLONG);
	assert_int_equal(container_find_cgroup(host(), 13, &container, &failure), -ENOENT);
	assert_non_null(strstr(failure.text, "/13/cgroup"));
}

static void what_is_below_its_cgroup_is_the_containers(void **unused)
{
	const struct container container = {.cgroup = "/a/b"}, none = {.cgroup = ""};

	(void)unused;
	assert_true(container_has_path(&container, "/a/b"));
	assert_true(container_has_path(&container, "/a/b/c"));
	assert_false(container_has_path(&container, "/a/bc"));
	assert_false(container_has_path(&container, "/a"));
	assert_false(container_has_path(&none, "/a"));
}

static int set_up(void **unused)
{
	(void)unused;
	return mkdtemp(directory) ? 0 : -1;
}

static int tear_down(void **unused)
{
	char command[64];

	(void)unused;
	snprintf(command, sizeof(command), "rm -r %s", directory);
	return system(command);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_state_has_id_pid_and_bundle),
		cmocka_unit_test(what_is_no_state_is_refused),
		cmocka_unit_test(containerd_tells_of_a_pod),
		cmocka_unit_test(cri_o_tells_of_a_pod_and_of_labels),
		cmocka_unit_test(podman_tells_in_its_storage),
		cmocka_unit_test(docker_tells_in_its_data_root),
		cmocka_unit_test(ctr_knows_its_containers_by_id),
		cmocka_unit_test(an_engine_without_annotations_may_use_ours),
		cmocka_unit_test(a_state_without_annotations_has_those_of_its_bundle),
		cmocka_unit_test(hostile_texts_are_cut_and_repaired),
		cmocka_unit_test(labels_are_bounded_in_number_and_length),
		cmocka_unit_test(the_cgroup_of_a_container_is_found),
		cmocka_unit_test(a_cgroup_that_is_not_the_containers_is_refused),
		cmocka_unit_test(what_is_below_its_cgroup_is_the_containers),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
