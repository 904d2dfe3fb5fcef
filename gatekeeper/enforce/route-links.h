/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The hooks of the routes that are not bpf(). Their programs are loaded and pinned with the others, as NAME_program;
 * a link is there, pinned as NAME, only while the policy in force concerns what comes that way.
 */
#ifndef GATEKEEPER_ENFORCE_ROUTE_LINKS_H
#define GATEKEEPER_ENFORCE_ROUTE_LINKS_H

#include <stdbool.h>
#include <stdint.h>

#include <bpf/libbpf.h>

#include "gatekeeper/base/failure.h"

/* Is the program of this name that of a route? */
bool routes_is_route(const char *program);

/* Does a policy that concerns `operations` (bits by number) need this route's hook, as far as this kernel has it? */
bool routes_is_needed(const char *program, uint64_t operations);

/*
 * Before loading: what is needed for `operations` is attached, and loaded are those that are needed for `loaded`, which
 * may become more: as far as this kernel has their hooks.
 */
void routes_prepare(struct bpf_object *object, uint64_t operations, uint64_t loaded);

/* Are the pinned programs enough to attach what is needed for `operations`? */
bool routes_are_loaded(uint64_t operations);

/* Pins the loaded programs of the routes into the staging directory. */
int routes_stage(struct bpf_object *object, struct failure *failure);

/* Attaches what is needed and not attached yet. For this and the next, CAP_BPF is enough, and the lock is held. */
int routes_attach(uint64_t operations, struct failure *failure);

/* Detaches what is not needed. */
int routes_detach(uint64_t operations, struct failure *failure);

#endif
