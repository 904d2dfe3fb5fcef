/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The check `copies`, for any kernel. */
#ifndef GATEKEEPER_DOCTOR_COPIES_H
#define GATEKEEPER_DOCTOR_COPIES_H

#include "gatekeeper/doctor/finding.h"

struct btf;

/* What the kernel with this BTF can compare. `ima` is there if the kernel can digest files. */
struct doctor_finding copies_find(const struct btf *btf, const char *ima);

#endif
