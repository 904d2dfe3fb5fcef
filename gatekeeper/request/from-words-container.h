/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The container of a described request: what its engine would have said of it. */
#ifndef GATEKEEPER_REQUEST_FROM_WORDS_CONTAINER_H
#define GATEKEEPER_REQUEST_FROM_WORDS_CONTAINER_H

#include "gatekeeper/request/from-words-caller.h"

/* Fills described->container if the words have one. Returns 0, or -EINVAL with the fault. */
int describe_container(const struct description *description);

#endif
