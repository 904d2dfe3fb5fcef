// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A gatekeeper that somebody tampered with: it loads a policy, so that the kernel side takes it for the gatekeeper, and
 * then makes the changes that the real program makes only after it asked for the passphrase. Usage: tampered POLICY
 *
 * Prints for each change whether the kernel allowed it. Exits 0 if the policy was loaded.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "gatekeeper/doctor/lsm-probe.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/enforce/policy-load.h"
#include "policy/base/cleanup.h"

static void print_answer(const char *change, int error)
{
	printf("%s %s\n", change, error ? "refused" : "allowed");
}

/* Writes to the map that holds what is protected. */
static int end_protection(void)
{
	struct gk_gate gate = {.commands = ~0ULL};
	const __u32 zero = 0;
	_cleanup_close_ int fd = pins_open("gk_gate");

	return fd < 0 ? fd : bpf_map_update_elem(fd, &zero, &gate, BPF_ANY);
}

static int load(const char *path, struct failure *failure)
{
	_cleanup_free_ struct gk_image *image = NULL;
	int error = policy_load_compile(path, 0, NULL, &image, failure);

	if (error)
		return error;
	return policy_load_install(image, path, 0, failure);
}

int main(int argc, char **argv)
{
	struct failure failure;
	bool runs;

	if (argc != 2) {
		fprintf(stderr, "usage: tampered POLICY\n");
		return 1;
	}
	if (load(argv[1], &failure)) {
		fprintf(stderr, "tampered: cannot load %s: %s\n", argv[1], failure.text);
		return 1;
	}
	print_answer("publish", pins_open("gk_policy") < 0);
	print_answer("protect", end_protection());
	print_answer("slot", effect_probe(&runs, &failure));
	print_answer("unlink", unlink(PINS_DIRECTORY "/gk_bpf"));
	return 0;
}
