/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Names of Docker's containers: it writes them into its data root, not into annotations. */
#ifndef GATEKEEPER_CONTAINER_DOCKER_STORAGE_H
#define GATEKEEPER_CONTAINER_DOCKER_STORAGE_H

#include "policy/language/container.h"

/*
 * Fills in name, image, image digest and labels from config.v2.json in the folder of the container, from which Docker
 * mounts files into it: so says the configuration of `bundle`. `container->id` is set. What can't be read stays as it
 * is.
 */
void docker_storage_take(const char *bundle, struct container *container);

#endif
