// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/container/runtime-files.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/base/cleanup.h"
#include "policy/language/resolve.h"

#include "gatekeeper/base/text-file.h"
#include "gatekeeper/container/text.h"

#define START_FIELD 20 /* of /proc/PID/stat, behind the name and its parenthesis: proc(5), field 22 */

/* What a file says. */
struct fields {
	json_int_t pid;
	json_int_t start; /* of the process, in clock ticks since boot */
	const char *bundle;
	const char *cgroup;
};

static struct fields read_crun(json_t *file)
{
	return (struct fields){
		.pid = json_integer_value(json_object_get(file, "pid")),
		.start = json_integer_value(json_object_get(file, "process-start-time")),
		.bundle = json_string_value(json_object_get(file, "bundle")),
		.cgroup = json_string_value(json_object_get(file, "cgroup-path")),
	};
}

/* The value of the last label NAME= of the configuration. runc puts its own ones behind the annotations, which whoever
 * starts the container chooses. */
static const char *find_label(json_t *config, const char *name)
{
	json_t *labels = json_object_get(config, "labels");

	for (size_t i = json_array_size(labels); i > 0; i--) {
		const char *label = json_string_value(json_array_get(labels, i - 1));

		if (label && strncmp(label, name, strlen(name)) == 0)
			return label + strlen(name);
	}
	return NULL;
}

/* On cgroup 2, the only path has the name "". */
static struct fields read_runc(json_t *file)
{
	const char *cgroup = json_string_value(json_object_get(json_object_get(file, "cgroup_paths"), ""));
	const size_t length = strlen(CGROUP_ROOT);

	return (struct fields){
		.pid = json_integer_value(json_object_get(file, "init_process_pid")),
		.start = json_integer_value(json_object_get(file, "init_process_start")),
		.bundle = find_label(json_object_get(file, "config"), "bundle="),
		.cgroup = cgroup && strncmp(cgroup, CGROUP_ROOT "/", length + 1) == 0 ? cgroup + length : NULL,
	};
}

static const struct {
	const char *pattern;
	struct fields (*read)(json_t *file);
} places[] = {
	{"/run/crun/*/status", read_crun},
	{"/run/runc/*/state.json", read_runc},
	{"/run/docker/runtime-runc/*/*/state.json", read_runc},
	{"/run/containerd/runc/*/*/state.json", read_runc},
};

/* Reads a file that only this user can have written. Returns an object to be released, or NULL. */
static json_t *read_file(const char *path)
{
	_cleanup_free_ char *text = malloc(TEXT_FILE_MAX);
	_cleanup_close_ int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat status;
	ssize_t length;

	if (!text || fd < 0 || fstat(fd, &status) || !S_ISREG(status.st_mode) || status.st_uid != geteuid() ||
	    status.st_mode & (S_IWGRP | S_IWOTH))
		return NULL;
	length = read(fd, text, TEXT_FILE_MAX);
	return length > 0 && length < TEXT_FILE_MAX ? text_to_object(text, (size_t)length) : NULL;
}

/* Is it the process that the runtime started, and not another one with its number? */
static bool is_process(const struct container_host *host, json_int_t pid, json_int_t start)
{
	char path[PATH_MAX], text[1024];
	_cleanup_close_ int fd = -1;
	ssize_t length;
	char *field;

	snprintf(path, sizeof(path), "%s/%" JSON_INTEGER_FORMAT "/stat", host->proc, pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	length = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (length <= 0 || !start)
		return false;
	text[length] = '\0';
	field = strrchr(text, ')');
	for (int i = 0; field && i < START_FIELD; i++)
		field = strchr(field + 1, ' ');
	return field && strtoll(field, NULL, 10) == start;
}

/* Returns 0 also for one that has ended. */
static int take_one(const char *path, const struct fields *fields, const struct container_host *host,
		    void (*take)(void *context, const struct running_container *running), void *context)
{
	_cleanup_free_ char *copy = strdup(path), *cgroup = NULL;
	struct running_container running = {.state.pid = (pid_t)fields->pid};
	const char *id;

	if (!copy)
		return -ENOMEM;
	id = basename(dirname(copy));
	if (fields->pid <= 0 || fields->pid > INT_MAX || !fields->bundle || !fields->cgroup || !is_container_id(id) ||
	    strlen(fields->bundle) >= sizeof(running.state.bundle))
		return -EBADMSG;
	if (!is_process(host, fields->pid, fields->start))
		return 0;
	if (asprintf(&cgroup, "%s%s", fields->cgroup[0] == '/' ? "" : "/", fields->cgroup) < 0)
		return -ENOMEM;
	strcpy(running.state.id, id);
	strcpy(running.state.bundle, fields->bundle);
	running.cgroup = cgroup;
	take(context, &running);
	return 0;
}

int running_containers_visit(const char *root, const struct container_host *host,
			     void (*take)(void *context, const struct running_container *running), void *context)
{
	int bad = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(places); i++) {
		char pattern[PATH_MAX];
		glob_t found;

		snprintf(pattern, sizeof(pattern), "%s%s", root, places[i].pattern);
		if (glob(pattern, GLOB_NOSORT, NULL, &found))
			continue;
		for (size_t j = 0; j < found.gl_pathc; j++) {
			json_t *file = read_file(found.gl_pathv[j]);
			const struct fields fields = places[i].read(file);

			bad += take_one(found.gl_pathv[j], &fields, host, take, context) != 0;
			json_decref(file);
		}
		globfree(&found);
	}
	return bad;
}
