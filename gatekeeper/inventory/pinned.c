// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Pins: every BPF file system that is mounted here is walked, and each pin is the name of what it holds. */
#include <errno.h>
#include <fts.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "gatekeeper/inventory/collection.h"
#include "gatekeeper/base/escape.h"
#include "gatekeeper/enforce/pins.h"

static uint32_t id_of(int fd, enum pin_kind kind)
{
	union {
		struct bpf_prog_info program;
		struct bpf_link_info link;
		struct bpf_map_info map;
	} info = {};
	__u32 size =
		kind == PIN_PROGRAM ? sizeof(info.program) : (kind == PIN_LINK ? sizeof(info.link) : sizeof(info.map));

	if (kind == PIN_ELSE || bpf_obj_get_info_by_fd(fd, &info, &size))
		return 0;
	return kind == PIN_PROGRAM ? info.program.id : (kind == PIN_LINK ? info.link.id : info.map.id);
}

static bool holds(const struct attachment *attachment, enum pin_kind kind, uint32_t id)
{
	if (kind == PIN_LINK)
		return attachment->link_id == id;
	return kind == PIN_PROGRAM ? attachment->program_id == id : attachment->map_id == id;
}

/* Ours, by the directory that only root writes to. */
static bool is_own(const char *path)
{
	return strncmp(path, PINS_DIRECTORY "/", strlen(PINS_DIRECTORY "/")) == 0;
}

static int name_pinned(struct attached *attached, const char *path, enum pin_kind kind, uint32_t id)
{
	char *shown = malloc(ESCAPED_SIZE(strlen(path)));

	if (!shown)
		return -ENOMEM;
	escape_text(path, strlen(path), shown);
	for (size_t i = 0; i < attached->count; i++) {
		struct attachment *attachment = &attached->items[i];

		if (!holds(attachment, kind, id))
			continue;
		if (!attachment->pins)
			attachment->pins = json_array();
		json_array_append_new(attachment->pins, json_string(shown));
		if (is_own(path))
			attachment->origin = ORIGIN_OWN;
	}
	free(shown);
	return 0;
}

static int look_at(struct attached *attached, const char *path)
{
	int fd = bpf_obj_get(path), error = 0;
	enum pin_kind kind;
	uint32_t id;

	if (fd < 0) /* an iterator, or gone */
		return 0;
	kind = pins_kind(fd);
	id = id_of(fd, kind);
	if (id)
		error = name_pinned(attached, path, kind, id);
	close(fd);
	return error;
}

static int walk(struct attached *attached, char *mounted)
{
	char *roots[] = {mounted, NULL};
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_XDEV | FTS_NOCHDIR | FTS_NOSTAT, NULL);
	const FTSENT *entry;
	int error = 0;

	if (!tree)
		return errno == ENOMEM ? -ENOMEM : 0;
	while (!error && (entry = fts_read(tree)))
		if (entry->fts_info != FTS_D && entry->fts_info != FTS_DP && entry->fts_info != FTS_SL)
			error = look_at(attached, entry->fts_accpath);
	fts_close(tree);
	return error;
}

int attached_pins(struct attached *attached)
{
	FILE *mounts = setmntent("/proc/self/mounts", "re");
	const struct mntent *mount;
	int error = 0;

	if (!mounts)
		return -errno;
	while (!error && (mount = getmntent(mounts)))
		if (strcmp(mount->mnt_type, "bpf") == 0)
			error = walk(attached, mount->mnt_dir);
	endmntent(mounts);
	return error;
}
