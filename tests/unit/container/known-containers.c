// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Containers in memory: they follow the registry, and files are read only when they are new. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <cmocka.h>

#include "gatekeeper/container/known.h"
#include "gatekeeper/container/registry.h"

static char directory[] = "/tmp/gatekeeper-test-XXXXXX";
static char registry[64];
static const struct container_host host = {.proc = "/proc", .cgroups = "/nowhere"};
static struct failure failure;
static struct known_containers all;

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_BOOTTIME, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

static void add(const char *id, const char *cgroup, const char *name)
{
	uint64_t generation;
	struct container container = {0};

	strcpy(container.id, id);
	strcpy(container.cgroup, cgroup);
	strcpy(container.name, name);
	assert_int_equal(containers_add(registry, &host, &container, &generation, &failure), 0);
}

static void assert_found(uint64_t cgroup, const char *path, const char *name)
{
	const struct container *found = known_containers_find(&all, cgroup, path, now());

	if (!name) {
		assert_null(found);
		return;
	}
	assert_non_null(found);
	assert_string_equal(found->name, name);
}

static void a_container_has_its_cgroup_and_those_below(void **state)
{
	(void)state;
	assert_found(1, "/a", NULL);
	add("a", "/a", "one");
	add("b", "/a/b", "inner");
	add("c", "/c", "other");
	known_containers_refresh(&all);
	assert_found(1, "/a", "one");
	assert_found(2, "/a/b/x", "one"); /* the outermost */
	assert_found(3, "/c/x", "other");
	assert_found(4, "/cx", NULL);
	assert_found(0, "/c", "other"); /* an unknown id has no answer that could be kept */
	assert_found(0, "/a", "one");
}

static void a_new_container_is_seen_at_once(void **state)
{
	char name[16], cgroup[16];

	(void)state;
	for (unsigned int i = 1; i <= 100; i++) { /* many within one tick of the clock */
		snprintf(name, sizeof(name), "n%u", i);
		snprintf(cgroup, sizeof(cgroup), "/%u", i);
		add(name, cgroup, name);
		assert_found(i, cgroup, name);
	}
	assert_int_equal(all.count, 100);
}

static void an_answer_is_kept_until_the_registry_changes(void **state)
{
	(void)state;
	add("a", "/a", "one");
	assert_found(1, "/a", "one");
	assert_found(2, "/b", NULL);
	add("b", "/b", "two");
	assert_found(2, "/b", NULL);
	known_containers_refresh(&all);
	assert_found(2, "/b", "two");
	add("b", "/b", "new");
	known_containers_refresh(&all);
	assert_found(2, "/b", "new");
}

static void a_settled_registry_is_not_read_again(void **state)
{
	const struct timespec ticks = {.tv_nsec = 50000000};
	const struct container *before;

	(void)state;
	add("a", "/a", "one");
	nanosleep(&ticks, NULL);
	before = known_containers_find(&all, 1, "/a", now());
	assert_non_null(before);
	assert_true(all.settled);
	known_containers_refresh(&all);
	assert_true(all.answers[1].id == 1); /* a look at the directory would have forgotten it */
	add("b", "/b", "two");
	known_containers_refresh(&all);
	assert_true(all.answers[1].id == 0);
	assert_ptr_equal(known_containers_find(&all, 1, "/a", now()), before); /* its file was not read again */
}

static void one_that_has_ended_has_the_events_before(void **state)
{
	uint64_t before;

	(void)state;
	add("a", "/a", "one");
	known_containers_refresh(&all);
	before = now();
	assert_int_equal(containers_remove(registry, "a", &failure), 0);
	known_containers_refresh(&all);
	assert_non_null(known_containers_find(&all, 1, "/a", before));
	assert_null(known_containers_find(&all, 1, "/a", now()));
	assert_null(known_containers_find(&all, 2, "/a", now()));
	add("new", "/a", "new");
	known_containers_refresh(&all);
	assert_found(3, "/a", "new");
	assert_string_equal(known_containers_find(&all, 4, "/a", before)->name, "new");
}

static void a_registry_that_is_gone_has_nothing(void **state)
{
	char command[128];

	(void)state;
	add("a", "/a", "one");
	assert_found(1, "/a", "one");
	snprintf(command, sizeof(command), "rm -r %s", registry);
	assert_int_equal(system(command), 0);
	known_containers_refresh(&all);
	assert_found(1, "/a", NULL);
	add("a", "/a", "two");
	known_containers_refresh(&all);
	assert_found(1, "/a", "two");
	assert_int_equal(chmod(registry, 0777), 0); /* others may write: nothing in it counts */
	known_containers_release(&all);
	assert_found(1, "/a", NULL);
	assert_int_equal(chmod(registry, 0700), 0);
	known_containers_release(&all);
	assert_found(1, "/a", "two");
}

static int set_up(void **state)
{
	(void)state;
	strcpy(strrchr(directory, '-') + 1, "XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	snprintf(registry, sizeof(registry), "%s/run/containers", directory);
	all.directory = registry;
	return 0;
}

static int tear_down(void **state)
{
	char command[128];

	(void)state;
	known_containers_release(&all);
	snprintf(command, sizeof(command), "rm -r %s", directory);
	return system(command);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_container_has_its_cgroup_and_those_below),   TEST(a_new_container_is_seen_at_once),
		TEST(an_answer_is_kept_until_the_registry_changes), TEST(a_settled_registry_is_not_read_again),
		TEST(one_that_has_ended_has_the_events_before),     TEST(a_registry_that_is_gone_has_nothing),
	};

	return cmocka_run_group_tests_name("known-containers", tests, NULL, NULL);
}
