/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Paths of records in policies that we write. */
#ifndef GATEKEEPER_REQUEST_POLICY_PATH_H
#define GATEKEEPER_REQUEST_POLICY_PATH_H

#include <stdbool.h>
#include <stdio.h>

/* Whether a policy can name the path: absolute, in its shortest form, UTF-8 that editors show. */
bool policy_path_is_valid(const char *path);

/* The same for the path of a cgroup, which also has a limit of depth. */
bool policy_path_is_valid_cgroup(const char *path);

/* Prints a valid path as YAML, in quotes. */
void policy_path_print(const char *path, FILE *stream);

#endif
