// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The same for 7.x, whose function for a work queue has another name and no hidden argument. */
#define SINCE_7
#include "elsewhere.bpf.c"
