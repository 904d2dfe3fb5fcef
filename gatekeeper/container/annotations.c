// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/container/annotations.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/container/entry.h"
#include "gatekeeper/container/text.h"

/* The names of the annotations of one engine; NULL: it has none of the kind. */
struct names {
	const char *name;
	const char *image;
	const char *image_id; /* hexadecimal, or a reference with a digest */
	const char *namespace;
	const char *pod;
	const char *labels; /* an object as text */
};

/* What contrib/oci writes for engines that have no annotations of their own. */
#define OWN_NAMES .image = "gatekeeper/image", .image_id = "gatekeeper/image-digest", .labels = "gatekeeper/labels"

/* An engine is known by an annotation, by its value, or by a part of the path of its bundles. The first row counts:
 * whoever starts a container with Docker may choose annotations, but not the bundle. */
static const struct engine {
	const char *engine; /* NULL: the value of the annotation */
	const char *key;    /* NULL: by bundle */
	const char *value;  /* NULL: any */
	const char *bundle;
	bool id_is_name; /* its users choose the id, and know the container by that */
	struct names names;
} engines[] = {
	{.engine = ENGINE_DOCKER, .bundle = "/io.containerd.runtime.v2.task/moby/"},
	{.engine = ENGINE_DOCKER,
	 .bundle = "/io.containerd.runtime.v2.task/moby-"}, /* with userns-remap: moby-UID.GID */
	{.engine = ENGINE_PODMAN, .key = "io.container.manager", .value = "libpod"},
	{.engine = "cri-o",
	 .key = "io.kubernetes.cri-o.ContainerType",
	 .names = {.name = "io.kubernetes.container.name",
		   .image = "io.kubernetes.cri-o.ImageName",
		   .image_id = "io.kubernetes.cri-o.ImageRef",
		   .namespace = "io.kubernetes.pod.namespace",
		   .pod = "io.kubernetes.pod.name",
		   .labels = "io.kubernetes.cri-o.Labels"}},
	{.engine = "containerd",
	 .key = "io.kubernetes.cri.container-type",
	 .names = {.name = "io.kubernetes.cri.container-name",
		   .image = "io.kubernetes.cri.image-name",
		   .namespace = "io.kubernetes.cri.sandbox-namespace",
		   .pod = "io.kubernetes.cri.sandbox-name"}},
	{.engine = "nerdctl", .key = "nerdctl/namespace", .names = {.name = "nerdctl/name", OWN_NAMES}},
	{.engine = "containerd", .bundle = "/io.containerd.runtime.v2.task/", .id_is_name = true, .names = {OWN_NAMES}},
	{.engine = NULL, .key = "gatekeeper/engine", .names = {.name = "gatekeeper/name", OWN_NAMES}},
};

static bool is_engine(const struct engine *engine, json_t *annotations, const char *bundle)
{
	const char *value;

	if (!engine->key)
		return strstr(bundle, engine->bundle) != NULL;
	value = json_string_value(json_object_get(annotations, engine->key));
	return value && (!engine->value || strcmp(value, engine->value) == 0);
}

static void take_labels(const char *text, struct container *container)
{
	_cleanup_free_ char *copy = strdup(text);
	json_t *labels = copy ? text_to_object(copy, strlen(copy)) : NULL;

	container_take_labels(labels, container);
	json_decref(labels);
}

static const char *text_of(json_t *annotations, const char *name)
{
	const char *text = name ? json_string_value(json_object_get(annotations, name)) : NULL;

	return text ? text : "";
}

static void take_names(const struct names *names, json_t *annotations, struct container *container)
{
	text_cut(text_of(annotations, names->name), container->name, sizeof(container->name));
	text_cut(text_of(annotations, names->image), container->image, sizeof(container->image));
	text_cut(text_of(annotations, names->namespace), container->namespace, sizeof(container->namespace));
	text_cut(text_of(annotations, names->pod), container->pod, sizeof(container->pod));
	text_take_digest(text_of(annotations, names->image_id), container->image_digest);
	text_take_digest(text_of(annotations, names->image), container->image_digest);
	take_labels(text_of(annotations, names->labels), container);
}

void annotations_take(json_t *annotations, const char *bundle, struct container *container)
{
	for (size_t i = 0; i < ARRAY_LENGTH(engines); i++) {
		const struct engine *engine = &engines[i];

		if (!is_engine(engine, annotations, bundle))
			continue;
		text_cut(engine->engine ? engine->engine : text_of(annotations, engine->key), container->engine,
			 sizeof(container->engine));
		take_names(&engine->names, annotations, container);
		if (engine->id_is_name)
			text_cut(container->id, container->name, sizeof(container->name));
		return;
	}
}
