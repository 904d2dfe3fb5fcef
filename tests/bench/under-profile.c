// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Runs a program under a seccomp profile in the OCI's form, as a container runtime does:
 *
 *   under-profile PROFILE PROGRAM [ARGUMENT]...
 */
#include <err.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "gatekeeper/seccomp/build-filter.h"
#include "gatekeeper/seccomp/profile.h"

int main(int argc, char **argv)
{
	static struct filter filter;
	struct sock_fprog program;
	struct failure failure;
	json_t *profile;

	if (argc < 3)
		errx(2, "usage: under-profile PROFILE PROGRAM [ARGUMENT]...");
	if (profile_read(argv[1], false, &profile, &failure) < 0 || build_filter(profile, &filter, &failure) < 0)
		errx(1, "%s", failure.text);
	json_decref(profile);
	program = (struct sock_fprog){.len = filter.count, .filter = filter.instruction};
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
		err(1, "PR_SET_SECCOMP");
	execvp(argv[2], argv + 2);
	err(1, "%s", argv[2]);
}
