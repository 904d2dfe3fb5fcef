// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A library for LD_PRELOAD: creates a file, to show that the program loaded it. */
#include <fcntl.h>

static __attribute__((constructor)) void enter(void)
{
	creat("/run/preloaded", 0600);
}
