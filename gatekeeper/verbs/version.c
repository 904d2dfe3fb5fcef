// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb version. */
#include <stdio.h>

#include "bpf-lsm/contract/abi.h"
#include "gatekeeper/cli/verb.h"

static int run_version(char **arguments)
{
	(void)arguments;
	printf("gatekeeper %s (ABI %d)\n", GATEKEEPER_VERSION, GK_ABI_VERSION);
	return EXIT_OK;
}

const struct verb verb_version = {
	.name = "version",
	.arguments = "",
	.summary = "print the version",
	.run = run_version,
};
