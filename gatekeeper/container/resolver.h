/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* This host, as a policy names its parts: files, cgroups, and the containers that engines told of. */
#ifndef GATEKEEPER_CONTAINER_RESOLVER_H
#define GATEKEEPER_CONTAINER_RESOLVER_H

#include "policy/language/resolve.h"

/* Not to be copied: it points into itself. */
struct host_resolver {
	struct resolver resolver;
	struct host_context files;
};

void host_resolver_init(struct host_resolver *ret_resolver);

#endif
