/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The hooks of non-bpf() paths. Their programs are loaded and pinned with the others, as NAME_program. A link, pinned
 * as NAME, exists only while the active policy concerns what comes by that path.
 */
#ifndef GATEKEEPER_ENFORCE_ROUTE_LINKS_H
#define GATEKEEPER_ENFORCE_ROUTE_LINKS_H

#include <stdbool.h>
#include <stdint.h>

#include <bpf/libbpf.h>

#include "gatekeeper/base/failure.h"

/* Is the program of this name for a non-bpf() path? */
bool routes_is_route(const char *program);

/* Does a policy that concerns `operations` (bits by number) need this hook? Not if this kernel does not have it. */
bool routes_is_needed(const char *program, uint64_t operations);

/*
 * To be called before loading: hooks for `operations` will be attached, programs for `operations` and `loaded` will be
 * loaded, if this kernel has their hooks.
 */
void routes_prepare(struct bpf_object *object, uint64_t operations, uint64_t loaded);

/* Are all programs pinned that `operations` need? */
bool routes_are_loaded(uint64_t operations);

/* Attaches what `operations` need, and detaches the rest. CAP_BPF is enough. The lock is held. Return 0 or a negative
 * errno. */
int routes_attach(uint64_t operations, struct failure *failure);
int routes_detach(uint64_t operations, struct failure *failure);

#endif
