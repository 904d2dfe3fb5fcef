// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/container/entry.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/container/text.h"

#define TEXT(key, member) \
	{ \
		(key), offsetof(struct container, member), sizeof(((struct container *)0)->member) \
	}

/* The texts of an entry. */
static const struct text {
	const char *key;
	size_t offset;
	size_t size;
} texts[] = {
	TEXT("id", id),
	TEXT("engine", engine),
	TEXT("name", name),
	TEXT("image", image),
	TEXT("image-digest", image_digest),
	TEXT("namespace", namespace),
	TEXT("pod", pod),
	TEXT("cgroup", cgroup),
};

static int put_texts(json_t *object, const struct container *container)
{
	int failed = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
		const char *text = (const char *)container + texts[i].offset;

		if (*text)
			failed |= json_object_set_new(object, texts[i].key, json_string(text));
	}
	return failed;
}

static int put_labels(json_t *object, const struct container *container)
{
	json_t *labels = json_object();
	int failed = 0;

	for (size_t i = 0; i < container->label_count; i++)
		failed |=
			json_object_set_new(labels, container->labels[i].name, json_string(container->labels[i].value));
	return failed | json_object_set_new(object, "labels", labels);
}

/* The id of a cgroup has 64 bits: more than some readers of JSON keep of a number. */
json_t *container_to_json(const struct container *container)
{
	json_t *object = json_object();
	int failed = put_texts(object, container);

	if (container->cgroup_id)
		failed |= json_object_set_new(object, "cgroup-id", json_sprintf("%" PRIu64, container->cgroup_id));
	if (container->label_count || container->no_labels)
		failed |= put_labels(object, container);
	if (!failed)
		return object;
	json_decref(object);
	return NULL;
}

void container_take_labels(json_t *labels, struct container *container)
{
	const char *name;
	json_t *value;

	json_object_foreach (labels, name, value) {
		struct container_label *label = &container->labels[container->label_count];

		if (container->label_count == CONTAINER_LABELS_MAX)
			break;
		if (!json_is_string(value) || !*name)
			continue;
		text_cut(name, label->name, sizeof(label->name));
		text_cut(json_string_value(value), label->value, sizeof(label->value));
		container->label_count++;
	}
	container->no_labels = json_is_object(labels) && !json_object_size(labels);
}

int container_from_json(json_t *object, struct container *ret_container)
{
	const char *cgroup_id = json_string_value(json_object_get(object, "cgroup-id"));
	struct container container = {0};

	for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
		text_take(object, texts[i].key, (char *)&container + texts[i].offset, texts[i].size);
	if (!is_container_id(container.id) || container.cgroup[0] != '/')
		return -EBADMSG;
	container.cgroup_id = cgroup_id ? strtoull(cgroup_id, NULL, 10) : 0;
	container_take_labels(json_object_get(object, "labels"), &container);
	*ret_container = container;
	return 0;
}
