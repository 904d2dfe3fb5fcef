// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/explain/why.h"

#include <stdbool.h>
#include <stddef.h>

#include "policy/image/decision.h"
#include "policy/image/vectors.h"

/* What is asked about: one rule, and the cells of the request. */
struct question {
	const struct gk_image *image;
	const struct gk_request *request;
	__u32 rule;
	__u32 never_host;
	struct gk_cells cells;
};

static bool has_rule(const struct question *question, __u32 cell)
{
	return vector_has(&question->image->vector[GK_CELL_VECTOR(cell)], question->rule);
}

/* Is the rule in any of `count` cells, `step` apart? Then the value that they have in common satisfies it. */
static bool in_any(const struct question *question, const __u32 *cells, size_t count, size_t step)
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

/* Does any caller of the same side, in whatever namespaces, satisfy the rule? */
static const char *failed_who(const struct question *question)
{
	const struct gk_image *image = question->image;
	__u8 from = gk_from(image, question->request->namespaces, question->never_host);

	for (unsigned int i = 0; i < 2 * GK_NAMESPACE_SLOTS; i++) {
		if (gk_from(image, i % GK_NAMESPACE_SLOTS, i / GK_NAMESPACE_SLOTS) == from &&
		    has_rule(question, image->who[i]))
			return "caller.namespaces";
	}
	return "caller.from";
}

static const char *failed_kind(const struct question *question)
{
	const size_t row = GK_PROGRAM_TYPE_SLOTS * GK_SIGNATURE_SLOTS;
	const struct gk_request *request = question->request;
	const __u32 *netns = question->image->kind + request->netns * row;
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
	struct gk_cells *cells = &question.cells;
	struct gk_places places;

	gk_find_places(image, image->uses, request, &places);
	gk_find_cells(image, image->uses, request, &places, cells, &question.never_host);
	if (!is_operation(&question))
		return vector_has(&image->denies, rule) ? "deny" : "allow";
	if (!has_rule(&question, cells->who))
		return failed_who(&question);
	if (!has_rule(&question, cells->uid))
		return "caller.uid";
	if (!has_rule(&question, cells->executable))
		return "caller.exe";
	if (!has_rule(&question, cells->caller))
		return "caller.cgroup";
	if (!has_rule(&question, cells->capabilities))
		return "caller.capabilities";
	if (!has_rule(&question, cells->what))
		return "attach-types";
	if (!has_rule(&question, cells->relation) && !has_rule(&question, cells->target))
		return "target.cgroup";
	if (!has_rule(&question, cells->kind))
		return failed_kind(&question);
	if (!has_rule(&question, cells->name))
		return "program.name";
	if (!has_rule(&question, cells->tag))
		return "program.tag";
	return NULL;
}
