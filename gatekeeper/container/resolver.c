// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/container/resolver.h"

#include <errno.h>

#include "gatekeeper/container/registry.h"

static int find_containers(void *context, int (*take)(void *to, const struct container *container), void *to,
			   uint64_t *ret_generation)
{
	(void)context;
	return containers_visit(CONTAINERS_DIRECTORY, take, to, ret_generation);
}

void host_resolver_init(struct host_resolver *ret_resolver)
{
	*ret_resolver = (struct host_resolver){
		.resolver = {.executable = resolve_host_executable,
			     .cgroup = resolve_host_cgroup,
			     .containers = find_containers,
			     .is_host = true},
	};
	ret_resolver->resolver.context = &ret_resolver->files;
}
