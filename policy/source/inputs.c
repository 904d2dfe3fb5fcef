// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy/source/inputs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* As it is now; all zero when it is not there. */
static void look(const char *path, struct stat *ret_status)
{
	if (stat(path, ret_status) < 0)
		memset(ret_status, 0, sizeof(*ret_status));
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool same(enum input_kind kind, const struct stat *a, const struct stat *b)
{
	if (a->st_dev != b->st_dev || a->st_ino != b->st_ino)
		return false;
	if (kind == INPUT_EXECUTABLE || kind == INPUT_CGROUP)
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
	if (status)
		input->status = *status;
	else
		look(path, &input->status);
	return 0;
}

bool policy_inputs_changed(struct policy_inputs *inputs)
{
	bool changed = false;

	for (size_t i = 0; i < inputs->count; i++) {
		struct policy_input *input = &inputs->input[i];
		struct stat now;

		look(input->path, &now);
		changed |= !same(input->kind, &input->status, &now);
		input->status = now;
	}
	return changed;
}

void policy_inputs_release(struct policy_inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++)
		free(inputs->input[i].path);
	free(inputs->input);
	memset(inputs, 0, sizeof(*inputs));
}
