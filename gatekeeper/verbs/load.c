// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The verb load: a policy file into force, proven. */
#include <stdio.h>
#include <stdlib.h>

#include "policy/policy.h"
#include "policy/language/words.h"

#include "gatekeeper/inventory/warn.h"
#include "gatekeeper/enforce/enforcer.h"
#include "gatekeeper/enforce/policy-load.h"
#include "gatekeeper/cli/verb.h"
#include "gatekeeper/doctor/checks.h"

static bool audit;

static int run_load(char **arguments)
{
	char digest[POLICY_DIGEST_TEXT_SIZE];
	struct gk_image *image = NULL;
	struct failure failure;
	int error = policy_load_compile(arguments[0], audit, NULL, &image, &failure);

	if (error) /* the findings are on stderr already */
		return EXIT_FAILED;
	error = policy_load_install(image, arguments[0], 0, &failure);
	if (error) {
		print_error("%s", failure.text);
		doctor_print_failed(print_error);
	} else {
		policy_digest_text(image->digest, digest);
		printf("%s: in force, proven by a refused call: mode %s, %u rule%s, sha256:%s\n", arguments[0],
		       word_text(&mode_words, image->mode), image->rule_count, image->rule_count == 1 ? "" : "s",
		       digest);
		fflush(stdout);
		attached_warn(image, print_error);
	}
	free(image);
	return error ? EXIT_FAILED : EXIT_OK;
}

static const struct option_spec options[] = {
	{.name = "audit", .help = "log the verdicts and refuse nothing, whatever the file's mode", .flag = &audit},
	{0},
};

const struct verb verb_load = {
	.name = "load",
	.arguments = "POLICY",
	.summary = "put a policy in force, in the place of a loaded one, and prove it",
	.minimum = 1,
	.maximum = 1,
	.options = options,
	.run = run_load,
};
