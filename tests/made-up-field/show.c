// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What record, shape and journal have of an event, for made-up-field.t, which links this with a changed table. */
#include <stdio.h>
#include <string.h>

#include "gatekeeper/log/journal.h"
#include "gatekeeper/log/shape.h"
#include "gatekeeper/record/record.h"

int main(void)
{
	const struct record_context context = {0};
	const struct gk_event event = {.version = GK_ABI_VERSION, .pid = 4242, .tid = 4243, .parent_pid = 1};
	json_t *record = record_event(&context, &event);
	char *text = json_dumps(record, JSON_COMPACT);
	struct journal_fields fields;

	if (!text || journal_fields(record, &fields) < 0 || !log_is_record(record))
		return 1;
	printf("record %s\n", text);
	for (size_t i = 0; i < fields.count; i++) {
		if (strncmp(fields.field[i], "GATEKEEPER_RECORD=", 18) != 0)
			printf("journal %s\n", fields.field[i]);
	}
	json_object_set_new(json_object_get(record, "process"), "made_up", json_string("text"));
	printf("shape made_up=text: %s\n", log_is_record(record) ? "a record" : "not a record");
	return 0;
}
