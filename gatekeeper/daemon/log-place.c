// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/log-place.h"

#include "gatekeeper/base/print-error.h"

#define MOVED_SECONDS 5 /* what rotates logs renames them first, and sends SIGHUP when all are renamed */

void log_place_follow(struct daemon *daemon)
{
	int error;

	if (log_file_is_at_path(&daemon->log)) {
		daemon->log_moved = 0;
		daemon->drain.pending.log_gone = 0;
		return;
	}
	daemon->log_moved++;
	if (daemon->log_moved < MOVED_SECONDS)
		return;
	error = log_file_reopen(&daemon->log);
	if (!error)
		print_error("%s was removed or replaced; it is open again", daemon->options->log);
	daemon->drain.pending.log_gone = error;
}
