/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The container that the path of a cgroup shows. */
#ifndef GATEKEEPER_RECORD_CONTAINER_ID_H
#define GATEKEEPER_RECORD_CONTAINER_ID_H

#include "bpf-lsm/contract/abi.h"

/*
 * The ID or name that the engine has for the container whose cgroup is at or above `path`; empty if the path has none
 * of the known shapes. The outermost match counts: names further down are the container's own choice.
 */
void cgroup_container(const char *path, char ret_id[GK_CGROUP_PATH_SIZE]);

#endif
