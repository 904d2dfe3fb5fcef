/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Who can change a policy: whoever can write a file of it, or a directory on the way to one, decides what it says. */
#ifndef POLICY_SOURCE_WRITABLE_H
#define POLICY_SOURCE_WRITABLE_H

#include "policy/source/findings.h"
#include "policy/source/inputs.h"

/*
 * Adds a finding for each file of the policy, directory of drop-ins, and directory or symbolic link on the way to one,
 * that belongs neither to root nor to this user, or that its group or everybody may write. A sticky directory on the
 * way is no finding: what is in it can be replaced by its owner only. The findings have no line.
 */
void writable_check(const struct policy_inputs *inputs, struct findings *findings);

#endif
