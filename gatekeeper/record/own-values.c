// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The fields of the gatekeeper's own records: what was lost, what was unreadable, what the daemon did. */
#include "gatekeeper/record/own-values.h"

#include <string.h>

void put_timestamp(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	put_time(fields, field->path, record_time(source->context, source->time));
}

void put_schema(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	(void)source;
	put_number(fields, field->path, RECORD_SCHEMA);
}

void put_kind(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	put_string(fields, field->path, source->own ? source->own->kind : "event");
}

void put_action(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->own)
		put_string(fields, field->path, source->own->action);
	else
		put_word(fields, field->path, &event_kind_words, source->event->kind);
}

void put_outcome(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->own)
		put_string(fields, field->path, source->own->outcome);
	else
		put_string(fields, field->path, source->event->result < 0 ? "failure" : "success");
}

void put_start(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->repeat)
		put_time(fields, field->path, record_time(source->context, source->repeat->since));
	else if (source->gap && source->gap->first_time)
		put_time(fields, field->path, record_time(source->context, source->gap->first_time));
}

void put_end(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->repeat)
		put_time(fields, field->path, record_time(source->context, source->time));
	else if (source->gap && source->gap->last_time)
		put_time(fields, field->path, record_time(source->context, source->gap->last_time));
}

void put_message(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->own)
		put_text(fields, field->path, source->own->message, strlen(source->own->message));
}

void put_sample_size(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->sample)
		put_number(fields, field->path, source->sample->size);
}

/* The first member of an event of any version. */
void put_sample_version(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	uint32_t version;

	if (!source->sample || source->sample->size < sizeof(version))
		return;
	memcpy(&version, source->sample->bytes, sizeof(version));
	put_number(fields, field->path, version);
}

void put_lost_allow(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->gap)
		put_number(fields, field->path, source->gap->lost[GK_ALLOW]);
}

void put_lost_deny(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->gap)
		put_number(fields, field->path, source->gap->lost[GK_DENY]);
}

void put_lost_outcomes(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->gap)
		put_number(fields, field->path, source->gap->lost_outcomes);
}

void put_lost_after(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->gap && source->gap->after_sequence)
		put_number(fields, field->path, source->gap->after_sequence);
}

void put_lost_before(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->gap && source->gap->before_sequence)
		put_number(fields, field->path, source->gap->before_sequence);
}

/* Fields that an event has as a member, and a change of the policy has as well. */
void put_user(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->change)
		put_number(fields, field->path, source->change->uid);
	else
		put_member_number(fields, field, source);
}

void put_login_user(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (!source->change)
		put_member_number(fields, field, source);
	else if (source->change->login_uid != GK_NO_NUMBER)
		put_number(fields, field->path, source->change->login_uid);
}

void put_executable(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->change)
		put_text(fields, field->path, source->change->executable, strlen(source->change->executable));
	else
		put_member_text(fields, field, source);
}

void put_mode(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->change)
		put_word(fields, field->path, field->words, source->change->mode);
	else
		put_member_word(fields, field, source);
}

void put_digest(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->change)
		put_string(fields, field->path, source->change->digest);
	else
		put_member_hex(fields, field, source);
}

void put_previous_digest(struct fields *fields, const struct record_field *field, const struct record_source *source)
{
	if (source->change && *source->change->previous)
		put_string(fields, field->path, source->change->previous);
}
