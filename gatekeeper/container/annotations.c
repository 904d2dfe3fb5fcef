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

/* An engine is known by an annotation, by its value, or by a part of the path of its bundles. The first row counts:
 * whoever starts a container with Docker may choose annotations, but not the bundle. */
static const struct engine {
	const char *engine;
	const char *key;   /* NULL: by bundle */
	const char *value; /* NULL: any */
	const char *bundle;
	struct names names;
} engines[] = {
	{.engine = ENGINE_DOCKER, .bundle = "/io.containerd.runtime.v2.task/moby/"},
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
	{.engine = "nerdctl", .key = "nerdctl/namespace", .names = {.name = "nerdctl/name"}},
	{.engine = "containerd", .bundle = "/io.containerd.runtime.v2.task/"},
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
		if (!is_engine(&engines[i], annotations, bundle))
			continue;
		text_cut(engines[i].engine, container->engine, sizeof(container->engine));
		take_names(&engines[i].names, annotations, container);
		return;
	}
}
