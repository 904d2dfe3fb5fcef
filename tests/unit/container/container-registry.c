// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The registry of containers: what is added is read again, and what is not an entry does not count. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/container/registry.h"

static char directory[] = "/tmp/gatekeeper-test-XXXXXX";
static char registry[64], cgroups[64];
static const struct container_host host = {.proc = "/proc", .cgroups = cgroups};
static struct failure failure;
static uint64_t generation; /* of the last one that was added */

static void run(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void run(const char *format, ...)
{
	char command[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	assert_int_equal(system(command), 0);
}

static struct container made(const char *id, const char *cgroup)
{
	struct container container = {.engine = "podman", .name = "web"};

	strcpy(container.id, id);
	strcpy(container.cgroup, cgroup);
	return container;
}

static int add(const struct container *container)
{
	return containers_add(registry, &host, container, &generation, &failure);
}

static int read_one(const char *id, struct container *ret_container)
{
	int fd = containers_open(registry), error;

	assert_true(fd >= 0);
	error = containers_read(fd, id, ret_container);
	close(fd);
	return error;
}

static void what_is_added_is_read_again(void **unused)
{
	struct container added = made("x", "/x"), read;
	struct stat status;

	(void)unused;
	added.cgroup_id = UINT64_MAX;
	strcpy(added.name, "a\n\x1b[2J\xe2\x80\xae\"\\");
	strcpy(added.image, "i");
	strcpy(added.image_digest, "d");
	strcpy(added.namespace, "n");
	strcpy(added.pod, "p");
	strcpy(added.labels[0].name, "a.b/c");
	strcpy(added.labels[0].value, "");
	strcpy(added.labels[1].name, "k");
	strcpy(added.labels[1].value, "v");
	added.label_count = 2;
	assert_int_equal(add(&added), 0);
	assert_int_equal(read_one("x", &read), 0);
	assert_memory_equal(&read, &added, sizeof(read));
	assert_int_equal(stat(registry, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0700);
}

static void the_longest_entry_is_read_again(void **unused)
{
	struct container added = made("x", "/x"), read;

	(void)unused;
	memset(added.name, 1, sizeof(added.name) - 1);
	memset(added.image, 1, sizeof(added.image) - 1);
	memset(added.image_digest, 1, sizeof(added.image_digest) - 1);
	memset(added.namespace, 1, sizeof(added.namespace) - 1);
	memset(added.pod, 1, sizeof(added.pod) - 1);
	memset(added.engine, 1, sizeof(added.engine) - 1);
	memset(added.cgroup + 1, 1, sizeof(added.cgroup) - 2);
	for (unsigned int i = 0; i < CONTAINER_LABELS_MAX; i++) {
		memset(added.labels[i].name, 1, CONTAINER_LABEL_SIZE - 1);
		added.labels[i].name[0] = (char)('a' + i);
		memset(added.labels[i].value, 1, CONTAINER_LABEL_SIZE - 1);
	}
	added.label_count = CONTAINER_LABELS_MAX;
	assert_int_equal(add(&added), 0);
	assert_int_equal(read_one("x", &read), 0);
	assert_memory_equal(&read, &added, sizeof(read));
}

static void an_entry_is_replaced_and_removed(void **unused)
{
	struct container container = made("x", "/x");

	(void)unused;
	assert_int_equal(add(&container), 0);
	strcpy(container.name, "new");
	assert_int_equal(add(&container), 0);
	assert_int_equal(read_one("x", &container), 0);
	assert_string_equal(container.name, "new");
	assert_int_equal(containers_remove(registry, "x", &failure), 0);
	assert_int_equal(read_one("x", &container), -ENOENT);
	assert_int_equal(containers_remove(registry, "x", &failure), 0);
}

static int count(void *to, const struct container *container)
{
	(void)container;
	return ++*(int *)to == 100;
}

/* Visits them all. Returns their number. */
static int visit(uint64_t *ret_generation)
{
	int number = 0;

	assert_int_equal(containers_visit(registry, count, &number, ret_generation), 0);
	return number;
}

static void each_change_is_a_new_generation(void **unused)
{
	struct container one = made("x", "/x"), other = made("y", "/y");
	uint64_t first, second, seen;
	int number = 98;

	(void)unused;
	assert_int_equal(visit(&seen), 0);
	assert_int_equal(seen, 0);
	assert_int_equal(containers_make(registry), 0);
	assert_int_equal(visit(&seen), 0);
	assert_int_equal(seen, 0);
	assert_int_equal(add(&one), 0);
	first = generation;
	assert_int_equal(visit(&seen), 1);
	assert_int_equal(seen, first);
	assert_int_equal(add(&other), 0);
	second = generation;
	assert_true(second > first);
	assert_int_equal(containers_visit(registry, count, &number, &seen), 1);
	assert_int_equal(number, 100);
	assert_int_equal(containers_remove(registry, "x", &failure), 0);
	assert_int_equal(visit(&seen), 1);
	assert_true(seen > second);
	run("rm -r %s", registry);
	assert_int_equal(add(&one), 0);
	assert_true(generation > seen);
}

static void a_new_container_in_a_cgroup_ends_the_old_one(void **unused)
{
	struct container old = made("old", "/x"), other = made("other", "/x/y"), new = made("new", "/x"), read;

	(void)unused;
	assert_int_equal(add(&old), 0);
	assert_int_equal(add(&other), 0);
	assert_int_equal(add(&new), 0);
	assert_int_equal(read_one("old", &read), -ENOENT);
	assert_int_equal(read_one("other", &read), 0);
	assert_int_equal(read_one("new", &read), 0);
}

static void entries_of_cgroups_that_are_gone_are_pruned(void **unused)
{
	struct container here = made("here", "/here"), gone = made("gone", "/gone"), again = made("again", "/again");

	(void)unused;
	run("mkdir -p %s/here %s/again", cgroups, cgroups);
	again.cgroup_id = 1; /* of the one that was there before */
	assert_int_equal(add(&here) | add(&gone) | add(&again), 0);
	assert_int_equal(containers_prune(registry, &host, &failure), 0);
	assert_int_equal(read_one("here", &here), 0);
	assert_int_equal(read_one("gone", &gone), -ENOENT);
	assert_int_equal(read_one("again", &again), -ENOENT);
}

static void a_full_registry_takes_no_more_than_those_that_are_gone_leave(void **unused)
{
	struct container container = made("x", "/x");

	(void)unused;
	run("mkdir -p %s %s/here && cd %s && chmod 700 . && for i in $(seq %d); do"
	    " echo '{\"id\":\"c'$i'\",\"cgroup\":\"/here\"}' >c$i; done && chmod 600 *",
	    registry, cgroups, registry, CONTAINERS_MAX);
	assert_int_equal(add(&container), -ENOSPC);
	assert_non_null(strstr(failure.text, "2048"));
	run("cd %s && echo '{\"id\":\"c7\",\"cgroup\":\"/gone\"}' >c7", registry);
	assert_int_equal(add(&container), 0);
	assert_int_equal(read_one("x", &container), 0);
	assert_int_equal(add(&container), 0);
}

static void what_is_not_an_entry_of_ours_does_not_count(void **unused)
{
	struct container container = made("x", "/x");

	(void)unused;
	assert_int_equal(add(&container), 0);
	run("cd %s && echo '{' >broken && chmod 600 * && : >empty && ln -s x link && mkfifo fifo && mkdir folder",
	    registry);
	run("cd %s && cp x other && cp x writable && cp x big && truncate -s 100k big && chmod 666 writable", registry);
	run("cd %s && sed -i s/x/writable/ writable && echo '{\"id\":\"nowhere\"}' >nowhere", registry);
	assert_int_equal(read_one("x", &container), 0);
	assert_int_equal(read_one("broken", &container), -EBADMSG);
	assert_int_equal(read_one("empty", &container), -EBADMSG);
	assert_int_equal(read_one("link", &container), -EBADMSG);
	assert_int_equal(read_one("fifo", &container), -EBADMSG);
	assert_int_equal(read_one("folder", &container), -EBADMSG);
	assert_int_equal(read_one("other", &container), -EBADMSG);
	assert_int_equal(read_one("writable", &container), -EBADMSG);
	run("chmod 600 %s/writable", registry);
	assert_int_equal(read_one("writable", &container), 0);
	assert_int_equal(read_one("big", &container), -EBADMSG);
	assert_int_equal(read_one("nowhere", &container), -EBADMSG);
}

static void a_directory_of_others_is_refused(void **unused)
{
	struct container container = made("x", "/x");

	(void)unused;
	assert_int_equal(containers_open(registry), -ENOENT);
	assert_int_equal(containers_remove(registry, "x", &failure), 0);
	run("mkdir -p %s && chmod 777 %s", registry, registry);
	assert_int_equal(add(&container), -EPERM);
	assert_non_null(strstr(failure.text, registry));
	run("chmod 700 %s", registry);
	assert_int_equal(add(&container), 0);
	run("mv %s %s.moved && ln -s %s.moved %s", registry, registry, registry, registry);
	assert_true(add(&container) < 0);
	run("rm %s && mv %s.moved %s", registry, registry, registry);
	if (geteuid() != 0)
		return;
	run("chown 65534 %s/x", registry);
	assert_int_equal(read_one("x", &container), -EBADMSG);
	run("chown 65534 %s", registry);
	assert_int_equal(add(&container), -EPERM);
}

static int set_up(void **unused)
{
	(void)unused;
	strcpy(strrchr(directory, '-') + 1, "XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	snprintf(registry, sizeof(registry), "%s/run/containers", directory);
	snprintf(cgroups, sizeof(cgroups), "%s/cgroups", directory);
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	run("rm -r %s", directory);
	return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(what_is_added_is_read_again),
		TEST(the_longest_entry_is_read_again),
		TEST(an_entry_is_replaced_and_removed),
		TEST(each_change_is_a_new_generation),
		TEST(a_new_container_in_a_cgroup_ends_the_old_one),
		TEST(entries_of_cgroups_that_are_gone_are_pruned),
		TEST(a_full_registry_takes_no_more_than_those_that_are_gone_leave),
		TEST(what_is_not_an_entry_of_ours_does_not_count),
		TEST(a_directory_of_others_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
