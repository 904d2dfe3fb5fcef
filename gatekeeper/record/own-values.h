/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* How fields that the gatekeeper's own records have are written (struct record_field.put). */
#ifndef GATEKEEPER_RECORD_OWN_VALUES_H
#define GATEKEEPER_RECORD_OWN_VALUES_H

#include "gatekeeper/record/event-values.h"

/* Events have these fields as well. */
put_field put_timestamp, put_kind, put_action, put_outcome, put_start, put_end, put_user, put_login_user,
	put_executable, put_mode, put_digest, put_schema;

put_field put_message, put_sample_size, put_sample_version, put_lost_allow, put_lost_deny, put_lost_outcomes,
	put_lost_after, put_lost_before, put_previous_digest;

#endif
