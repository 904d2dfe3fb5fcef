/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The container that the path of a cgroup shows. */
#ifndef GATEKEEPER_RECORD_CGROUP_H
#define GATEKEEPER_RECORD_CGROUP_H

#include "bpf-lsm/contract/abi.h"

/*
 * The id or name by which its engine knows the container whose cgroup `path` is, or is below; empty when the path has
 * none of the known shapes. The outermost match counts: names further down are the container's own choice.
 */
void cgroup_container(const char *path, char ret_id[GK_CGROUP_PATH_SIZE]);

#endif
