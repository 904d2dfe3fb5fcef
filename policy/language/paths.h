/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Paths of cgroups, in the form that a policy has them: absolute, without empty parts or a slash at the end. */
#ifndef POLICY_LANGUAGE_PATHS_H
#define POLICY_LANGUAGE_PATHS_H

#include <stdbool.h>

#include "policy/language/names.h"

/* How deep it is; the root's level is 0. */
unsigned int path_level(const char *path);

/* Is a cgroup at `base` or below it? */
bool path_is_below(const char *path, const char *base);

/* The nearest cgroup above this one that is named, too; NULL: none. */
struct name *path_above(const struct names *names, const struct name *name);

/* Whether a path looks like several: *, ?, a|b, a,b, $variable, or a set in brackets or braces. A policy has no
 * patterns. */
bool path_is_pattern(const char *path);

/*
 * Writes the path that `text` stands for to `ret_path`, which has room for strlen(text) bytes and a NUL. A path pasted
 * from the log has \\ for a backslash, or \x5c in the escape of a unit's name.
 */
void path_from_log(const char *text, char *ret_path);

#endif
