// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Rules to the image that gk_decide() reads. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/language/commands.h"
#include "policy/image/tables.h"

static bool is_logged(enum gk_log log, enum gk_verdict verdict)
{
	switch (log) {
	case GK_LOG_DENIED:
		return verdict == GK_DENY;
	case GK_LOG_ALL:
		return true;
	case GK_LOG_NONE:
	case GK_LOG_COUNT:
		break;
	}
	return false;
}

#define SET_FLAG(X, id, key, words, member, missing, flag, doc) \
	image->flags |= policy->member.number != (missing) ? (flag) : 0;

static void compile_head(const struct policy *policy, struct gk_image *image)
{
	image->magic = GK_IMAGE_MAGIC;
	image->rule_count = policy->rule_count;
	image->mode = policy->mode.number;
	image->protect = policy->protect.number;
	image->default_verdict = policy->default_verdict.number;
	image->default_logged = is_logged(policy->log.number, policy->default_verdict.number);
	TOP_WORD_KEYS(SET_FLAG, )
	image->host_namespaces = policy->host_namespaces;
	image->flags |= policy->uses_containers ? GK_IMAGE_NAMES_CONTAINERS : 0;
	image->containers = policy->container_generation;
	if (image->default_verdict == GK_DENY || image->default_logged)
		image->operations = OPERATIONS_ALL;
	if (policy->not_in_cgroups.count > 0 || policy->services.count > 0 || policy->uses_containers)
		image->uses |= GK_USES_CALLER_CGROUP;
	if (policy->not_in_cgroups.count > 0 || policy->uses_containers)
		image->uses |= GK_USES_NOT_HOST;
}

/* What must be found out before this rule can be decided. */
static __u32 uses_of(const struct rule *rule)
{
	__u32 uses = 0;

	uses |= rule->uids.count ? GK_USES_UID : 0;
	uses |= rule->executables.count ? GK_USES_EXECUTABLE : 0;
	uses |= rule->caller_cgroups.count || rule->caller_units.count ? GK_USES_CALLER_CGROUP : 0;
	uses |= rule->target_cgroups.count ? GK_USES_TARGET_CGROUP : 0;
	uses |= rule->target_cgroups.count || rule->relations ? GK_USES_TARGET : 0;
	uses |= rule->race.number == GK_RACE_VERIFY ? GK_USES_VERIFY : 0;
	uses |= rule->capabilities ? GK_USES_CAPABILITIES : 0;
	uses |= rule->netns ? GK_USES_NETNS : 0;
	if (rule->program_types || rule->program_names.count || rule->program_tags.count || rule->signatures)
		uses |= GK_USES_PROGRAM;
	return uses;
}

static void compile_rule(const struct policy *policy, size_t index, const struct match *match, struct gk_image *image)
{
	const struct rule *rule = &policy->rules[index];
	const bool logged = is_logged(rule->log.is_set ? rule->log.number : policy->log.number, rule->verdict);
	struct gk_rule *out = &image->rule[index];

	memcpy(out->name, rule->name, sizeof(out->name));
	memcpy(out->message, rule->message, sizeof(out->message));
	out->line = rule->place.line;
	out->file = rule->place.file;
	if (rule->verdict == GK_DENY)
		vector_set(&image->denies, index);
	if (logged)
		vector_set(&image->logs, index);
	if (rule->verdict == GK_DENY || logged)
		image->operations |= match->operations;
	if (rule->has_container)
		vector_set(&image->asks_container, index);
	image->uses |= uses_of(rule);
}

/* The operations that can be refused or logged of a caller in all init namespaces, from whichever side. */
static uint64_t init_operations(const struct gk_image *image, const struct match *matches)
{
	uint64_t operations = 0;

	if (image->default_verdict == GK_DENY || image->default_logged)
		return OPERATIONS_ALL;
	for (__u32 i = 0; i < image->rule_count; i++) {
		if (!vector_has(&image->denies, i) && !vector_has(&image->logs, i))
			continue;
		if ((matches[i].callers[GK_FROM_HOST][0] | matches[i].callers[GK_FROM_CONTAINER][0]) & 1)
			operations |= matches[i].operations;
	}
	/* A load that the gate did not see begin looks like `get` to lsm/bpf_prog. */
	return operations & 1ULL << GK_OP_GET ? operations | 1ULL << GK_OP_LOAD : operations;
}

/* The levels of a mask of LEVEL_BIT(), the deepest first; there is room for all that a policy can name. */
static void compile_levels(__u32 levels, struct gk_levels *ret_levels)
{
	size_t count = 0;

	for (; levels; levels &= levels - 1)
		ret_levels->level[count++] = GK_CGROUP_LEVELS - 1 - __builtin_ctz(levels);
	ret_levels->level[count] = GK_NO_LEVEL;
}

static int compile_vectors(struct compiler *compiler)
{
	int r;

	vectors_init(compiler->vectors, compiler->image);
	compile_tables(compiler);
	r = compile_uids(compiler);
	if (r < 0)
		return r;
	r = compile_entries(compiler);
	if (r < 0)
		return r;
	compile_levels(compiler->caller_levels, &compiler->image->caller_level);
	compile_levels(compiler->target_levels, &compiler->image->target_level);
	if (!compiler->vectors->full)
		return 0;
	compiler->full = "the conditions of its rules differ in too many ways";
	return -E2BIG;
}

static int compile_rules(struct compiler *compiler, struct match *matches)
{
	const struct policy *policy = compiler->policy;
	struct gk_image *image = compiler->image;

	compile_head(policy, image);
	for (size_t i = 0; i < policy->rule_count; i++) {
		match_from_rule(policy, &policy->rules[i], &matches[i]);
		compile_rule(policy, i, &matches[i], image);
	}
	image->commands = commands_of_operations(image->operations);
	image->init_commands = commands_of_operations(init_operations(image, matches));
	return compile_vectors(compiler);
}

int policy_compile(const struct policy *policy, struct findings *findings, struct gk_image *image)
{
	struct match *matches = calloc(policy->rule_count + 1, sizeof(*matches));
	struct vectors *vectors = malloc(sizeof(*vectors));
	struct compiler compiler = {.policy = policy, .matches = matches, .vectors = vectors, .image = image};
	int r = matches && vectors ? compile_rules(&compiler, matches) : -ENOMEM;

	free(matches);
	free(vectors);
	if (r != -E2BIG)
		return r;
	findings_add(findings, CHECK_TOO_COMPLEX, (struct place){0},
		     "the policy does not fit into an image: %s; use the same lists in several rules, or merge rules",
		     compiler.full);
	return -EINVAL;
}
