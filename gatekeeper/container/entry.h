/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A container as JSON: in the registry, and what gatekeeper container list --json prints. */
#ifndef GATEKEEPER_CONTAINER_ENTRY_H
#define GATEKEEPER_CONTAINER_ENTRY_H

#include <jansson.h>

#include "policy/language/container.h"

/* To be released; NULL: no memory. */
json_t *container_to_json(const struct container *container);

/* Returns 0, or -EBADMSG if `object` has no id or no cgroup. */
int container_from_json(json_t *object, struct container *ret_container);

/* Adds the texts in `labels`, an object or NULL, as far as there is room. */
void container_take_labels(json_t *labels, struct container *container);

#endif
