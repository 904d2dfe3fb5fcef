// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What LD_PRELOAD brings into a program: a file tells that it was there. */
#include <fcntl.h>

static __attribute__((constructor)) void enter(void)
{
	creat("/run/preloaded", 0600);
}
