// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/edit/meaning.h"

#include "policy/base/cleanup.h"

#include "gatekeeper/diff/policies.h"
#include "gatekeeper/diff/print.h"
#include "gatekeeper/edit/verify.h"

static int compile(const struct edited_file *file, const char *text, struct diff_policies *policies)
{
	const char *texts[DIFF_SIDES] = {file->text, text};
	int error = diff_policies_init(policies);

	for (size_t side = 0; side < DIFF_SIDES && !error; side++)
		error = verify_compile(file, texts[side], &policies->names.resolver, &policies->findings[side],
				       &policies->image[side]);
	return error;
}

void meaning_print(const struct edited_file *file, const char *text, FILE *stream)
{
	_cleanup_(diff_policies_release) struct diff_policies policies = {0};
	_cleanup_(difference_release) struct difference difference = {0};
	size_t lines;
	int error = compile(file, text, &policies);

	if (error)
		return;
	error = difference_find(policies.image[0], policies.image[1], &policies.names, &difference);
	fputs("requests that are decided otherwise:\n", stream);
	if (difference_print(&difference, policies.findings, stream, &lines))
		error = -ENOMEM;
	else if (lines == 0 && !error)
		fputs("none\n", stream);
	if (error)
		fputs("and more, that could not all be compared\n", stream);
}
