// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/request/described-container.h"

#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/log/shape.h"
#include "gatekeeper/request/record-values.h"

static int find_executable(void *context, const char *path, struct executable_id *ret_id)
{
	const struct resolver *base = ((struct described_resolver *)context)->base;

	return base->executable(base->context, path, ret_id);
}

static int find_cgroup(void *context, const char *path, uint64_t *ret_id)
{
	const struct resolver *base = ((struct described_resolver *)context)->base;

	return base->cgroup(base->context, path, ret_id);
}

static int tell(void *context, int (*take)(void *to, const struct container *container), void *to,
		uint64_t *ret_generation)
{
	const struct container *container = ((struct described_resolver *)context)->container;

	*ret_generation = 0;
	return container->cgroup[0] ? take(to, container) : 0;
}

void described_resolver_init(struct described_resolver *ret_resolver, const struct resolver *base,
			     const struct container *container)
{
	*ret_resolver = (struct described_resolver){
		.resolver = {.executable = find_executable, .cgroup = find_cgroup, .containers = tell},
		.base = base,
		.container = container,
	};
	ret_resolver->resolver.context = ret_resolver;
}

static void take(json_t *record, const char *field, char *ret_text, size_t size)
{
	struct failure ignored;

	if (read_bytes(record_text(record, field), ret_text, size, &ignored) < 0)
		ret_text[0] = '\0';
}

static void take_digest(json_t *record, char *ret_text, size_t size)
{
	const char *digest = json_string_value(json_array_get(log_field(record, "container.image.hash.all"), 0));
	struct failure ignored;

	if (read_bytes(digest, ret_text, size, &ignored) < 0)
		ret_text[0] = '\0';
}

void container_from_record(json_t *record, const char *path, struct container *ret_container)
{
	struct container container = {.label_count = CONTAINER_LABELS_MAX};

	take(record, "container.name", container.name, sizeof(container.name));
	take(record, "container.image.name", container.image, sizeof(container.image));
	take(record, "container.runtime", container.engine, sizeof(container.engine));
	take(record, "orchestrator.namespace", container.namespace, sizeof(container.namespace));
	take(record, "orchestrator.resource.name", container.pod, sizeof(container.pod));
	take_digest(record, container.image_digest, sizeof(container.image_digest));
	if (container.name[0] || container.image[0] || container.engine[0])
		strcpy(container.cgroup, path);
	*ret_container = container;
}
