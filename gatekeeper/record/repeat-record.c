// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The record of denials that were only counted: all that the first of them was, and how many. See record.h. */
#include <inttypes.h>

#include "gatekeeper/record/fields.h"
#include "gatekeeper/record/record.h"

/* Its own, in a form that is no event's: two daemons that write the same count give it the same. */
static json_t *repeat_id(const struct repeat *repeat)
{
	return json_sprintf("%" PRIu64 "-repeat-%" PRIu64, (uint64_t)repeat->event.time, repeat->total);
}

json_t *record_repeat(const struct record_context *context, uint64_t time, const struct repeat *repeat)
{
	struct fields record = {.object = record_event(context, &repeat->event)};
	struct fields event = {.object = json_object_get(record.object, "event")};
	struct fields gatekeeper = {.object = json_object_get(record.object, "gatekeeper")};

	put_time(&record, "@timestamp", record_time(context, time));
	json_object_del(event.object, "sequence"); /* it is of none */
	put_value(&event, "id", repeat_id(repeat));
	put_time(&event, "start", record_time(context, repeat->since));
	put_time(&event, "end", record_time(context, time));
	put_number(&gatekeeper, "repeat", repeat->count);
	record.failed = !record.object || record.failed || event.failed || gatekeeper.failed;
	return fields_end(&record);
}
