/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The characters that a reader cannot see as they are: a policy must not have them, and the log escapes them. */
#ifndef POLICY_BASE_HIDDEN_CHARACTER_H
#define POLICY_BASE_HIDDEN_CHARACTER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether an editor or a terminal does not show this code point, shows it as a blank that is not a space, acts on it,
 * or changes the direction of writing. Line feed and tab are hidden, too.
 */
bool is_hidden_character(uint32_t point);

#endif
