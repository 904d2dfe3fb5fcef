// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The cells of a request, one dimension after the other, tested for one rule: see why.h. */
#include "gatekeeper/explain/why.h"

#include <stdbool.h>
#include <stddef.h>

#include "policy/image/decision.h"
#include "policy/image/vectors.h"

/* One rule, and the cells of the request. */
struct question {
	const struct gk_image *image;
	const struct gk_request *request;
	__u32 rule;
	__u32 side;
	__u32 cgroup; /* index of the entry */
	struct gk_cells cells;
};

static bool has_rule(const struct question *question, __u32 cell)
{
	return vector_has(&question->image->vector[GK_CELL_VECTOR(cell)], question->rule);
}

/* Whether any of `count` cells, `step` apart, has the rule. Then the value that they have in common satisfies it. */
static bool is_in_any(const struct question *question, const __u32 *cells, size_t count, size_t step)
{
	for (size_t i = 0; i < count; i++) {
		if (has_rule(question, cells[i * step]))
			return true;
	}
	return false;
}

static bool has_operation(const struct question *question)
{
	return is_in_any(question, question->image->what + question->request->operation * GK_ATTACH_TYPE_SLOTS,
			 GK_ATTACH_TYPE_SLOTS, 1);
}

/* If some caller on the same side satisfies the rule, in other namespaces, then the namespaces are why. */
static const char *failed_who(const struct question *question)
{
	const struct gk_image *image = question->image;
	__u8 from = gk_from(image, question->request->namespaces, question->side);

	for (unsigned int i = 0; i < GK_SIDES * GK_NAMESPACE_SLOTS; i++) {
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

	if (!is_in_any(question, netns, row, 1))
		return "target.netns";
	if (type == GK_PROGRAM_TYPE_NONE)
		return "program";
	if (!is_in_any(question, netns + type * GK_SIGNATURE_SLOTS, GK_SIGNATURE_SLOTS, 1))
		return "program.type";
	return "program.signed";
}

/* Would the rule match in the same cgroup if it were that of a unit? Then its unit is why. */
static const char *failed_cgroup(const struct question *question)
{
	const struct gk_entry *entry = question->image->entry, *own = &entry[question->cgroup];

	for (size_t i = 0; i < GK_ENTRIES; i++) {
		if (entry[i].b >> 56 == GK_KEY_UNIT >> 56 && entry[i].number == own->number &&
		    has_rule(question, entry[i].cell))
			return "caller.unit";
	}
	return vector_has(&question->image->asks_container, question->rule) ? "caller.container" : "caller.cgroup";
}

/* The conditions on the caller; NULL: they hold. */
static const char *failed_caller(const struct question *question)
{
	const struct gk_cells *cells = &question->cells;

	if (!has_rule(question, cells->who))
		return failed_who(question);
	if (!has_rule(question, cells->uid))
		return "caller.uid";
	if (!has_rule(question, cells->executable))
		return "caller.exe";
	if (!has_rule(question, cells->caller))
		return failed_cgroup(question);
	return has_rule(question, cells->capabilities) ? NULL : "caller.capabilities";
}

/* The conditions on target and program; NULL: they hold. */
static const char *failed_object(const struct question *question)
{
	const struct gk_cells *cells = &question->cells;

	if (!has_rule(question, cells->what))
		return "attach-types";
	if (!has_rule(question, cells->relation) && !has_rule(question, cells->target))
		return "target.cgroup";
	if (!has_rule(question, cells->kind))
		return failed_kind(question);
	if (!has_rule(question, cells->name))
		return "program.name";
	return has_rule(question, cells->tag) ? NULL : "program.tag";
}

const char *failed_condition(const struct gk_image *image, const struct gk_request *request, __u32 rule)
{
	struct question question = {.image = image, .request = request, .rule = rule};
	struct gk_places places;
	const char *failed;

	gk_find_places(image, image->uses, request, &places);
	gk_find_cells(image, image->uses, request, &places, &question.cells, &question.side);
	question.cgroup = places.cgroup;
	if (!has_operation(&question))
		return vector_has(&image->denies, rule) ? "deny" : "allow";
	failed = failed_caller(&question);
	return failed ? failed : failed_object(&question);
}
