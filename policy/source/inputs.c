// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy/source/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

bool is_drop_in_name(const char *name)
{
	size_t length = strlen(name);

	return name[0] != '.' && length > 5 && strcmp(name + length - 5, ".yaml") == 0;
}

/* FNV-1a */
static uint64_t hash_name(const char *name)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 0x100000001b3;
	return hash;
}

/* 0 if the directory cannot be read. */
static uint64_t hash_names(const char *path)
{
	_cleanup_closedir_ DIR *directory = opendir(path);
	const struct dirent *entry;
	uint64_t hash = 0;

	if (!directory)
		return 0;
	while ((entry = readdir(directory)))
		if (is_drop_in_name(entry->d_name))
			hash += hash_name(entry->d_name);
	return hash;
}

/* As it is now; all zero when it is not there. */
static void look(enum input_kind kind, const char *path, struct stat *ret_status, uint64_t *ret_names)
{
	if (stat(path, ret_status) < 0)
		memset(ret_status, 0, sizeof(*ret_status));
	*ret_names = kind == INPUT_DIRECTORY ? hash_names(path) : 0;
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool same(enum input_kind kind, const struct stat *a, const struct stat *b)
{
	if (a->st_dev != b->st_dev || a->st_ino != b->st_ino)
		return false;
	if (kind == INPUT_DIRECTORY)
		return a->st_mode == b->st_mode && a->st_uid == b->st_uid && a->st_gid == b->st_gid;
	if (kind != INPUT_FILE)
		return true;
	return a->st_size == b->st_size && same_time(&a->st_mtim, &b->st_mtim) && same_time(&a->st_ctim, &b->st_ctim);
}

static int make_room(struct policy_inputs *inputs)
{
	size_t room = inputs->room ? inputs->room * 2 : 16;
	struct policy_input *input;

	if (inputs->count < inputs->room)
		return 0;
	input = realloc(inputs->input, room * sizeof(*input));
	if (!input)
		return -ENOMEM;
	inputs->input = input;
	inputs->room = room;
	return 0;
}

int policy_inputs_add(struct policy_inputs *inputs, enum input_kind kind, const char *path, const struct stat *status)
{
	struct policy_input *input;
	char *copy = strdup(path);

	if (!copy || make_room(inputs) < 0) {
		free(copy);
		return -ENOMEM;
	}
	input = &inputs->input[inputs->count++];
	input->kind = kind;
	input->path = copy;
	input->names = 0;
	if (status)
		input->status = *status;
	else
		look(kind, path, &input->status, &input->names);
	return 0;
}

/* Compares it with the last look, and makes this one the last if `take`. */
static bool has_changed(struct policy_input *input, bool take)
{
	struct stat now;
	uint64_t names;
	bool changed;

	look(input->kind, input->path, &now, &names);
	changed = !same(input->kind, &input->status, &now) || input->names != names;
	if (take) {
		input->status = now;
		input->names = names;
	}
	return changed;
}

bool policy_inputs_changed(struct policy_inputs *inputs)
{
	bool changed = false;

	for (size_t i = 0; i < inputs->count; i++)
		changed |= has_changed(&inputs->input[i], true);
	return changed;
}

bool policy_inputs_differ(const struct policy_inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++)
		if (has_changed(&inputs->input[i], false))
			return true;
	return false;
}

void policy_inputs_release(struct policy_inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++)
		free(inputs->input[i].path);
	free(inputs->input);
	memset(inputs, 0, sizeof(*inputs));
}
