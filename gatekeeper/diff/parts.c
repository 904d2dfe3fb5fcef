// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/parts.h"

#include "policy/base/cleanup.h"

static const struct word descriptor_table[] = {{.number = 0, .text = "not-shared"}, {.number = 1, .text = "shared"}};
static const struct word_set diff_descriptor_words = {
	.noun = "table of descriptors", .words = descriptor_table, .count = ARRAY_LENGTH(descriptor_table)};

const struct diff_part_info diff_part_info[DIFF_PART_COUNT] = {
#define PART_ROW(id, part_level, part_key, part_kind, part_words) [id] = {part_level, part_key, part_kind, part_words},
	DIFF_PARTS(PART_ROW)};

size_t diff_part_size(const struct diff_input *input, enum diff_part part)
{
	const size_t size[DIFF_PART_COUNT] = {
		[DIFF_PART_NAMESPACES] = 2 * GK_NAMESPACE_COUNT,
		[DIFF_PART_UID] = input->uid_count,
		[DIFF_PART_EXECUTABLE] = input->executable.count,
		[DIFF_PART_CALLER_CGROUP] = input->names->cgroup_count,
		[DIFF_PART_CAPABILITIES] = 2 * input->capability_count,
		[DIFF_PART_TARGET_CGROUP] = input->names->cgroup_count,
		[DIFF_PART_PROGRAM_NAME] = input->name.count,
		[DIFF_PART_PROGRAM_TAG] = input->tag.count,
	};

	return diff_part_info[part].kind == DIFF_PART_WORDS ? 64 : size[part];
}

static void add(uint64_t *set, size_t number)
{
	set[number / 64] |= 1ULL << (number % 64);
}

/* A policy has no word for a number of a newer kernel, and decides as if it were not known. */
static size_t number_of_word(const struct word_set *words, size_t number, size_t unknown)
{
	return word_by_number(words, number) ? number : unknown;
}

static enum gk_from from_of(const struct diff_input *input, uint64_t caller)
{
	static const struct diff_frame any_frame;
	const struct gk_image *image = input->image[DIFF_SIDES - 1];
	const unsigned int uses = image->uses & GK_USES_CALLER_CGROUP;
	struct gk_request request = {0};
	struct gk_places places;
	struct gk_cells cells;
	__u32 never_host;

	diff_set_value(input, &any_frame, DIFF_CALLER, caller, &request);
	gk_find_places(image, uses, &request, &places);
	gk_find_caller(image, uses, &request, &places, &cells, &never_host);
	return gk_from(image, request.namespaces, never_host);
}

/* Bit 2n: of item n it does not have; bit 2n + 1: it has. */
static void add_pairs(uint64_t items, size_t count, uint64_t *set)
{
	for (size_t i = 0; i < count; i++)
		add(set, 2 * i + (items >> i & 1));
}

static void add_target(const struct diff_frame *frame, enum diff_part part, uint64_t value, uint64_t *set)
{
	const unsigned int relation = value & 7;

	if (part == DIFF_PART_DESCRIPTORS)
		add(set, value >> 3 & 1);
	else if (frame->has_cgroup && part == DIFF_PART_RELATION) /* own-subtree would include the own in a policy */
		add(set, relation == GK_TARGET_BELOW ? GK_TARGET_STRICTLY_BELOW : relation);
	else if (frame->has_cgroup && relation != GK_TARGET_NONE && relation != GK_TARGET_UNKNOWN)
		add(set, value >> 4);
}

static void add_kind(const struct diff_frame *frame, enum diff_part part, uint64_t value, uint64_t *set)
{
	const bool has_type = frame->state == GK_PROGRAM_KNOWN || frame->state == GK_PROGRAM_DECLARED;

	if (part == DIFF_PART_NETNS && frame->has_netns)
		add(set, value >> 16);
	else if (part == DIFF_PART_PROGRAM && frame->has_program)
		add(set, frame->state);
	else if (part == DIFF_PART_PROGRAM_TYPE && has_type)
		add(set, number_of_word(&program_type_words, value >> 8 & 63, GK_PROGRAM_TYPE_UNKNOWN));
	else if (part == DIFF_PART_SIGNATURE && frame->state != GK_PROGRAM_NONE)
		add(set, value & 0xff);
}

static void add_caller(const struct diff_input *input, enum diff_part part, uint64_t value, uint64_t *set)
{
	if (part == DIFF_PART_FROM)
		add(set, from_of(input, value));
	else if (part == DIFF_PART_NAMESPACES)
		add_pairs(value & 0xff, GK_NAMESPACE_COUNT, set);
	else
		add(set, value >> 8);
}

void diff_part_add(const struct diff_input *input, const struct diff_frame *frame, enum diff_part part, uint64_t value,
		   uint64_t *set)
{
	switch (diff_part_info[part].level) {
	case DIFF_WHAT:
		if (part == DIFF_PART_OPERATION)
			add(set, value >> 8);
		else if (frame->has_attach_type && (value & 63) != GK_ATTACH_TYPE_NONE)
			add(set, number_of_word(&attach_type_words, value & 63, GK_ATTACH_TYPE_UNKNOWN));
		break;
	case DIFF_TARGET:
		add_target(frame, part, value, set);
		break;
	case DIFF_KIND:
		add_kind(frame, part, value, set);
		break;
	case DIFF_NAME:
		if (frame->state == GK_PROGRAM_KNOWN || frame->state == GK_PROGRAM_DECLARED)
			add(set, value);
		break;
	case DIFF_TAG:
		if (frame->state == GK_PROGRAM_KNOWN)
			add(set, value);
		break;
	case DIFF_CALLER:
		add_caller(input, part, value, set);
		break;
	case DIFF_UID:
		add(set, diff_uid_number(input, value));
		break;
	case DIFF_CAPABILITIES:
		add_pairs(value, input->capability_count, set);
		break;
	case DIFF_EXECUTABLE:
		add(set, value);
		break;
	case DIFF_LEVELS:
		break;
	}
}
