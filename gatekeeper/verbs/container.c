// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb container: an OCI hook that tells the gatekeeper what a container is called, and what it was told. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/base/print-json.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/container/entry.h"
#include "gatekeeper/container/registry.h"
#include "gatekeeper/container/runtime-files.h"
#include "gatekeeper/container/state.h"
#include "gatekeeper/enforce/known-containers.h"
#include "gatekeeper/host/outside.h"

#define SYSTEMD_RUN "/usr/bin/systemd-run"

static bool as_json, optional;

static int add_state(const struct container_state *state, struct failure *failure)
{
	const struct container_host host = CONTAINER_HOST;
	struct container container;
	uint64_t generation;
	int error;

	if (!state->pid)
		return failure_set(failure, -ESRCH,
				   "the state of container %s has no pid: run this as a createRuntime hook", state->id);
	container_state_names(state, &container);
	error = container_find_cgroup(&host, state->pid, &container, failure);
	if (error)
		return error;
	error = containers_add(CONTAINERS_DIRECTORY, &host, &container, &generation, failure);
	return error ? error : known_containers_wait(generation, failure);
}

static int add(struct failure *failure)
{
	_cleanup_(container_state_release) struct container_state state = {0};
	int error = container_state_read(stdin, &state, failure);

	return error ? error : add_state(&state, failure);
}

static int take_away(struct failure *failure)
{
	_cleanup_(container_state_release) struct container_state state = {0};
	int error = container_state_read(stdin, &state, failure);

	return error ? error : containers_remove(CONTAINERS_DIRECTORY, state.id, failure);
}

static void print_text(const char *before, const char *text)
{
	char escaped[ESCAPED_SIZE(CONTAINER_TEXT_SIZE)];

	escape_text(text, CONTAINER_TEXT_SIZE, escaped);
	if (*text)
		printf("%s%s", before, escaped);
}

static void print_container(const struct container *container)
{
	char cgroup[ESCAPED_SIZE(sizeof(container->cgroup))];

	escape_text(container->cgroup, sizeof(container->cgroup), cgroup);
	printf("%s", container->id);
	print_text(" ", container->name);
	print_text(", image ", container->image);
	print_text(", pod ", container->pod);
	print_text(" in namespace ", container->namespace);
	print_text(", by ", container->engine);
	printf("\n  cgroup %s\n", cgroup);
}

/* Prints the entries, or appends them to `ret_list`. Returns how many files are none. */
static size_t list_entries(DIR *directory, json_t *ret_list)
{
	struct container container;
	size_t damaged = 0;

	for (struct dirent *entry = readdir(directory); entry; entry = readdir(directory)) {
		if (entry->d_name[0] == '.')
			continue;
		if (containers_read(dirfd(directory), entry->d_name, &container))
			damaged++;
		else if (ret_list)
			json_array_append_new(ret_list, container_to_json(&container));
		else
			print_container(&container);
	}
	return damaged;
}

static int list(struct failure *failure)
{
	const struct container_host host = CONTAINER_HOST;
	int error = containers_prune(CONTAINERS_DIRECTORY, &host, failure);
	_cleanup_closedir_ DIR *directory = NULL;
	json_t *entries = as_json ? json_array() : NULL;
	size_t damaged = 0;

	directory = error ? NULL : opendir(CONTAINERS_DIRECTORY);
	if (directory)
		damaged = list_entries(directory, entries);
	if (damaged)
		print_error("%zu files in " CONTAINERS_DIRECTORY " are not entries of containers; remove them",
			    damaged);
	if (as_json && print_json(entries, JSON_INDENT(2)))
		return failure_set(failure, -ENOMEM, "no memory");
	return error == -ENOENT ? 0 : error;
}

struct scan {
	const struct container_host *host;
	unsigned int added, failed;
	uint64_t generation; /* of the last one that was added */
};

static bool is_known(const char *id)
{
	_cleanup_close_ int fd = containers_open(CONTAINERS_DIRECTORY);
	struct container known;

	return fd >= 0 && containers_read(fd, id, &known) == 0;
}

/* What a hook told is better than what is found. */
static void take_running(void *context, const struct running_container *running)
{
	struct scan *scan = context;
	struct container container;
	struct failure failure;
	int error;

	if (is_known(running->state.id))
		return;
	container_state_names(&running->state, &container);
	error = container_set_cgroup(scan->host, running->cgroup, &container, &failure);
	if (!error)
		error = containers_add(CONTAINERS_DIRECTORY, scan->host, &container, &scan->generation, &failure);
	if (error)
		print_error("%s", failure.text);
	scan->failed += error != 0;
	scan->added += !error;
}

static int scan(struct failure *failure)
{
	const struct container_host host = CONTAINER_HOST;
	struct scan scan = {.host = &host};
	int bad, error = outside_check_host(failure);

	if (error)
		return error;
	bad = running_containers_visit("", &host, take_running, &scan);
	if (scan.added)
		error = known_containers_wait(scan.generation, failure);
	printf("%u containers added\n", scan.added);
	if (bad)
		print_error("%d files of runtimes can't be read as such", bad);
	if (!error && (scan.failed || bad))
		error = failure_set(failure, -EIO, "not every container could be added");
	return error;
}

static const struct action {
	const char *name;
	bool is_hook;
	int (*run)(struct failure *failure);
} actions[] = {{"add", true, add}, {"remove", true, take_away}, {"list", false, list}, {"scan", false, scan}};

static const struct action *find_action(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(actions); i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	return NULL;
}

/* Some runtimes show nobody what a hook prints. */
static void report(const struct failure *failure, const char *consequence)
{
	print_error("%s%s", failure->text, consequence);
	if (isatty(STDERR_FILENO))
		return;
	openlog("gatekeeper", LOG_PID, LOG_DAEMON);
	syslog(LOG_ERR, "container: %s%s", failure->text, consequence);
	closelog();
}

/* Another user's engine runs hooks as root of its own user namespace. It may neither add nor ask for the policy, and
 * runs no hooks if its user does not want them. */
static bool is_root_of_host(void)
{
	return geteuid() == 0 && !outside_namespace();
}

/* podman runs hooks of containers with user namespaces in a mount namespace of its own, and an engine may be sandboxed.
 * There, this program is not on the host: nothing shows it what is loaded, and it would take that for nothing. The
 * service manager starts it on the host; stdin and exit code stay those of the hook. Returns only if that failed. */
static void run_on_host(const char *action, struct failure *failure)
{
	char self[PATH_MAX];
	const ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (length > 0) {
		self[length] = '\0';
		execl(SYSTEMD_RUN, SYSTEMD_RUN, "--quiet", "--pipe", "--wait", "--collect", "--", self, "container",
		      action, optional ? "--optional" : NULL, NULL);
	}
	failure_set(failure, -errno,
		    "not in the host's namespaces, and cannot run " SYSTEMD_RUN " to get there: %s; let the engine run "
		    "its hooks on the host",
		    strerror(errno));
}

static int run_container(char **arguments)
{
	const struct action *action = find_action(arguments[0]);
	struct failure failure;

	if (!action)
		return print_misuse(
			"container has no action '%s', only add, remove, list and scan; see gatekeeper help container",
			arguments[0]);
	if ((as_json && action->run != list) || (optional && !action->is_hook))
		return print_misuse("container %s has no option '--%s'; see gatekeeper help container", action->name,
				    as_json ? "json" : "optional");
	if (action->is_hook && is_root_of_host() && outside_check_host(&failure)) {
		run_on_host(action->name, &failure);
		report(&failure, "");
		return EXIT_FAILED;
	}
	if (action->run(&failure) == 0)
		return EXIT_OK;
	if (optional && (!is_root_of_host() || !known_containers_are_required())) {
		report(&failure, "; the container has no names");
		return EXIT_OK;
	}
	report(&failure, optional ? "; the policy has containers: required" : "");
	return EXIT_FAILED;
}

static const struct option_spec options[] = {
	{.name = "json", .help = "print JSON: an array with an object for each (list)", .flag = &as_json},
	{.name = "optional",
	 .help = "start the container also if it can't be added, unless the policy has containers: required: a failure "
		 "is a warning (add, remove)",
	 .flag = &optional},
	{0},
};

const struct verb verb_container = {
	.name = "container",
	.arguments = "ACTION",
	.summary = "add, remove, list or scan for names of containers, as an OCI hook",
	.minimum = 1,
	.maximum = 1,
	.options = options,
	.run = run_container,
};
