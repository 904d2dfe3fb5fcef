// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Flow A, from event to record: one function for each form of a member, and one for each field that is more than that.
 */
#include "gatekeeper/record/event-values.h"

#include <inttypes.h>
#include <string.h>

#include "policy/language/unit-names.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/record/container-id.h"

#define MINOR_BITS 20 /* of gk_event.executable_device */

static const void *member_of(const struct record_source *source, const struct record_field *field)
{
	return (const char *)source->event + field->offset;
}

/* A member that is an unsigned integer of any size. */
static uint64_t number_of(const struct record_source *source, const struct record_field *field)
{
	const void *member = member_of(source, field);

	switch (field->size) {
	case sizeof(uint8_t):
		return *(const uint8_t *)member;
	case sizeof(uint32_t):
		return *(const uint32_t *)member;
	default:
		return *(const uint64_t *)member;
	}
}

static bool is_none(const struct record_source *source, const struct record_field *field)
{
	return !source->event || (field->has_none && number_of(source, field) == field->none);
}

void put_member_number(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (!is_none(source, field))
		put_number(fields, field->path, number_of(source, field));
}

void put_member_word(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (!is_none(source, field))
		put_word(fields, field->path, field->words, number_of(source, field));
}

void put_member_id(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->event)
		put_id(fields, field->path, number_of(source, field));
}

void put_member_text(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->event)
		put_text(fields, field->path, member_of(source, field), field->size);
}

void put_member_hex(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->event)
		put_hex(fields, field->path, member_of(source, field), field->size);
}

void put_member_flag(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->event && number_of(source, field))
		put_bool(fields, field->path, true);
}

/* Outcomes have a result, and the rule that allowed it, but neither a verdict nor a reason of their own. */
static bool is_decided(const struct gk_event *event)
{
	return event && event->kind != GK_EVENT_ATTACHED && event->kind != GK_EVENT_DETACHED &&
	       event->kind != GK_EVENT_REPLACED && event->kind != GK_EVENT_RACED;
}

/*
 * Unique across boots, and the same when another daemon reads the event again: the log's reader compares it. That of
 * counted denials has a form of its own: two daemons that write the same count give it the same id.
 */
void put_event_id(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	const struct gk_event *event = source->event;

	if (source->repeat)
		put_value(fields, field->path,
			  json_sprintf("%" PRIu64 "-repeat-%" PRIu64, (uint64_t)event->time, source->repeat->total));
	else if (event)
		put_value(fields, field->path,
			  json_sprintf("%" PRIu64 "-%" PRIu64, (uint64_t)event->time, (uint64_t)event->sequence));
}

/* Counted denials are not in the sequence. */
void put_sequence(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->event && !source->repeat)
		put_number(fields, field->path, source->event->sequence);
}

void put_reason(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (is_decided(source->event))
		put_word(fields, field->path, &reason_words, source->event->reason);
}

void put_verdict(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (is_decided(source->event))
		put_word(fields, field->path, &verdict_words, source->event->verdict);
}

void put_error_code(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	int64_t result = source->event ? source->event->result : 0;
	const char *name;

	if (result >= 0)
		return;
	name = strerrorname_np(-result);
	put_value(fields, field->path, name ? json_string(name) : json_sprintf("%" PRId64, result));
}

/* RECORD_ALL, or a list of the words whose bits are set. NULL: no memory. */
static json_t *set_of_words(const struct word_set *set, uint64_t bits)
{
	json_t *list = json_array();

	for (size_t i = 0; i < set->count; i++) {
		if (!(bits >> set->words[i].number & 1))
			continue;
		if (json_array_append_new(list, json_string(set->words[i].text)) < 0) {
			json_decref(list);
			return NULL;
		}
	}
	if (json_array_size(list) < set->count)
		return list;
	json_decref(list);
	return json_string(RECORD_ALL);
}

void put_executable_device(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	uint32_t device = source->event ? source->event->executable_device : 0;

	put_device(fields, field->path, device >> MINOR_BITS, device & ((1U << MINOR_BITS) - 1));
}

void put_capabilities(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	uint64_t capabilities = source->event ? source->event->capabilities : 0;

	if (capabilities)
		put_value(fields, field->path, set_of_words(&capability_words, capabilities));
}

void put_container_id(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	char id[GK_CGROUP_PATH_SIZE];

	if (source->container) {
		put_text(fields, field->path, source->container->id, sizeof(source->container->id));
		return;
	}
	cgroup_container(source->caller_path.text, id);
	put_text(fields, field->path, id, sizeof(id));
}

/* A member of struct container that the row names. */
void put_container_text(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->container)
		put_text(fields, field->path, (const char *)source->container + field->offset, field->size);
}

void put_image_digest(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	char digest[ESCAPED_SIZE(CONTAINER_TEXT_SIZE)];

	if (!source->container || !source->container->image_digest[0])
		return;
	escape_text(source->container->image_digest, CONTAINER_TEXT_SIZE, digest);
	put_value(fields, field->path, json_pack("[s]", digest));
}

/* The name of a label as that of a field: a dot in it would make an object of it where records are indexed. */
static void name_label(const struct container_label *label, char ret_name[ESCAPED_SIZE(CONTAINER_LABEL_SIZE)])
{
	escape_text(label->name, CONTAINER_LABEL_SIZE, ret_name);
	for (char *dot = strchr(ret_name, '.'); dot; dot = strchr(dot, '.'))
		*dot = '_';
}

void put_container_labels(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	struct fields labels;

	if (!source->container)
		return;
	labels = fields_begin();
	for (size_t i = 0; i < source->container->label_count; i++) {
		const struct container_label *label = &source->container->labels[i];
		char name[ESCAPED_SIZE(CONTAINER_LABEL_SIZE)], value[ESCAPED_SIZE(CONTAINER_LABEL_SIZE)];

		name_label(label, name);
		escape_text(label->value, CONTAINER_LABEL_SIZE, value);
		put_string(&labels, name, value); /* also an empty one */
	}
	put_object(fields, field->path, fields_end(&labels));
}

/* The scope that an engine made for a container tells nothing more than the container. */
void put_unit(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	char unit[UNIT_NAME_SIZE], id[GK_CGROUP_PATH_SIZE];

	if (!unit_of_path(source->caller_path.text, unit) || unit_mistake(unit))
		return;
	cgroup_container(source->caller_path.text, id);
	if (!id[0] || !unit_pattern_has("*.scope", unit))
		put_text(fields, field->path, unit, sizeof(unit));
}

/* What the guard protects from, and what follows it in the kinds, is not an operation of a policy. */
void put_operation(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	const struct gk_event *event = source->event;

	if (event && event->kind < GK_EVENT_GUARDED)
		put_word(fields, field->path, &operation_words, event->operation);
}

void put_program_name(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	put_text(fields, field->path, source->program.name, sizeof(source->program.name));
}

void put_program_tag(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	put_hex(fields, field->path, source->program.tag, sizeof(source->program.tag));
}

/* Was a signature looked for, by a kernel that tells? */
static bool is_signature_known(unsigned int signature)
{
	return signature != GK_SIGNATURE_UNKNOWN && signature != GK_SIGNATURE_LATER && signature < GK_SIGNATURE_COUNT;
}

void put_program_signed(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	unsigned int signature = source->event ? source->event->signature : GK_SIGNATURE_UNKNOWN;

	if (is_signature_known(signature))
		put_bool(fields, field->path, GK_SIGNATURES_TRUSTED >> signature & 1);
}

void put_program_keyring(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	unsigned int signature = source->event ? source->event->signature : GK_SIGNATURE_UNKNOWN;

	if (is_signature_known(signature) && signature != GK_SIGNATURE_UNSIGNED)
		put_string(fields, field->path, word_text(&signature_words, signature));
}

void put_program_state(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	unsigned int state = source->event ? source->event->program_state : GK_PROGRAM_NONE;

	if (state != GK_PROGRAM_NONE && state != GK_PROGRAM_UNKNOWN)
		put_word(fields, field->path, &program_state_words, state);
}

void put_target_path(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	put_text(fields, field->path, source->target_path.text, sizeof(source->target_path.text));
}

void put_caller_path(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	put_text(fields, field->path, source->caller_path.text, sizeof(source->caller_path.text));
}

static void put_namespace(struct fields *namespaces, unsigned int type, const struct gk_event_namespace *ns)
{
	struct fields fields;

	if (!ns->inode)
		return;
	fields = fields_begin();
	put_number(&fields, "inode", ns->inode);
	put_id(&fields, "id", ns->id);
	put_value(namespaces, word_text(&namespace_words, type), fields_end(&fields));
}

/* The init namespaces and their device are the same until the next boot: the daemon writes them when it starts. */
static void put_init_namespaces(struct fields *namespaces, const struct record_context *context)
{
	put_device(namespaces, "device", context->namespace_major, context->namespace_minor);
	for (unsigned int type = 0; type < GK_NAMESPACE_COUNT; type++)
		put_namespace(namespaces, type, &context->init[type]);
}

void put_namespaces(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	uint64_t init = source->event ? ~(uint64_t)source->event->namespaces : ~0ULL;
	struct fields namespaces;

	if (!source->event && !source->own->has_namespaces)
		return;
	namespaces = fields_begin();
	put_value(&namespaces, "init", set_of_words(&namespace_words, init));
	if (!source->event)
		put_init_namespaces(&namespaces, source->context);
	for (unsigned int type = 0; source->event && type < GK_NAMESPACE_COUNT; type++) {
		if (source->event->namespaces & 1U << type)
			put_namespace(&namespaces, type, &source->event->ns[type]);
	}
	put_value(fields, field->path, fields_end(&namespaces));
}

void put_repeat(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->repeat)
		put_number(fields, field->path, source->repeat->count);
}

void put_command_line(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	put_text(fields, field->path, source->observed.command_line, RECORD_COMMAND_LINE_SIZE);
}

void put_command_line_truncated(struct fields *fields, const struct record_field *field,
				const struct record_source *source)
{
	if (source->observed.is_truncated)
		put_bool(fields, field->path, true);
}

void put_observed(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->observed.delay)
		put_number(fields, field->path, (source->observed.delay + 999) / 1000);
}

void put_parent_name(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	put_text(fields, field->path, source->observed.parent_name, GK_COMM_SIZE);
}

void put_parent_executable(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	put_text(fields, field->path, source->observed.parent_executable, GK_EXECUTABLE_SIZE);
}
