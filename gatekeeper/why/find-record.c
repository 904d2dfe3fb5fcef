// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* One record of an audit log: see find-record.h. */
#include "gatekeeper/why/find-record.h"

#include <errno.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/query/session.h"

static int add_conditions(struct log_filter *filter, const char *id)
{
	int r;

	if (id)
		return log_filter_add(filter, LOG_FILTER_ID, id);
	r = log_filter_add(filter, LOG_FILTER_VERDICT, "deny");
	return r < 0 ? r : log_filter_add(filter, LOG_FILTER_ACTION, "decision");
}

int find_record(const char *path, const char *id, json_t **ret_record)
{
	_cleanup_(log_session_release) struct log_session session = {.path = path};
	json_t *record;
	int r = add_conditions(&session.filter, id);

	if (r < 0)
		return r;
	r = log_ring_open(1, &session.ring);
	if (r < 0)
		return r;
	r = log_session_read(&session);
	if (session.ring.count == 0)
		return r < 0 ? r : -ENOENT;
	record = json_loads(log_ring_line(&session.ring, 0), 0, NULL);
	if (!record)
		return -ENOMEM;
	*ret_record = record;
	return 0;
}
