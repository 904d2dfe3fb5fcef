// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/unit-status.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "gatekeeper/host/notify.h"

void unit_status_compose(const struct daemon *daemon, char *ret_text, size_t size)
{
	if (daemon->trouble[0])
		snprintf(ret_text, size, "%s", daemon->trouble);
	else if (!image_slot_is_open(&daemon->slot))
		snprintf(ret_text, size, "NOT ENFORCING: nothing is loaded");
	else if (daemon->log_error)
		snprintf(ret_text, size, "in force, but cannot write %s: %s; events wait in the ring",
			 daemon->options->log, strerror(-daemon->log_error));
	else if (daemon->sync_error)
		snprintf(ret_text, size, "in force, but cannot sync %s: %s; its latest records may be lost",
			 daemon->options->log, strerror(-daemon->sync_error));
	else if (daemon->policy_rejected)
		snprintf(ret_text, size, "the policy file is wrong; the old policy stays in force");
	else if (daemon->not_replaced[0])
		snprintf(ret_text, size, "in force, but was not replaced: %s", daemon->not_replaced);
	else
		snprintf(ret_text, size, "in force");
}

void unit_status_ready(struct daemon *daemon)
{
	daemon->ready_unsent = sd_notify(0, "READY=1") == -EAGAIN;
}

void unit_status_report(struct daemon *daemon)
{
	char text[DAEMON_STATUS_SIZE];

	if (daemon->ready_unsent)
		unit_status_ready(daemon);
	unit_status_compose(daemon, text, sizeof(text));
	if (strcmp(text, daemon->status) == 0)
		return;
	if (sd_notifyf(0, "STATUS=%s", text) != -EAGAIN)
		memcpy(daemon->status, text, sizeof(text));
}
