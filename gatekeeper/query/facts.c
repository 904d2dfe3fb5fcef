// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/query/facts.h"

#include "gatekeeper/log/shape.h"
#include "gatekeeper/query/time-axis.h"

/* Finding the row of a path costs more than reading it: it is done once. */
#define FACT_FIELDS(X) \
	X(TIME, "@timestamp") \
	X(VERDICT, "gatekeeper.verdict") \
	X(REPEAT, "gatekeeper.repeat") \
	X(LOST_ALLOW, "gatekeeper.lost.allow") \
	X(LOST_DENY, "gatekeeper.lost.deny") \
	X(LOST_OUTCOME, "gatekeeper.lost.truth")

#define FACT_NUMBER(id, path) FACT_##id,
enum fact_field { FACT_FIELDS(FACT_NUMBER) FACT_COUNT };

#define FACT_PATH(id, path) path,
static const char *const paths[] = {FACT_FIELDS(FACT_PATH)};
static size_t rows[FACT_COUNT];

static void find_rows(void)
{
	static bool found;

	for (enum fact_field field = 0; field < FACT_COUNT && !found; field++)
		rows[field] = log_scan_field(paths[field]);
	found = true;
}

struct log_span log_view_text(const struct log_view *view, size_t row, const char *path)
{
	json_t *value;

	if (view->scan)
		return row < LOG_SCAN_FIELDS ? view->scan->field[row] : (struct log_span){0};
	value = log_field(view->record, path);
	return (struct log_span){.text = json_string_value(value), .length = json_string_length(value)};
}

static uint64_t number_of(const struct log_view *view, enum fact_field field)
{
	json_int_t number;

	if (view->scan)
		return log_span_number(&view->scan->field[rows[field]]);
	number = json_integer_value(log_field(view->record, paths[field]));
	return number > 0 ? number : 0;
}

void log_facts_read(const struct log_view *view, struct log_facts *ret_facts)
{
	struct log_span verdict;
	uint64_t repeat;

	find_rows();
	verdict = log_view_text(view, rows[FACT_VERDICT], paths[FACT_VERDICT]);
	repeat = number_of(view, FACT_REPEAT);
	*ret_facts = (struct log_facts){
		.time = log_view_text(view, rows[FACT_TIME], paths[FACT_TIME]),
		.is_decision = verdict.text != NULL,
		.denied = log_span_is(&verdict, "deny"),
		.count = repeat ? repeat : 1,
		.lost = number_of(view, FACT_LOST_ALLOW) + number_of(view, FACT_LOST_DENY) +
			number_of(view, FACT_LOST_OUTCOME),
	};
	ret_facts->has_seconds = time_axis_read(&ret_facts->time, &ret_facts->seconds);
}
