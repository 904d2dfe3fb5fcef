// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "policy-watch.h"

#include <string.h>

/* The file as it is now; all zero when it is not there. */
static void look(const char *path, struct stat *ret_status)
{
	memset(ret_status, 0, sizeof(*ret_status));
	if (stat(path, ret_status))
		memset(ret_status, 0, sizeof(*ret_status));
}

static bool same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

void policy_watch_start(struct policy_watch *watch, const char *path)
{
	watch->path = path;
	watch->settling = false;
	look(path, &watch->seen);
}

bool policy_watch_changed(struct policy_watch *watch)
{
	struct stat now;
	bool changed;

	look(watch->path, &now);
	if (!same(&now, &watch->seen)) {
		watch->seen = now;
		watch->settling = true;
		return false;
	}
	changed = watch->settling;
	watch->settling = false;
	return changed;
}
