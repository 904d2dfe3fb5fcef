// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/edit/recent.h"

#include <limits.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/replay/print.h"

#define RECENT (4L * 1024 * 1024) /* bytes at the end of the log */

/* Skips the line that it lands in. */
static void seek_recent(FILE *file)
{
	int byte;

	if (fseek(file, -RECENT, SEEK_END))
		return;
	do
		byte = getc(file);
	while (byte != '\n' && byte != EOF);
}

void replay_recent(const char *path, const struct verified *before, const struct verified *after, FILE *stream)
{
	_cleanup_(replay_release) struct replay replay = {0};
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	char name[PATH_MAX + 32];

	if (!file || replay_init(before->for_log, after->for_log, NULL, &replay))
		return;
	seek_recent(file);
	if (replay_stream(&replay, file, path) || !replay.decided)
		return;
	replay_sort(&replay);
	snprintf(name, sizeof(name), "recent decisions of %s", path);
	replay_print(&replay, (const struct findings[]){before->findings, after->findings}, name, stream);
}
