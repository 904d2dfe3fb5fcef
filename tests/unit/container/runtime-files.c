// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Containers that run are found in the files of their runtimes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/container/runtime-files.h"

static char root[] = "/tmp/gatekeeper-test-XXXXXX";
static const struct container_host host = {.proc = "/proc", .cgroups = "/sys/fs/cgroup"};

static void run(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void run(const char *format, ...)
{
	char command[2048];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(command, sizeof(command), format, arguments);
	va_end(arguments);
	assert_int_equal(system(command), 0);
}

/* When this process was started, as proc(5) counts: its name has no blank. */
static unsigned long long own_start(void)
{
	unsigned long long start = 0;
	FILE *file = fopen("/proc/self/stat", "re");

	assert_non_null(file);
	for (int field = 1; field < 22; field++)
		assert_int_equal(fscanf(file, "%*s"), 0);
	assert_int_equal(fscanf(file, "%llu", &start), 1);
	fclose(file);
	return start;
}

static void write_crun(const char *id, unsigned long long start, const char *cgroup)
{
	run("mkdir -p %s/run/crun/%s && echo "
	    "'{\"pid\":%d,\"process-start-time\":%llu,\"cgroup-path\":\"%s\",\"bundle\":\"/b/%s\"}' "
	    ">%s/run/crun/%s/status",
	    root, id, getpid(), start, cgroup, id, root, id);
}

static void write_runc(const char *folder, const char *id, const char *cgroup)
{
	run("mkdir -p %s/%s/%s && echo "
	    "'{\"init_process_pid\":%d,\"init_process_start\":%llu,\"cgroup_paths\":{\"\":\"%s\"},"
	    "\"config\":{\"labels\":[\"a=b\",\"bundle=/b/annotated\",\"bundle=/b/%s\"]}}' >%s/%s/%s/state.json",
	    root, folder, id, getpid(), own_start(), cgroup, id, root, folder, id);
}

/* What was visited, as " ID CGROUP BUNDLE" each. */
static char seen[16384];

static void take(void *context, const struct running_container *running)
{
	const size_t length = strlen(seen);

	(void)context;
	assert_int_equal(running->state.pid, getpid());
	snprintf(seen + length, sizeof(seen) - length, " %s %s %s", running->state.id, running->cgroup,
		 running->state.bundle);
}

static int visit(void)
{
	seen[0] = '\0';
	return running_containers_visit(root, &host, take, NULL);
}

static void each_runtime_is_read(void **state)
{
	(void)state;
	assert_int_equal(visit(), 0);
	assert_string_equal(seen, "");
	write_crun("one", own_start(), "/one.scope");
	assert_int_equal(visit(), 0);
	assert_string_equal(seen, " one /one.scope /b/one");
	write_crun("one", own_start(), "a.slice/one.scope/container");
	assert_int_equal(visit(), 0);
	assert_string_equal(seen, " one /a.slice/one.scope/container /b/one");
	run("rm -r %s/run", root);
	write_runc("run/runc", "two", "/sys/fs/cgroup/two");
	write_runc("run/docker/runtime-runc/moby", "three", "/sys/fs/cgroup/three");
	write_runc("run/containerd/runc/k8s.io", "four", "/sys/fs/cgroup/four");
	assert_int_equal(visit(), 0);
	assert_string_equal(seen, " two /two /b/two three /three /b/three four /four /b/four");
}

/* Its number may be that of another process today. */
static void what_has_ended_is_left_out(void **state)
{
	(void)state;
	write_crun("one", own_start() + 1, "/one.scope");
	write_crun("two", 0, "/two.scope");
	assert_int_equal(visit(), 0);
	assert_string_equal(seen, "");
}

static void what_is_no_file_of_a_runtime_is_counted(void **state)
{
	(void)state;
	run("mkdir -p %s/run/crun/none %s/run/crun/link %s/run/crun/open && echo '{}' >%s/run/crun/none/status", root,
	    root, root, root);
	write_crun("open", own_start(), "/open.scope");
	run("chmod 666 %s/run/crun/open/status && ln -s ../open/status %s/run/crun/link/status", root, root);
	write_runc("run/runc", "elsewhere", "/sys/fs/other/x");
	run("mkdir -p %s/run/crun/a,b && cp %s/run/crun/none/status %s/run/crun/a,b/status", root, root, root);
	assert_int_equal(visit(), 5);
	assert_string_equal(seen, "");
}

static int clean(void **state)
{
	(void)state;
	run("rm -rf %s/run", root);
	return 0;
}

static int make(void **state)
{
	(void)state;
	return mkdtemp(root) ? 0 : -1;
}

static int remove_all(void **state)
{
	(void)state;
	run("rm -rf %s", root);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(each_runtime_is_read, clean),
		cmocka_unit_test_teardown(what_has_ended_is_left_out, clean),
		cmocka_unit_test_teardown(what_is_no_file_of_a_runtime_is_counted, clean),
	};

	return cmocka_run_group_tests_name("runtime-files", tests, make, remove_all);
}
