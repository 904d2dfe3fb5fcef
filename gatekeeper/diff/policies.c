// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/policies.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int diff_policies_init(struct diff_policies *policies)
{
	*policies = (struct diff_policies){.base = resolver_by_name};
	return diff_names_init(&policies->names, &policies->base);
}

static int set_no_memory(struct failure *failure)
{
	return failure_set(failure, -ENOMEM, "cannot compare the policies: %s", strerror(ENOMEM));
}

static int compile(struct diff_policies *policies, size_t side, const char *path, struct failure *failure)
{
	struct findings *findings = &policies->findings[side];
	int error = policy_compile_file(path, &policies->names.resolver, findings, NULL, &policies->image[side]);

	if (error == -EINVAL)
		findings_print(findings, false, stderr);
	if (error)
		return failure_set(failure, error, "cannot compile %s: %s", path, strerror(-error));
	return 0;
}

int diff_policies_compile(const char *before, const char *after, struct diff_policies *policies,
			  struct failure *failure)
{
	size_t known;
	int error;

	if (diff_policies_init(policies))
		return set_no_memory(failure);
	error = compile(policies, 0, before, failure);
	known = policies->names.containers.count;
	if (!error)
		error = compile(policies, 1, after, failure);
	if (error || policies->names.containers.count == known)
		return error;
	/* The second one asks for containers of which the first was not told. */
	free(policies->image[0]);
	policies->image[0] = NULL;
	return compile(policies, 0, before, failure);
}

int diff_policies_compile_by_record(const char *before, const char *after, struct diff_policies *policies,
				    struct failure *failure)
{
	struct host_context context = {0};
	const struct resolver resolver = {
		.executable = resolve_host_executable, .cgroup = resolver_by_name.cgroup, .context = &context};
	const char *path[DIFF_SIDES] = {before, after};
	struct findings ignored;

	for (size_t side = 0; side < DIFF_SIDES; side++) {
		int error = policy_compile_file(path[side], &resolver, &ignored, NULL, &policies->by_record[side]);

		if (error)
			return failure_set(failure, error == -EINVAL ? -EIO : error,
					   "cannot compile %s for the log: %s", path[side], strerror(-error));
	}
	return 0;
}

/* The image has no directory of its drop-ins: they are named without it. */
static void name_files(const struct gk_image *image, struct findings *findings)
{
	findings_init(findings, image->path);
	for (size_t i = 0; i < GK_DROP_INS_MAX; i++)
		memcpy(findings->drop_in[i], image->file[i + 1], sizeof(findings->drop_in[i]));
}

int diff_policies_compile_for(struct gk_image *before, const char *after, struct diff_policies *policies,
			      struct failure *failure)
{
	int error;

	error = diff_policies_init(policies);
	host_resolver_init(&policies->host);
	policies->base = policies->host.resolver;
	policies->image[0] = before;
	if (error)
		return set_no_memory(failure);
	name_files(before, &policies->findings[0]);
	error = compile(policies, 1, after, failure);
	if (error)
		return error;
	return diff_names_add_host(&policies->names, before) ? set_no_memory(failure) : 0;
}

void diff_policies_release(struct diff_policies *policies)
{
	diff_names_release(&policies->names);
	for (size_t side = 0; side < DIFF_SIDES; side++) {
		free(policies->image[side]);
		free(policies->by_record[side]);
	}
}

void diff_rule_text(const struct gk_image *image, const struct findings *findings, unsigned int rule,
		    char ret_text[DIFF_RULE_TEXT_SIZE])
{
	char path[FINDINGS_FILE_SIZE + GK_FILE_NAME_SIZE];
	const struct gk_rule *of = &image->rule[rule % GK_MAX_RULES];

	if (rule == GK_NO_RULE) {
		snprintf(ret_text, DIFF_RULE_TEXT_SIZE, "the default");
		return;
	}
	findings_path(findings, (struct place){.line = of->line, .file = of->file}, path, sizeof(path));
	snprintf(ret_text, DIFF_RULE_TEXT_SIZE, "rule %s (%s:%u)", of->name, path, of->line);
}
