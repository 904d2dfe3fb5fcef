// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Pins: walks every mounted BPF file system, and adds the path of each pin to the attachment that it holds. */
#include <errno.h>
#include <fts.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/escape.h"
#include "gatekeeper/enforce/pins.h"
#include "gatekeeper/inventory/collectors.h"

/* The id of what a pin holds; 0: neither a program, a link nor a map. */
static uint32_t id_of(int fd, enum pin_kind kind)
{
	struct bpf_prog_info program = {};
	struct bpf_link_info link = {};
	struct bpf_map_info map = {};
	__u32 size;

	switch (kind) {
	case PIN_PROGRAM:
		size = sizeof(program);
		return bpf_obj_get_info_by_fd(fd, &program, &size) ? 0 : program.id;
	case PIN_LINK:
		size = sizeof(link);
		return bpf_obj_get_info_by_fd(fd, &link, &size) ? 0 : link.id;
	case PIN_MAP:
		size = sizeof(map);
		return bpf_obj_get_info_by_fd(fd, &map, &size) ? 0 : map.id;
	case PIN_ELSE:
		break;
	}
	return 0;
}

static bool holds(const struct attachment *attachment, enum pin_kind kind, uint32_t id)
{
	if (kind == PIN_LINK)
		return attachment->link_id == id;
	return kind == PIN_PROGRAM ? attachment->program_id == id : attachment->map_id == id;
}

/* The gatekeeper's own: only root can write to its directory. */
static bool is_own(const char *path)
{
	return strncmp(path, PINS_DIRECTORY "/", strlen(PINS_DIRECTORY "/")) == 0;
}

static void add_pin(struct attachment *attachment, const char *path, const char *escaped)
{
	if (!attachment->pins)
		attachment->pins = json_array();
	json_array_append_new(attachment->pins, json_string(escaped));
	if (is_own(path))
		attachment->origin = ORIGIN_OWN;
}

static int collect_pin(struct attached *attached, const char *path)
{
	_cleanup_free_ char *escaped = NULL;
	_cleanup_close_ int fd = bpf_obj_get(path);
	enum pin_kind kind;
	uint32_t id;

	if (fd < 0) /* an iterator, or gone */
		return 0;
	kind = pins_kind(fd);
	id = id_of(fd, kind);
	if (!id)
		return 0;
	escaped = malloc(ESCAPED_SIZE(strlen(path)));
	if (!escaped)
		return -ENOMEM;
	escape_text(path, strlen(path), escaped);
	for (size_t i = 0; i < attached->count; i++)
		if (holds(&attached->items[i], kind, id))
			add_pin(&attached->items[i], path, escaped);
	return 0;
}

static void close_tree(FTS **tree)
{
	if (*tree)
		fts_close(*tree);
}

static bool is_pin(const FTSENT *entry)
{
	return entry->fts_info != FTS_D && entry->fts_info != FTS_DP && entry->fts_info != FTS_SL;
}

static int walk(struct attached *attached, char *mounted)
{
	char *roots[] = {mounted, NULL};
	_cleanup_(close_tree) FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_XDEV | FTS_NOCHDIR | FTS_NOSTAT, NULL);
	int error;

	if (!tree)
		return errno == ENOMEM ? -ENOMEM : 0;
	for (const FTSENT *entry = fts_read(tree); entry; entry = fts_read(tree)) {
		error = is_pin(entry) ? collect_pin(attached, entry->fts_accpath) : 0;
		if (error)
			return error;
	}
	return 0;
}

static void close_mounts(FILE **mounts)
{
	if (*mounts)
		endmntent(*mounts);
}

int collect_pins(struct attached *attached, unsigned int options)
{
	_cleanup_(close_mounts) FILE *mounts = setmntent("/proc/self/mounts", "re");
	int error;

	(void)options;
	if (!mounts)
		return -errno;
	for (const struct mntent *mount = getmntent(mounts); mount; mount = getmntent(mounts)) {
		error = strcmp(mount->mnt_type, "bpf") == 0 ? walk(attached, mount->mnt_dir) : 0;
		if (error)
			return error;
	}
	return 0;
}
