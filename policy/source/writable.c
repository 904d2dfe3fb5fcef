// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy/source/writable.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINKS_MAX 40 /* as in the kernel */

/* A path on its way through the file system. */
struct way {
	char done[PATH_MAX]; /* without symbolic links; empty: the root */
	char rest[PATH_MAX];
	unsigned int links;
	bool is_directory; /* what is at its end is a directory whose entries are read */
	struct stat status;
};

static bool is_of_others(const struct stat *status, bool is_listed)
{
	mode_t writable = status->st_mode & (S_IWGRP | S_IWOTH);
	uid_t user = geteuid();

	if (status->st_uid != 0 && status->st_uid != user)
		return true;
	if (S_ISLNK(status->st_mode)) /* its mode means nothing */
		return false;
	if (S_ISDIR(status->st_mode) && status->st_mode & S_ISVTX && !is_listed)
		return false;
	if (user != 0 && status->st_gid == getegid())
		writable &= ~S_IWGRP;
	return writable != 0;
}

static int begin(struct way *way, const char *path)
{
	char directory[PATH_MAX] = "";
	int length;

	if (path[0] != '/' && !getcwd(directory, sizeof(directory)))
		return -errno;
	length = snprintf(way->rest, sizeof(way->rest), "%s/%s", directory, path);
	return length < (int)sizeof(way->rest) ? 0 : -ENAMETOOLONG;
}

/* To the directory above, by name: there are no links in it. */
static void go_up(struct way *way)
{
	char *slash = strrchr(way->done, '/');

	if (slash)
		*slash = '\0';
}

/* Takes the first name of the rest. Returns false if nothing new is reached by it. */
static bool go_down(struct way *way, int *ret_error)
{
	size_t slashes = strspn(way->rest, "/"), length = strcspn(way->rest + slashes, "/"), done = strlen(way->done);
	const char *name = way->rest + slashes;
	bool is_new = false;

	*ret_error = 0;
	if (length == 2 && strncmp(name, "..", 2) == 0) {
		go_up(way);
	} else if (length > 0 && !(length == 1 && name[0] == '.')) {
		is_new = done + 1 + length < sizeof(way->done);
		*ret_error = is_new ? 0 : -ENAMETOOLONG;
		if (is_new)
			sprintf(way->done + done, "/%.*s", (int)length, name);
	}
	memmove(way->rest, name + length, strlen(name + length) + 1);
	return is_new;
}

static int follow_link(struct way *way)
{
	char target[PATH_MAX], rest[PATH_MAX];
	ssize_t length = readlink(way->done, target, sizeof(target));

	if (length < 0)
		return -errno;
	if (++way->links > LINKS_MAX)
		return -ELOOP;
	memcpy(rest, way->rest, sizeof(rest));
	if (snprintf(way->rest, sizeof(way->rest), "%.*s/%s", (int)length, target, rest) >= (int)sizeof(way->rest))
		return -ENAMETOOLONG;
	go_up(way);
	if (target[0] == '/')
		way->done[0] = '\0';
	return 0;
}

/* Looks at what was reached. Returns 1 if others can change it, 0, or a negative errno. */
static int look(struct way *way)
{
	bool is_end = way->rest[strspn(way->rest, "/")] == '\0';

	if (lstat(way->done[0] ? way->done : "/", &way->status) < 0)
		return -errno;
	if (is_of_others(&way->status, is_end && way->is_directory))
		return 1;
	return S_ISLNK(way->status.st_mode) ? follow_link(way) : 0;
}

/* Goes to the end, or to the first that others can change. Returns as look() does. */
static int walk(struct way *way, const char *path)
{
	int r = begin(way, path);

	if (r == 0)
		r = look(way);
	while (r == 0 && way->rest[0]) {
		int error;

		if (go_down(way, &error))
			r = look(way);
		else
			r = error;
	}
	return r;
}

static void report(struct way *way, struct place place, struct findings *findings)
{
	findings_add(findings, CHECK_WRITABLE, place,
		     "others than root can change '%.150s' (owner %u, group %u, mode %03o): chown root, chmod go-w, or "
		     "use --allow-writable",
		     way->done[0] ? way->done : "/", way->status.st_uid, way->status.st_gid,
		     way->status.st_mode & 07777);
}

void writable_check(const struct policy_inputs *inputs, struct findings *findings)
{
	char reported[PATH_MAX] = "?"; /* the last one: it is on the way to the next ones, too */
	struct place place = {0};
	unsigned int files = 0;

	for (size_t i = 0; i < inputs->count; i++) {
		const struct policy_input *input = &inputs->input[i];
		struct way way = {.is_directory = input->kind == INPUT_DIRECTORY};
		int r;

		if (input->kind != INPUT_FILE && input->kind != INPUT_DIRECTORY)
			continue;
		place.file = input->kind == INPUT_FILE ? files++ : 0;
		r = walk(&way, input->path);
		if (r < 0 && r != -ENOENT)
			findings_add(findings, CHECK_WRITABLE, place, "cannot find out who can change '%.150s': %s",
				     input->path, strerror(-r));
		if (r <= 0 || strcmp(reported, way.done) == 0)
			continue;
		report(&way, place, findings);
		strcpy(reported, way.done);
	}
	findings_sort(findings);
}
