// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/daemon/log-place.h"

#include <string.h>
#include <sys/stat.h>

#include "gatekeeper/base/print-error.h"

#define MOVED_SECONDS 5 /* what rotates logs renames them first, and sends SIGHUP when all are renamed */

/* A symbolic link at the path is not followed: the log is never opened through one. */
static bool is_at_path(const struct log_file *log)
{
	struct stat at_path, open_file;

	if (!log->path)
		return true;
	return lstat(log->path, &at_path) == 0 && fstat(log->fd, &open_file) == 0 &&
	       at_path.st_dev == open_file.st_dev && at_path.st_ino == open_file.st_ino;
}

void log_place_follow(struct daemon *daemon)
{
	int error;

	if (is_at_path(&daemon->log)) {
		daemon->log_moved = 0;
		daemon->drain.log_gone = 0;
		return;
	}
	daemon->log_moved++;
	if (daemon->log_moved < MOVED_SECONDS)
		return;
	error = log_file_reopen(&daemon->log);
	if (!error)
		print_error("%s was removed or replaced; it is open again", daemon->options->log);
	daemon->drain.log_gone = error;
}
