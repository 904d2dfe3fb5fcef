// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/request/executable-of-host.h"

#include <string.h>

#include "gatekeeper/request/policy-path.h"

const char *executable_name(const struct event_request *event)
{
	return strcmp(event->executable, "/") == 0 ? event->first_word : event->executable;
}

const char *executable_of_host(const struct event_request *event, const struct resolver *resolver)
{
	const char *path = executable_name(event);
	const struct gk_request *request = &event->described.request;
	struct executable_id id;

	if (!request->executable_inode || !policy_path_is_valid(path) ||
	    resolver->executable(resolver->context, path, &id) < 0)
		return NULL;
	return id.inode == request->executable_inode && id.device == request->executable_device ? path : NULL;
}
