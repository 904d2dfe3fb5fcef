/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#ifndef GATEKEEPER_SECCOMP_BUILD_FILTER_H
#define GATEKEEPER_SECCOMP_BUILD_FILTER_H

#include <jansson.h>

#include "gatekeeper/base/failure.h"
#include "gatekeeper/seccomp/filter.h"

/*
 * Builds the filter of a resolved profile with libseccomp, as crun and runc do. Returns 0, or a negative errno with the
 * failure.
 */
int build_filter(const json_t *resolved, struct filter *ret_filter, struct failure *failure);

#endif
