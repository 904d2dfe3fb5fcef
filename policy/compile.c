// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Rules to the image that gk_decide() reads; and the whole way from a file to it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "match.h"
#include "policy.h"

/* Puts rule `index` into the vector of every slot of `slots`. */
static void add_rule(struct gk_vector *vectors, size_t count, const uint64_t *slots, size_t index)
{
	for (size_t slot = 0; slot < count; slot++) {
		if (!(slots[slot / 64] >> (slot % 64) & 1))
			continue;
		vectors[slot].word[index / 64] |= 1ULL << (index % 64);
		vectors[slot].summary |= 1ULL << (index / 64);
	}
}

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

static void compile_rule(const struct policy *policy, size_t index, struct gk_image *image)
{
	const struct rule *rule = &policy->rules[index];
	struct gk_rule *out = &image->rule[index];
	struct match match;

	match_from_rule(policy, rule, &match);
	add_rule(image->operation, GK_OPERATION_SLOTS, &match.operations, index);
	add_rule(image->attach_type, GK_ATTACH_TYPE_SLOTS, &match.attach_types, index);
	add_rule(image->namespaces, GK_NAMESPACE_SLOTS, match.namespaces, index);
	add_rule(image->from, GK_FROM_SLOTS, &match.from, index);
	add_rule(image->relation, GK_RELATION_SLOTS, &match.relations, index);

	memcpy(out->name, rule->name, sizeof(out->name));
	out->line = rule->place.line;
	out->verdict = rule->verdict;
	out->logged = is_logged(rule->has_log ? rule->log : policy->log, rule->verdict);
	if (out->verdict == GK_DENY || out->logged)
		image->operations |= match.operations;
}

void policy_compile(const struct policy *policy, struct gk_image *image)
{
	memset(image, 0, sizeof(*image));
	image->magic = GK_IMAGE_MAGIC;
	image->version = GK_ABI_VERSION;
	image->rule_count = policy->rule_count;
	image->mode = policy->mode;
	image->default_verdict = policy->default_verdict;
	image->default_logged = is_logged(policy->log, policy->default_verdict);
	image->host_namespaces = policy->host_namespaces;
	if (image->default_verdict == GK_DENY || image->default_logged)
		image->operations = (1U << GK_OPERATION_SLOTS) - 1;
	for (size_t i = 0; i < policy->rule_count; i++)
		compile_rule(policy, i, image);
}

static int compile_tree(const struct tree *tree, struct findings *findings, struct gk_image **ret_image)
{
	struct gk_image *image;
	struct policy policy;
	int r;

	r = policy_read(tree, findings, &policy);
	if (r < 0)
		return r;
	policy_check(&policy, findings);
	if (findings->errors > 0) {
		policy_release(&policy);
		return -EINVAL;
	}

	image = malloc(sizeof(*image));
	if (image)
		policy_compile(&policy, image);
	policy_release(&policy);
	if (!image)
		return -ENOMEM;
	*ret_image = image;
	return 0;
}

static int compile_source(const struct source *source, struct findings *findings, struct gk_image **ret_image)
{
	struct tree tree;
	int r;

	r = tree_parse(source, findings, &tree);
	if (r < 0)
		return r;
	r = compile_tree(&tree, findings, ret_image);
	tree_free(&tree);
	if (r == 0)
		memcpy((*ret_image)->digest, source->digest, GK_DIGEST_SIZE);
	return r;
}

int policy_compile_file(const char *path, struct findings *findings, struct gk_image **ret_image)
{
	struct source source;
	int r;

	findings_init(findings, path);
	r = source_read(path, findings, &source);
	if (r < 0)
		return r;
	r = compile_source(&source, findings, ret_image);
	findings->bytes = NULL;
	findings->length = 0;
	source_release(&source);
	findings_sort(findings);
	return r;
}

void policy_digest_text(const __u8 *digest, char *ret_text)
{
	for (size_t i = 0; i < GK_DIGEST_SIZE; i++)
		sprintf(ret_text + 2 * i, "%02x", digest[i]);
}
