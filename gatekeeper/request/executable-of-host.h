/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The file of this host that the caller of a record ran. */
#ifndef GATEKEEPER_REQUEST_EXECUTABLE_OF_HOST_H
#define GATEKEEPER_REQUEST_EXECUTABLE_OF_HOST_H

#include "policy/language/resolve.h"

#include "gatekeeper/request/event-request.h"

/*
 * A record has the path as the caller saw it. What runs from a mount that is in no tree, as crun does from one of its
 * own file, has "/"; the first word of its command line may name it. The caller chose that, as its own tree.
 */
const char *executable_name(const struct event_request *event);

/* That path, if this host has the same file there, by inode and device; NULL: it has not, or that is not known. */
const char *executable_of_host(const struct event_request *event, const struct resolver *resolver);

#endif
