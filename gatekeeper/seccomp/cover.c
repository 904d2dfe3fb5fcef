// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A tree over the bits of a value, from the highest: a subtree of one answer is one comparison. */
#include "gatekeeper/seccomp/cover.h"

#define BITS 32

struct cover {
	const struct plan_call *call;
	cover_add *add;
	void *context;
	struct cover_argument argument[2];
};

/* The values below a node, that have the upper bits of `value`. */
struct node {
	uint32_t value;
	unsigned int bits; /* that are fixed */
};

static uint32_t mask_of(const struct node *node)
{
	return node->bits ? ~0U << (BITS - node->bits) : 0;
}

static bool is_below(const struct node *node, uint32_t value)
{
	return (value & mask_of(node)) == node->value;
}

static struct node child_of(const struct node *node, unsigned int bit)
{
	struct node child = {node->value | bit << (BITS - 1 - node->bits), node->bits + 1};

	return child;
}

static int add(struct cover *cover, const struct node *node, size_t position, bool denied)
{
	struct cover_argument *argument = &cover->argument[position];

	*argument = (struct cover_argument){cover->call->first + position, mask_of(node), node->value};
	if (node->bits == 0) /* of the argument before, if there is one, is all that is compared */
		return cover->add(cover->context, denied, cover->argument, position);
	return cover->add(cover->context, denied, cover->argument, position + 1);
}

/* Is there a value below whose answer is not that of the values without a row? `level` counts only with two. */
static bool has_other(const struct cover *cover, const struct node *node, uint32_t level)
{
	const struct plan_call *call = cover->call;

	for (size_t i = 0; i < call->count; i++)
		if (call->row[i].level == level && is_below(node, call->row[i].value) &&
		    call->row[i].denied != call->other_denied)
			return true;
	return false;
}

static int cover_values(struct cover *cover, struct node node, uint32_t level, size_t position)
{
	bool denied = cover->call->other_denied;
	int r;

	if (!has_other(cover, &node, level))
		return add(cover, &node, position, denied);
	if (node.bits == BITS)
		return add(cover, &node, position, !denied);
	r = cover_values(cover, child_of(&node, 0), level, position);
	return r < 0 ? r : cover_values(cover, child_of(&node, 1), level, position);
}

static bool has_level(const struct cover *cover, const struct node *node)
{
	const struct plan_call *call = cover->call;

	for (size_t i = 0; i < call->count; i++)
		if (is_below(node, call->row[i].level) && call->row[i].denied != call->other_denied)
			return true;
	return false;
}

static int cover_levels(struct cover *cover, struct node node)
{
	int r;

	if (!has_level(cover, &node))
		return add(cover, &node, 0, cover->call->other_denied);
	if (node.bits == BITS) {
		cover->argument[0] = (struct cover_argument){cover->call->first, ~0U, node.value};
		return cover_values(cover, (struct node){0}, node.value, 1);
	}
	r = cover_levels(cover, child_of(&node, 0));
	return r < 0 ? r : cover_levels(cover, child_of(&node, 1));
}

int cover_call(const struct plan_call *call, cover_add *add_to, void *context)
{
	struct cover cover = {.call = call, .add = add_to, .context = context};

	if (call->arguments == 0)
		return add_to(context, call->other_denied, NULL, 0);
	if (call->arguments == 1)
		return cover_values(&cover, (struct node){0}, 0, 0);
	return cover_levels(&cover, (struct node){0});
}
