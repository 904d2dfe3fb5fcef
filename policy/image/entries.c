// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What a policy names, as entries: each has the rules that its name satisfies, and the rules without that condition. */
#include <errno.h>
#include <stdlib.h>

#include "policy/base/cleanup.h"
#include "policy/image/cgroups.h"
#include "policy/image/entry-list.h"

/* Entries of one kind; `others` is what a value satisfies that no rule names. */
static int compile_names(struct entries *entries, const struct names *names, size_t list, uint32_t others)
{
	struct compiler *compiler = entries->compiler;
	struct gk_vector *rules;
	unsigned int *same = same_names(names);
	int r = same ? rules_by_name(compiler, names, list, NAMED_BY_ALL, &rules) : -ENOMEM;

	if (r < 0) {
		free(same);
		return r;
	}
	for (size_t i = 0; i < names->count; i++) {
		struct gk_entry content = {0};

		if (!names->item[i]->found || same[i] != i)
			continue;
		vector_or(&rules[i], &compiler->image->vector[GK_CELL_VECTOR(others)]);
		content.cell = vectors_add(compiler->vectors, &rules[i]);
		entries_add(entries, names->item[i], &content);
	}
	free(rules);
	free(same);
	return 0;
}

static int compile_executables(struct entries *entries)
{
	struct compiler *compiler = entries->compiler;
	const struct name unknown = {.b = GK_KEY_EXECUTABLE};
	struct gk_vector others = {0}, not_known = {0};
	struct gk_entry content = {0};

	for (size_t i = 0; i < compiler->image->rule_count; i++) {
		if (compiler->policy->rules[i].executables.count == 0)
			vector_set(&others, i);
		if (compiler->matches[i].unknown_executable)
			vector_set(&not_known, i);
	}
	compiler->image->other_executable = vectors_add(compiler->vectors, &others);
	if (compiler->policy->executables.count == 0)
		return 0;
	content.cell = vectors_add(compiler->vectors, &not_known);
	entries_add(entries, &unknown, &content);
	return compile_names(entries, &compiler->policy->executables, offsetof(struct rule, executables),
			     compiler->image->other_executable);
}

static int collect(struct entries *entries)
{
	const struct policy *policy = entries->compiler->policy;
	const struct gk_image *image = entries->compiler->image;
	int r = compile_executables(entries);

	if (r < 0)
		return r;
	r = compile_cgroups(entries);
	if (r < 0)
		return r;
	r = compile_names(entries, &policy->program_names, offsetof(struct rule, program_names),
			  image->name[GK_PROGRAM_KNOWN]);
	if (r < 0)
		return r;
	return compile_names(entries, &policy->program_tags, offsetof(struct rule, program_tags),
			     image->tag[GK_PROGRAM_KNOWN]);
}

int compile_entries(struct compiler *compiler)
{
	_cleanup_free_ struct gk_entry *entry = calloc(GK_ENTRIES, sizeof(*entry));
	struct entries entries = {.compiler = compiler, .entry = entry};
	int r;

	if (!entry)
		return -ENOMEM;
	compiler->full = "no perfect hash of its names was found";
	r = collect(&entries);
	if (r < 0)
		return r;
	r = place_entries(entry, entries.count, compiler->image);
	return r < 0 ? r : compile_paths(compiler);
}
