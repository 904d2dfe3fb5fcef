// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/container/podman-storage.h"

#include <glob.h>
#include <linux/limits.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-file.h"
#include "gatekeeper/container/text.h"

#define USUAL_STORAGE "/var/lib/containers/storage" /* graphroot of containers-storage.conf(5) */

/* The second has containers that are removed when they end. */
static const char *const lists[] = {"containers.json", "volatile-containers.json"};

/* The list of containers in one file, to be released; NULL: there is none that can be read. */
static json_t *read_list(const char *storage, const char *name)
{
	char path[PATH_MAX + 32];
	_cleanup_free_ char *text = NULL;

	snprintf(path, sizeof(path), "%s/%s", storage, name);
	if (text_file_read(path, &text))
		return NULL;
	text_repair(text, strlen(text));
	return json_loads(text, JSON_ALLOW_NUL, NULL);
}

/* The metadata is JSON in a text of its own. */
static void take_metadata(json_t *entry, struct container *container)
{
	const char *text = json_string_value(json_object_get(entry, "metadata"));
	_cleanup_free_ char *copy = text ? strdup(text) : NULL;
	json_t *metadata = copy ? text_to_object(copy, strlen(copy)) : NULL;
	const char *image_id = json_string_value(json_object_get(metadata, "image-id"));

	text_take(metadata, "name", container->name, sizeof(container->name));
	text_take(metadata, "image-name", container->image, sizeof(container->image));
	if (image_id)
		text_take_digest(image_id, container->image_digest);
	json_decref(metadata);
}

static void take_from(json_t *list, struct container *container)
{
	json_t *entry;
	size_t i;

	json_array_foreach (list, i, entry) {
		const char *id = json_string_value(json_object_get(entry, "id"));

		if (id && strcmp(id, container->id) == 0)
			take_metadata(entry, container);
	}
}

static void take_from_folder(const char *storage, struct container *container)
{
	for (size_t i = 0; i < ARRAY_LENGTH(lists); i++) {
		json_t *list = read_list(storage, lists[i]);

		take_from(list, container);
		json_decref(list);
	}
}

/* A container with a user namespace of its own runs in a mount namespace of podman's, where its bundle is "/". */
static void take_from_usual_folders(struct container *container)
{
	glob_t found;

	if (glob(USUAL_STORAGE "/*-containers", GLOB_NOSORT, NULL, &found))
		return;
	for (size_t i = 0; i < found.gl_pathc; i++)
		take_from_folder(found.gl_pathv[i], container);
	globfree(&found);
}

void podman_storage_take(const char *bundle, struct container *container)
{
	char end[CONTAINER_ID_SIZE + 16], storage[PATH_MAX];
	size_t length, ending;

	if (strcmp(bundle, "/") == 0) {
		take_from_usual_folders(container);
		return;
	}
	ending = (size_t)snprintf(end, sizeof(end), "/%s/userdata", container->id);
	length = strlen(bundle);
	if (bundle[0] != '/' || length <= ending || length >= sizeof(storage) ||
	    strcmp(bundle + length - ending, end) != 0)
		return;
	snprintf(storage, sizeof(storage), "%.*s", (int)(length - ending), bundle);
	take_from_folder(storage, container);
}
