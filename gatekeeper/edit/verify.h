/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Checks an edited text before it may replace the file: the compiler, and the policy's own tests. */
#ifndef GATEKEEPER_EDIT_VERIFY_H
#define GATEKEEPER_EDIT_VERIFY_H

#include "policy/policy.h"

#include "gatekeeper/edit/edited-file.h"

#define NOTES_SIZE 4096

struct verified {
	struct gk_image *image;   /* for this host, to be published */
	struct gk_image *by_name; /* for the tests, where executables and cgroups are paths */
	struct gk_image *for_log; /* for records, which have files of this host and paths of cgroups */
	struct findings findings;
	char notes[NOTES_SIZE]; /* lines: what is wrong beside the findings, as tests that fail; empty: nothing */
};

/*
 * Compiles the text as if the file had it, and runs NAME.tests.yaml beside the policy file, if there is one. Returns 0
 * if nothing is wrong, -EINVAL if something is, or another negative errno. To be released in each case.
 */
int verify_text(const struct edited_file *file, const char *text, struct verified *ret_verified);

/* The first step of it, with other paths. Returns 0, -EINVAL with findings, or another negative errno. */
int verify_compile(const struct edited_file *file, const char *text, const struct resolver *resolver,
		   struct findings *findings, struct gk_image **ret_image);

/* Copies all files of the policy, as if the file had the text. Returns 0 or a negative errno; to be released. */
int verify_copy(const struct edited_file *file, const char *text, struct policy_copy *ret_copy, __u8 *ret_digest);

void verified_release(struct verified *verified);

#endif
