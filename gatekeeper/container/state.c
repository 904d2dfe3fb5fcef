// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/container/state.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-file.h"
#include "gatekeeper/container/annotations.h"
#include "gatekeeper/container/docker-storage.h"
#include "gatekeeper/container/podman-storage.h"
#include "gatekeeper/container/text.h"

#define STATE_MAX TEXT_FILE_MAX

static int take_state(json_t *object, struct container_state *ret_state)
{
	const char *id = json_string_value(json_object_get(object, "id"));
	json_int_t pid = json_integer_value(json_object_get(object, "pid"));
	json_t *annotations = json_object_get(object, "annotations");

	if (!id || !is_container_id(id) || pid < 0 || pid > INT_MAX)
		return -EBADMSG;
	*ret_state = (struct container_state){.pid = (pid_t)pid};
	strcpy(ret_state->id, id);
	text_take(object, "bundle", ret_state->bundle, sizeof(ret_state->bundle));
	if (json_is_object(annotations))
		ret_state->annotations = json_incref(annotations);
	return 0;
}

int container_state_read(FILE *file, struct container_state *ret_state, struct failure *failure)
{
	_cleanup_free_ char *text = malloc(STATE_MAX);
	json_t *object;
	size_t length;
	int error;

	if (!text)
		return failure_set(failure, -ENOMEM, "no memory");
	length = fread(text, 1, STATE_MAX, file);
	if (ferror(file) || length == STATE_MAX)
		return failure_set(failure, -EMSGSIZE, "cannot read the container's state from stdin: %s",
				   length == STATE_MAX ? "1 MiB or more" : strerror(EIO));
	object = text_to_object(text, length);
	error = take_state(object, ret_state);
	json_decref(object);
	if (error)
		return failure_set(
			failure, error,
			"stdin is not the state of a container, JSON with \"id\" and \"pid\" as the OCI runtime "
			"specification has it; let an OCI runtime run this as a hook");
	return 0;
}

void container_state_release(struct container_state *state)
{
	json_decref(state->annotations);
	state->annotations = NULL;
}

/* The annotations of the bundle, to be released; NULL: it has none that can be read. */
static json_t *bundle_annotations(const char *bundle)
{
	json_t *config = text_read_object(bundle, "config.json");
	json_t *annotations = json_incref(json_object_get(config, "annotations"));

	json_decref(config);
	return annotations;
}

void container_state_names(const struct container_state *state, struct container *ret_container)
{
	json_t *annotations = json_object_size(state->annotations) ? json_incref(state->annotations)
								   : bundle_annotations(state->bundle);

	*ret_container = (struct container){0};
	strcpy(ret_container->id, state->id);
	annotations_take(annotations, state->bundle, ret_container);
	json_decref(annotations);
	if (strcmp(ret_container->engine, ENGINE_PODMAN) == 0)
		podman_storage_take(state->bundle, ret_container);
	else if (strcmp(ret_container->engine, ENGINE_DOCKER) == 0)
		docker_storage_take(state->bundle, ret_container);
}
