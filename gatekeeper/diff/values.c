// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/words.h"

#include "gatekeeper/request/from-words.h"

#define KEY_KIND (0xffULL << 56)
#define NO_CAPABILITY 63

static bool has_key(const struct diff_keys *keys, uint64_t a, uint64_t b)
{
	for (size_t i = 0; i < keys->count; i++) {
		if (keys->key[i].a == a && keys->key[i].b == b)
			return true;
	}
	return false;
}

static int by_key(const void *one, const void *other)
{
	const struct diff_key *a = one, *b = other;

	if (a->a != b->a)
		return a->a < b->a ? -1 : 1;
	return (a->b > b->b) - (a->b < b->b);
}

static void add_keys(const struct gk_image *image, uint64_t kind, struct diff_keys *keys)
{
	for (size_t i = 0; i < GK_ENTRIES; i++) {
		const struct gk_entry *entry = &image->entry[i];

		if (entry->b && (entry->b & KEY_KIND) == kind)
			keys->key[keys->count++] = (struct diff_key){entry->a, entry->b & ~KEY_KIND};
	}
}

static void sort_keys(struct diff_keys *keys)
{
	size_t count = 0;

	qsort(keys->key, keys->count, sizeof(*keys->key), by_key);
	for (size_t i = 0; i < keys->count; i++) {
		if (count == 0 || by_key(&keys->key[count - 1], &keys->key[i]) != 0)
			keys->key[count++] = keys->key[i];
	}
	keys->count = count;
}

/* The keys of both images, behind one that neither has. */
static int find_keys(const struct diff_input *input, uint64_t kind, struct diff_keys *ret_keys)
{
	struct diff_key other = {.a = 1};

	ret_keys->key = calloc(DIFF_SIDES * (GK_NAMES_MAX + 2) + 1, sizeof(*ret_keys->key));
	if (!ret_keys->key)
		return -ENOMEM;
	for (size_t side = 0; side < DIFF_SIDES; side++)
		add_keys(input->image[side], kind, ret_keys);
	sort_keys(ret_keys);
	while (has_key(ret_keys, other.a, other.b))
		other.a++;
	memmove(ret_keys->key + 1, ret_keys->key, ret_keys->count * sizeof(*ret_keys->key));
	ret_keys->key[0] = other;
	ret_keys->count++;
	return 0;
}

static void add_capability(struct diff_input *input, unsigned int capability)
{
	for (size_t i = 0; i < input->capability_count; i++) {
		if (input->capability[i] == capability)
			return;
	}
	if (capability != NO_CAPABILITY)
		input->capability[input->capability_count++] = capability;
}

static int by_uid(const void *one, const void *other)
{
	const unsigned int *a = one, *b = other;

	return (*a > *b) - (*a < *b);
}

static void add_uids(struct diff_input *input, const struct gk_image *image)
{
	for (size_t i = 0; i < GK_UID_INTERVALS; i++) {
		if (i > 0 && image->uid[i].start == image->uid[i - 1].start)
			break;
		input->uid[input->uid_count++] = image->uid[i].start;
	}
}

static int find_uids(struct diff_input *input)
{
	size_t count = 0;

	input->uid = calloc(DIFF_SIDES * GK_UID_INTERVALS, sizeof(*input->uid));
	if (!input->uid)
		return -ENOMEM;
	for (size_t side = 0; side < DIFF_SIDES; side++)
		add_uids(input, input->image[side]);
	qsort(input->uid, input->uid_count, sizeof(*input->uid), by_uid);
	for (size_t i = 0; i < input->uid_count; i++) {
		if (count == 0 || input->uid[count - 1] != input->uid[i])
			input->uid[count++] = input->uid[i];
	}
	input->uid_count = count;
	return 0;
}

size_t diff_uid_number(const struct diff_input *input, unsigned int uid)
{
	const unsigned int *place = bsearch(&uid, input->uid, input->uid_count, sizeof(uid), by_uid);

	return place - input->uid;
}

int diff_input_init(struct diff_input *input, const struct gk_image *before, const struct gk_image *after,
		    const struct diff_names *names)
{
	int error;

	*input = (struct diff_input){.image = {before, after}, .names = names};
	for (size_t side = 0; side < DIFF_SIDES; side++) {
		for (size_t i = 0; i < GK_CAPABILITIES_MAX; i++)
			add_capability(input, input->image[side]->capability[i]);
	}
	error = find_uids(input);
	if (error)
		return error;
	error = find_keys(input, GK_KEY_NAME, &input->name);
	if (error)
		return error;
	error = find_keys(input, GK_KEY_TAG, &input->tag);
	if (error)
		return error;
	return find_keys(input, GK_KEY_EXECUTABLE, &input->executable);
}

void diff_input_release(struct diff_input *input)
{
	free(input->name.key);
	free(input->tag.key);
	free(input->executable.key);
	free(input->uid);
	*input = (struct diff_input){0};
}

bool diff_frame_has(const struct diff_frame *frame, unsigned int operation)
{
	return operation_has_attach_type(operation) == frame->has_attach_type &&
	       operation_has_cgroup(operation) == frame->has_cgroup &&
	       operation_has_netns(operation) == frame->has_netns &&
	       operation_has_program(operation) == frame->has_program;
}

static uint64_t capabilities_of(const struct diff_input *input, uint64_t set)
{
	uint64_t capabilities = 0;

	for (size_t i = 0; i < input->capability_count; i++)
		capabilities |= (set >> i & 1) << input->capability[i];
	return capabilities;
}

static void set_place(const struct diff_input *input, size_t cgroup, struct gk_cgroup_place *ret_place)
{
	ret_place->where = (uintptr_t)input->names->cgroup[cgroup].ids;
	ret_place->level = input->names->cgroup[cgroup].level;
	ret_place->id = (uintptr_t)input->names->cgroup[cgroup].path;
	ret_place->kept = ret_place->id != 0;
}

static void set_kind(const struct diff_frame *frame, uint64_t value, struct gk_request *request)
{
	unsigned int type = value >> 8 & 0xff;
	bool has_type = frame->state == GK_PROGRAM_KNOWN || frame->state == GK_PROGRAM_DECLARED;

	request->netns = value >> 16;
	request->signature = value & 0xff;
	request->program_type = has_type && type < GK_PROGRAM_TYPE_NONE ? type : GK_NO_NUMBER;
}

void diff_set_value(const struct diff_input *input, const struct diff_frame *frame, enum diff_level level,
		    uint64_t value, struct gk_request *request)
{
	switch (level) {
	case DIFF_WHAT:
		request->operation = value >> 8;
		request->attach_type = value & 0xff;
		break;
	case DIFF_TARGET:
		request->relation = value & 7;
		request->shared_files = value >> 3 & 1;
		set_place(input, value >> 4, &request->target);
		break;
	case DIFF_KIND:
		set_kind(frame, value, request);
		break;
	case DIFF_NAME:
		request->program_name[0] = input->name.key[value].a;
		request->program_name[1] = input->name.key[value].b;
		break;
	case DIFF_TAG:
		request->program_tag = input->tag.key[value].a;
		break;
	case DIFF_CALLER:
		request->namespaces = value & 0xff;
		set_place(input, value >> 8, &request->caller);
		break;
	case DIFF_UID:
		request->uid = value;
		break;
	case DIFF_EXECUTABLE:
		request->executable_inode = input->executable.key[value].a;
		request->executable_device = input->executable.key[value].b;
		break;
	case DIFF_CAPABILITIES:
		request->capabilities = capabilities_of(input, value);
		break;
	case DIFF_LEVELS:
		break;
	}
}

struct visitor {
	int (*each)(void *context, uint64_t value);
	void *context;
};

static int visit_range(const struct visitor *visitor, uint64_t base, uint64_t count)
{
	int error = 0;

	for (uint64_t i = 0; i < count && !error; i++)
		error = visitor->each(visitor->context, base + i);
	return error;
}

/* Only a load can be of every attach type; another operation has those of its family, and those without a word. */
static bool is_possible(unsigned int operation, unsigned int attach_type)
{
	const struct word *type = word_by_number(&attach_type_words, attach_type);
	unsigned int family = gk_family(operation);

	return operation == GK_OP_LOAD || family == GK_FAMILY_UNKNOWN || attach_type >= GK_ATTACH_TYPE_NONE || !type ||
	       type->family == family;
}

static int visit_operation(const struct visitor *visitor, const struct diff_frame *frame, unsigned int operation)
{
	int error = 0;

	if (!diff_frame_has(frame, operation))
		return 0;
	if (!frame->has_attach_type)
		return visit_range(visitor, operation << 8 | GK_ATTACH_TYPE_NONE, 1);
	for (unsigned int type = 0; type < GK_ATTACH_TYPE_SLOTS && !error; type++) {
		if (is_possible(operation, type))
			error = visit_range(visitor, operation << 8 | type, 1);
	}
	return error;
}

static int visit_what(const struct visitor *visitor, const struct diff_frame *frame)
{
	int error = 0;

	for (size_t i = 0; i < operation_words.count && !error; i++)
		error = visit_operation(visitor, frame, operation_words.words[i].number);
	return error;
}

static int visit_target(const struct visitor *visitor, const struct diff_frame *frame, size_t cgroups)
{
	int error = 0;

	for (unsigned int shared = 0; shared < 2 && !error; shared++) {
		error = visit_range(visitor, shared << 3 | GK_TARGET_NONE, 1);
		if (error || !frame->has_cgroup)
			continue;
		error = visit_range(visitor, shared << 3 | GK_TARGET_UNKNOWN, 1);
		for (size_t i = 0; i < cgroups && !error; i++)
			error = visit_range(visitor, i << 4 | shared << 3 | GK_TARGET_OWN, 3);
	}
	return error;
}

static int visit_type(const struct visitor *visitor, const struct diff_frame *frame, unsigned int netns,
		      unsigned int type)
{
	bool has_type = frame->state == GK_PROGRAM_KNOWN || frame->state == GK_PROGRAM_DECLARED;

	if (type == GK_PROGRAM_TYPE_UNKNOWN || (has_type && type < GK_PROGRAM_TYPE_NONE))
		return visit_range(visitor, netns << 16 | type << 8,
				   frame->state == GK_PROGRAM_NONE ? 1 : GK_SIGNATURE_COUNT);
	return 0;
}

static int visit_kind(const struct visitor *visitor, const struct diff_frame *frame)
{
	unsigned int count = frame->has_netns ? GK_NETNS_COUNT : 1;
	int error = 0;

	for (unsigned int netns = 0; netns < count; netns++) {
		for (unsigned int type = 0; type < GK_PROGRAM_TYPE_SLOTS && !error; type++)
			error = visit_type(visitor, frame, netns, type);
	}
	return error;
}

static int visit_uids(const struct visitor *visitor, const struct diff_input *input)
{
	int error = 0;

	for (size_t i = 0; i < input->uid_count && !error; i++)
		error = visitor->each(visitor->context, input->uid[i]);
	return error;
}

/* A name or a tag is looked at only where it is known. */
static size_t count_names(const struct diff_input *input, const struct diff_frame *frame)
{
	return frame->state == GK_PROGRAM_KNOWN || frame->state == GK_PROGRAM_DECLARED ? input->name.count : 1;
}

int diff_each_value(const struct diff_input *input, const struct diff_frame *frame, enum diff_level level,
		    int (*each)(void *context, uint64_t value), void *context)
{
	const struct visitor visitor = {each, context};

	switch (level) {
	case DIFF_WHAT:
		return visit_what(&visitor, frame);
	case DIFF_TARGET:
		return visit_target(&visitor, frame, input->names->cgroup_count);
	case DIFF_KIND:
		return visit_kind(&visitor, frame);
	case DIFF_NAME:
		return visit_range(&visitor, 0, count_names(input, frame));
	case DIFF_TAG:
		return visit_range(&visitor, 0, frame->state == GK_PROGRAM_KNOWN ? input->tag.count : 1);
	case DIFF_CALLER:
		return visit_range(&visitor, 0, input->names->cgroup_count * GK_NAMESPACE_SLOTS);
	case DIFF_UID:
		return visit_uids(&visitor, input);
	case DIFF_EXECUTABLE:
		return visit_range(&visitor, 0, input->executable.count);
	case DIFF_CAPABILITIES:
		return visit_range(&visitor, 0, 1ULL << input->capability_count);
	case DIFF_LEVELS:
		break;
	}
	return 0;
}
