/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The entries of cgroups. */
#ifndef POLICY_IMAGE_CGROUPS_H
#define POLICY_IMAGE_CGROUPS_H

#include "policy/image/entry-list.h"

/* Adds the cgroups of a policy: of callers, of targets, and those that are never the host. Returns 0 or -ENOMEM. */
int compile_cgroups(struct entries *entries);

/* Writes down the paths of these cgroups, when their entries have a place. Returns 0 or -E2BIG. */
int compile_paths(struct compiler *compiler);

#endif
