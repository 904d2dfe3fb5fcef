// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/containers.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/language/container-names.h"
#include "policy/language/words.h"

/* A text that no policy asks for. */
#define OTHER "(other)"

static void add_word(char *path, const char *key, const char *text, const char *value)
{
	const size_t length = strlen(path);

	snprintf(path + length, GK_CGROUP_PATH_SIZE - length, "%s%s=%s%s%s", path[length - 1] == '(' ? "" : ",", key,
		 text, value ? "=" : "", value ? value : "");
}

/* A path that is too long is cut: then two may have the same one, and only the first counts. */
static void name(struct container *container)
{
	bool has_others = false;
	size_t size;

	strcpy(container->cgroup, "/container(");
	for (unsigned int key = 0; key < CONTAINER_LABELS; key++) {
		const char *text = container_text(container, key, &size);

		has_others |= strcmp(text, OTHER) == 0;
		if (*text && strcmp(text, OTHER) != 0)
			add_word(container->cgroup, word_text(&container_keys.words, key), text, NULL);
	}
	for (size_t i = 0; i < container->label_count; i++)
		add_word(container->cgroup, word_text(&container_keys.words, CONTAINER_LABELS),
			 container->labels[i].name, container->labels[i].value);
	if (has_others)
		add_word(container->cgroup, "else", "other", NULL);
	size = strlen(container->cgroup);
	strcpy(container->cgroup + (size < GK_CGROUP_PATH_SIZE - 2 ? size : GK_CGROUP_PATH_SIZE - 2), ")");
}

static bool has(const struct diff_containers *containers, const char *path)
{
	for (size_t i = 0; i < containers->count; i++)
		if (strcmp(containers->container[i].cgroup, path) == 0)
			return true;
	return false;
}

static int append(struct diff_containers *containers, struct container *container)
{
	struct container *more;

	name(container);
	if (containers->count == DIFF_CONTAINERS_MAX || has(containers, container->cgroup))
		return 0;
	more = reallocarray(containers->container, containers->count + 1, sizeof(*more));
	if (!more)
		return -ENOMEM;
	containers->container = more;
	containers->container[containers->count++] = *container;
	return 0;
}

static bool merge_label(struct container *into, const struct container_label *label)
{
	for (size_t i = 0; i < into->label_count; i++)
		if (strcmp(into->labels[i].name, label->name) == 0)
			return strcmp(into->labels[i].value, label->value) == 0;
	if (into->label_count == CONTAINER_LABELS_MAX)
		return false;
	into->labels[into->label_count++] = *label;
	return true;
}

/* Adds to `into` what the other one is called; false: they can't be the same container. */
static bool merge(struct container *into, struct container *other)
{
	size_t size;

	for (unsigned int key = 0; key < CONTAINER_LABELS; key++) {
		const char *text = container_text(other, key, &size);
		char *to = container_text(into, key, &size);

		if (*text && *to && strcmp(text, to) != 0)
			return false;
		if (*text)
			strcpy(to, text);
	}
	for (size_t i = 0; i < other->label_count; i++)
		if (!merge_label(into, &other->labels[i]))
			return false;
	return true;
}

/* The same container, of which all that is not asked for is known, and another text than any policy has. */
static int append_known(struct diff_containers *containers, const struct container *example)
{
	struct container known = *example;
	size_t size;

	for (unsigned int key = 0; key < CONTAINER_LABELS; key++) {
		char *text = container_text(&known, key, &size);

		if (!*text)
			strcpy(text, OTHER);
	}
	return append(containers, &known);
}

static int append_both(struct diff_containers *containers, const struct container *example)
{
	struct container container = *example;
	int error = append(containers, &container);

	return error ? error : append_known(containers, example);
}

int diff_containers_add(struct diff_containers *containers, const struct container *example)
{
	static const struct container nothing;
	const size_t before = containers->count;
	int error = before ? 0 : append_known(containers, &nothing);

	if (!error)
		error = append_both(containers, example);
	if (containers->count == before)
		return error;
	for (size_t i = 0; i < before && !error; i++) {
		struct container both = *example;

		if (merge(&both, &containers->container[i]))
			error = append_both(containers, &both);
	}
	return error;
}

void diff_containers_release(struct diff_containers *containers)
{
	free(containers->container);
	*containers = (struct diff_containers){0};
}
