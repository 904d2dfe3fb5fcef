// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A gatekeeper that was bent: loads a policy, so that the kernel side takes it for the gatekeeper, and then does what
 * the program itself would not do, without asking whether it may: bent POLICY
 *
 * Prints for each what the kernel answered: publish, protect, unlink, slot. Exits 0 when it could load.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "gatekeeper/enforce/lsm-probe.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/enforce/policy-load.h"

static void say(const char *what, int error)
{
	printf("%s %s\n", what, error ? "refused" : "allowed");
}

/* The map that says what is protected, written to. */
static int unprotect(void)
{
	struct gk_gate gate = {.commands = ~0ULL};
	const __u32 zero = 0;
	int fd = pins_open("gk_gate");
	int error = fd < 0 ? fd : bpf_map_update_elem(fd, &zero, &gate, BPF_ANY);

	if (fd >= 0)
		close(fd);
	return error;
}

int main(int argc, char **argv)
{
	struct gk_image *image = NULL;
	struct failure failure;
	bool runs;
	int error = argc == 2 ? policy_load_compile(argv[1], false, NULL, &image, &failure) : -EINVAL;

	error = error ?: policy_load_install(image, argv[1], 0, &failure);
	if (error) {
		fprintf(stderr, "bent: can't load: %s\n", argc == 2 ? failure.text : "bent POLICY");
		return 1;
	}
	free(image);
	say("publish", pins_open("gk_policy") < 0);
	say("protect", unprotect());
	say("slot", effect_probe(&runs, &failure));
	say("unlink", unlink(PINS_DIRECTORY "/gk_bpf"));
	return 0;
}
