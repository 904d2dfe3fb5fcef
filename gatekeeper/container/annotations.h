/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Which engine made a container, and what its annotations say. */
#ifndef GATEKEEPER_CONTAINER_ANNOTATIONS_H
#define GATEKEEPER_CONTAINER_ANNOTATIONS_H

#include <jansson.h>

#include "policy/language/container.h"

#define ENGINE_DOCKER "docker"
#define ENGINE_PODMAN "podman"

/*
 * Fills in the engine, and from `annotations`, an object or NULL, what only that engine's ones say. `bundle` is the
 * path of the container's bundle.
 */
void annotations_take(json_t *annotations, const char *bundle, struct container *container);

#endif
