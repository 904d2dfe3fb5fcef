/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Names of podman's containers: it writes them into its storage, not into annotations. */
#ifndef GATEKEEPER_CONTAINER_PODMAN_STORAGE_H
#define GATEKEEPER_CONTAINER_PODMAN_STORAGE_H

#include "policy/language/container.h"

/*
 * Fills in name, image and image digest from the lists of containers in the storage that `bundle`, .../ID/userdata, is
 * in, or of podman's usual storage if the bundle is "/". `container->id` is set. What can't be read stays as it is.
 */
void podman_storage_take(const char *bundle, struct container *container);

#endif
