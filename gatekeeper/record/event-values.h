/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* How the fields of an event are written (struct record_field.put). A source without an event has none of them. */
#ifndef GATEKEEPER_RECORD_EVENT_VALUES_H
#define GATEKEEPER_RECORD_EVENT_VALUES_H

#include "gatekeeper/record/row.h"

typedef void put_field(struct fields *fields, const struct record_field *field, const struct record_source *source);

/* The member of struct gk_event that the row names, in one of the forms of fields.h. */
put_field put_member_number, put_member_word, put_member_id, put_member_text, put_member_hex, put_member_flag;

/* One field each. */
put_field put_event_id, put_sequence, put_reason, put_error_code, put_executable_device, put_capabilities,
	put_container_id, put_container_text, put_image_digest, put_container_labels, put_unit, put_operation,
	put_program_name, put_program_tag, put_program_signed, put_program_keyring, put_program_state, put_target_path,
	put_caller_path, put_namespaces, put_verdict, put_repeat, put_command_line, put_command_line_truncated,
	put_observed, put_parent_name, put_parent_executable;

#endif
