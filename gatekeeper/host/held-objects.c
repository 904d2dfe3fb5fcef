// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/host/held-objects.h"

#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#define PROC_PATH_SIZE 64

bool held_object_parse(FILE *fdinfo, struct held_object *ret_held)
{
	struct held_object held = {.pid = ret_held->pid};
	char line[128];

	while (fgets(line, sizeof(line), fdinfo)) {
		if (sscanf(line, "link_id: %u", &held.link_id) != 1)
			sscanf(line, "prog_id: %u", &held.program_id);
	}
	if (!held.program_id)
		return false;
	*ret_held = held;
	return true;
}

/*
 * kernel/bpf/syscall.c: anon_inode:bpf-prog, anon_inode:bpf_link. Reading the link is cheaper than the text, and most
 * descriptors are of something else.
 */
static bool is_of_bpf(const char *pid, const char *fd)
{
	char path[PROC_PATH_SIZE], target[PROC_PATH_SIZE];
	ssize_t length;

	snprintf(path, sizeof(path), "/proc/%.16s/fd/%.16s", pid, fd);
	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return false;
	target[length] = '\0';
	return strncmp(target, "anon_inode:", strlen("anon_inode:")) == 0 && strstr(target, "bpf");
}

static bool read_held(const char *pid, const char *fd, struct held_object *ret_held)
{
	char path[PROC_PATH_SIZE];
	_cleanup_fclose_ FILE *fdinfo = NULL;

	if (!isdigit((unsigned char)fd[0]) || !is_of_bpf(pid, fd))
		return false;
	snprintf(path, sizeof(path), "/proc/%.16s/fdinfo/%.16s", pid, fd);
	fdinfo = fopen(path, "re");
	*ret_held = (struct held_object){.pid = (uint32_t)strtoul(pid, NULL, 10)};
	return fdinfo && held_object_parse(fdinfo, ret_held);
}

static bool visit_process(const char *pid, bool (*visit)(void *context, const struct held_object *held), void *context)
{
	char path[PROC_PATH_SIZE];
	_cleanup_closedir_ DIR *directory = NULL;

	snprintf(path, sizeof(path), "/proc/%.16s/fd", pid);
	directory = opendir(path);
	for (struct dirent *entry; directory && (entry = readdir(directory));) {
		struct held_object held;

		if (read_held(pid, entry->d_name, &held) && visit(context, &held))
			return true;
	}
	return false;
}

bool held_objects_visit(bool (*visit)(void *context, const struct held_object *held), void *context)
{
	_cleanup_closedir_ DIR *proc = opendir("/proc");

	for (struct dirent *entry; proc && (entry = readdir(proc));)
		if (isdigit((unsigned char)entry->d_name[0]) && visit_process(entry->d_name, visit, context))
			return true;
	return false;
}

void process_name(uint32_t pid, char ret_name[PROCESS_NAME_SIZE])
{
	char path[PROC_PATH_SIZE], name[64] = "gone";
	_cleanup_fclose_ FILE *comm = NULL;

	snprintf(path, sizeof(path), "/proc/%u/comm", pid);
	comm = fopen(path, "re");
	if (comm && fgets(name, sizeof(name), comm))
		name[strcspn(name, "\n")] = '\0';
	escape_text(name, sizeof(name), ret_name);
}
