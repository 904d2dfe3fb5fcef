// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The kernel side's tables of the vocabulary, for made-up-row.t, which compiles this with a changed vocabulary. */
#include "bpf-lsm/request/operation.bpf.h"
