/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The checks by what they look at; policy_check() runs them all. Names and meaning of each: policy/source/checks.h. */
#ifndef POLICY_CHECK_CHECK_H
#define POLICY_CHECK_CHECK_H

#include "policy/match/match.h"

/* One rule: do its operations have what its conditions ask for? */
void check_conditions(const struct policy *policy, const struct rule *rule, struct findings *findings);

/* One rule: is there a caller that it can match? */
void check_contradictions(const struct match *match, struct findings *findings);

/* A policy that is right so far: rules that never decide. `matches` by rule. */
void check_reachable(const struct policy *policy, const struct match *matches, struct findings *findings);

/* A policy that is right so far: who is locked out. */
void check_lockouts(const struct policy *policy, const struct match *matches, struct findings *findings);

#endif
