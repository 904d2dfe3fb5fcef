// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/container/docker-storage.h"

#include <linux/limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/container/entry.h"
#include "gatekeeper/container/text.h"

/* At least one of these is a file of the container's folder, whatever network and names a container has. */
static const char *const mounted[] = {"hostname", "hosts", "resolv.conf"};

/* The folder, if this mount is one of its files: DATA-ROOT/containers/ID/NAME on /etc/NAME. */
static bool is_folder_of(json_t *mount, const char *name, const char *id, char ret_folder[PATH_MAX])
{
	const char *source = json_string_value(json_object_get(mount, "source"));
	const char *destination = json_string_value(json_object_get(mount, "destination"));
	char ending[CONTAINER_ID_SIZE + 32], target[32];
	size_t length, end;

	snprintf(target, sizeof(target), "/etc/%s", name);
	end = (size_t)snprintf(ending, sizeof(ending), "/containers/%s/%s", id, name);
	length = source ? strlen(source) : 0;
	if (length <= end || length >= PATH_MAX || !destination || strcmp(destination, target) != 0 ||
	    strcmp(source + length - end, ending) != 0)
		return false;
	snprintf(ret_folder, PATH_MAX, "%.*s", (int)(length - strlen(name) - 1), source);
	return true;
}

static bool find_folder(json_t *mounts, const char *id, char ret_folder[PATH_MAX])
{
	json_t *mount;
	size_t i;

	json_array_foreach (mounts, i, mount) {
		for (size_t j = 0; j < ARRAY_LENGTH(mounted); j++)
			if (is_folder_of(mount, mounted[j], id, ret_folder))
				return true;
	}
	return false;
}

static void take_config(json_t *docker, struct container *container)
{
	json_t *config = json_object_get(docker, "Config");
	const char *id = json_string_value(json_object_get(docker, "ID"));
	const char *name = json_string_value(json_object_get(docker, "Name"));
	const char *image = json_string_value(json_object_get(docker, "Image"));

	if (!id || strcmp(id, container->id) != 0)
		return;
	if (name)
		text_cut(name + (name[0] == '/'), container->name, sizeof(container->name));
	if (image)
		text_take_digest(image, container->image_digest);
	text_take(config, "Image", container->image, sizeof(container->image));
	container_take_labels(json_object_get(config, "Labels"), container);
}

void docker_storage_take(const char *bundle, struct container *container)
{
	json_t *config = text_read_object(bundle, "config.json"), *docker;
	char folder[PATH_MAX];
	bool found = find_folder(json_object_get(config, "mounts"), container->id, folder);

	json_decref(config);
	if (!found)
		return;
	docker = text_read_object(folder, "config.v2.json");
	take_config(docker, container);
	json_decref(docker);
}
