/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Units of the host's service manager, as a policy names them: NAME.TYPE, NAME@*.TYPE (each instance of a template) or
 * *.TYPE. A unit's cgroup is in nothing but slices.
 */
#ifndef POLICY_LANGUAGE_UNIT_NAMES_H
#define POLICY_LANGUAGE_UNIT_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "policy/language/names.h"

#define UNIT_ALL_SERVICES "*.service"
#define UNIT_NAME_SIZE 256 /* with the NUL */

/* What is wrong with a name; NULL: nothing. */
const char *unit_mistake(const char *text);

/* Does a pattern stand for this unit, or for all that this narrower pattern stands for? */
bool unit_pattern_has(const char *pattern, const char *unit);

/*
 * Finds the unit in whose cgroup, or below which, the cgroup of a path is. Returns the length of the path of the unit's
 * cgroup, or 0: it is in none. Its name goes to `ret_name`, which has room for UNIT_NAME_SIZE bytes.
 */
size_t unit_of_path(const char *path, char *ret_name);

/* Are all parts of a path slices, so that units may be below it? The root is. */
bool path_is_slice(const char *path);

/* The name by which a policy knows a unit best: itself, else its template, else its type. NULL: it does not. */
struct name *unit_find(const struct names *units, const char *unit);

#endif
