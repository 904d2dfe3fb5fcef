/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* One container as all that is known of containers: for the policy that is to decide one request. */
#ifndef GATEKEEPER_REQUEST_DESCRIBED_CONTAINER_H
#define GATEKEEPER_REQUEST_DESCRIBED_CONTAINER_H

#include <jansson.h>

#include "policy/language/resolve.h"

/* Not to be copied: it points into itself. */
struct described_resolver {
	struct resolver resolver;
	const struct resolver *base;
	const struct container *container; /* without a cgroup: none is known */
};

/* `base` says all but the containers; it and `container` must stay where they are. */
void described_resolver_init(struct described_resolver *ret_resolver, const struct resolver *base,
			     const struct container *container);

/*
 * What a record says of the caller's container, which is in the cgroup `path`. Labels are left out: a record has them
 * with other names. The container has no cgroup if the record has no names, or none that can be read.
 */
void container_from_record(json_t *record, const char *path, struct container *ret_container);

#endif
