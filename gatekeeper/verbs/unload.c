// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb unload: removes the policy and all programs from the kernel. */
#include <errno.h>
#include <stdio.h>

#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/cli/verb.h"

static int run_unload(char **arguments)
{
	struct failure failure;

	(void)arguments;
	switch (enforcer_unload(&failure)) {
	case 0:
		printf("unloaded: nothing is enforced any more\n");
		return EXIT_OK;
	case -ENOENT:
		printf("no policy was loaded\n");
		return EXIT_OK;
	}
	print_error("%s", failure.text);
	return EXIT_FAILED;
}

const struct verb verb_unload = {
	.name = "unload",
	.arguments = "",
	.summary = "unload the policy: nothing is enforced or logged any more",
	.run = run_unload,
};
