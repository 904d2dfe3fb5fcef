// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "explain-why.h"

#include <stdbool.h>
#include <stddef.h>

#include "policy/decision.h"
#include "policy/vectors.h"

/* What is asked about: one rule, and the vectors of the request. */
struct question {
	const struct gk_image *image;
	const struct gk_request *request;
	__u32 rule;
	__u8 from;
	struct gk_vectors vectors;
};

static bool has_rule(const struct question *question, __u16 vector)
{
	return vector_has(&question->image->vector[vector & (GK_VECTORS_MAX - 1)], question->rule);
}

/* Is the rule in any of `count` cells, `step` apart? Then the value that they have in common satisfies it. */
static bool in_any(const struct question *question, const __u16 *cells, size_t count, size_t step)
{
	for (size_t i = 0; i < count; i++) {
		if (has_rule(question, cells[i * step]))
			return true;
	}
	return false;
}

static bool is_operation(const struct question *question)
{
	return in_any(question, question->image->what + question->request->operation * GK_ATTACH_TYPE_SLOTS,
		      GK_ATTACH_TYPE_SLOTS, 1);
}

static const char *failed_who(const struct question *question)
{
	const __u16 *side = question->image->who + question->from * GK_NAMESPACE_SLOTS;

	return in_any(question, side, GK_NAMESPACE_SLOTS, 1) ? "caller.namespaces" : "caller.from";
}

static const char *failed_kind(const struct question *question)
{
	const size_t row = GK_PROGRAM_TYPE_SLOTS * GK_SIGNATURE_SLOTS;
	const struct gk_request *request = question->request;
	const __u16 *netns = question->image->kind + request->netns * row;
	__u32 type = gk_program_type_slot(request->program_state, request->program_type);

	if (!in_any(question, netns, row, 1))
		return "target.netns";
	if (type == GK_PROGRAM_TYPE_NONE)
		return "program";
	if (!in_any(question, netns + type * GK_SIGNATURE_SLOTS, GK_SIGNATURE_SLOTS, 1))
		return "program.type";
	return "program.signed";
}

const char *failed_condition(const struct gk_image *image, const struct gk_request *request, __u32 rule)
{
	struct question question = {.image = image, .request = request, .rule = rule};
	struct gk_vectors *vectors = &question.vectors;

	gk_find_vectors(image, request, vectors, &question.from);
	if (!is_operation(&question))
		return vector_has(&image->denies, rule) ? "deny" : "allow";
	if (!has_rule(&question, vectors->who))
		return failed_who(&question);
	if (!has_rule(&question, vectors->uid))
		return "caller.uid";
	if (!has_rule(&question, vectors->executable))
		return "caller.exe";
	if (!has_rule(&question, vectors->caller))
		return "caller.cgroup";
	if (!has_rule(&question, vectors->capabilities))
		return "caller.capabilities";
	if (!has_rule(&question, vectors->what))
		return "attach-types";
	if (!has_rule(&question, vectors->relation) && !has_rule(&question, vectors->target))
		return "target.cgroup";
	if (!has_rule(&question, vectors->kind))
		return failed_kind(&question);
	if (!has_rule(&question, vectors->name))
		return "program.name";
	if (!has_rule(&question, vectors->tag))
		return "program.tag";
	return NULL;
}
