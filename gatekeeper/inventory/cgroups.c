// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Cgroups: queries each attach type of each cgroup. What a link attached is in the list already, without its path. */
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/base/cleanup.h"
#include "policy/language/resolve.h"
#include "policy/language/words.h"

#include "gatekeeper/inventory/collectors.h"

#define PROGRAMS_MAX 256 /* at one cgroup and attach type; the kernel's limit is 64 */

struct programs {
	__u32 ids[PROGRAMS_MAX];
	__u32 count;
};

/* A cgroup and one attach type. */
struct location {
	struct attached *attached;
	const char *path; /* below the mount; "/" is the root */
	uint64_t id;
	int fd;
	unsigned int attach_type;
};

static bool is_cgroup_type(const struct word *type)
{
	return type->family == GK_FAMILY_CGROUP;
}

static int query_programs(const struct location *location, unsigned int query_flags, struct programs *ret_programs)
{
	__u32 flags = 0;

	ret_programs->count = PROGRAMS_MAX;
	if (bpf_prog_query(location->fd, location->attach_type, query_flags, &flags, ret_programs->ids,
			   &ret_programs->count))
		return -errno;
	return 0;
}

/* The link that attached a program there, and has no path yet; NULL: none. */
static struct attachment *find_link(const struct location *location, __u32 program)
{
	for (size_t i = 0; i < location->attached->count; i++) {
		struct attachment *link = &location->attached->items[i];

		if (link->link_id && !link->cgroup_path && link->cgroup_id == location->id &&
		    link->program_id == program && link->attach_type == location->attach_type)
			return link;
	}
	return NULL;
}

static int set_path(struct attachment *attachment, const char *path)
{
	attachment->cgroup_path = strdup(path);
	return attachment->cgroup_path ? 0 : -ENOMEM;
}

static int add_program(const struct location *location, __u32 program, bool is_inherited)
{
	struct attachment *link = is_inherited ? NULL : find_link(location, program);
	struct attachment *attachment;

	if (link)
		return set_path(link, location->path);
	attachment = attached_add(location->attached, GK_OP_ATTACH_CGROUP);
	if (!attachment)
		return -ENOMEM;
	attachment->program_id = program;
	attachment->attach_type = location->attach_type;
	attachment->cgroup_id = location->id;
	attachment->inherited = is_inherited;
	attached_read_program(attachment);
	return set_path(attachment, location->path);
}

static int add_direct(const struct location *location, struct programs *ret_programs)
{
	int error = query_programs(location, 0, ret_programs);

	if (error) {
		ret_programs->count = 0;
		/* This kernel does not have the attach type, or the cgroup is being removed. */
		if (error != -EINVAL && error != -ENODEV && error != -ENOENT)
			attached_miss(location->attached, "cgroup %s, %s: %s", location->path,
				      word_text(&attach_type_words, location->attach_type), strerror(-error));
		return 0;
	}
	for (__u32 i = 0; i < ret_programs->count; i++) {
		error = add_program(location, ret_programs->ids[i], false);
		if (error)
			return error;
	}
	return 0;
}

/* Removes one occurrence of `program`: a program may be attached more than once. */
static bool take_program(struct programs *programs, __u32 program)
{
	for (__u32 i = 0; i < programs->count; i++) {
		if (programs->ids[i] != program)
			continue;
		programs->ids[i] = programs->ids[--programs->count];
		return true;
	}
	return false;
}

/* The effective programs without those that are attached there, which are taken out of `direct`. */
static int add_inherited(const struct location *location, struct programs *direct)
{
	struct programs effective;
	int error;

	if (query_programs(location, BPF_F_QUERY_EFFECTIVE, &effective))
		return 0;
	for (__u32 i = 0; i < effective.count; i++) {
		if (take_program(direct, effective.ids[i]))
			continue;
		error = add_program(location, effective.ids[i], true);
		if (error)
			return error;
	}
	return 0;
}

static int collect_type(const struct location *location, unsigned int options)
{
	struct programs direct;
	int error = add_direct(location, &direct);

	if (error || !(options & COLLECT_INHERITED))
		return error;
	return add_inherited(location, &direct);
}

static int collect_cgroup(struct attached *attached, const FTSENT *entry, unsigned int options)
{
	_cleanup_close_ int fd = open(entry->fts_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const char *below = entry->fts_path + strlen(CGROUP_ROOT);
	struct location location = {
		.attached = attached, .path = *below ? below : "/", .id = entry->fts_statp->st_ino, .fd = fd};
	int error;

	if (fd < 0)
		return 0;
	for (size_t i = 0; i < attach_type_words.count; i++) {
		if (!is_cgroup_type(&attach_type_words.words[i]))
			continue;
		location.attach_type = attach_type_words.words[i].number;
		error = collect_type(&location, options);
		if (error)
			return error;
	}
	return 0;
}

static void close_tree(FTS **tree)
{
	if (*tree)
		fts_close(*tree);
}

static bool is_cgroup2(const char *path)
{
	struct statfs status;

	return statfs(path, &status) == 0 && status.f_type == CGROUP2_SUPER_MAGIC;
}

int collect_cgroups(struct attached *attached, unsigned int options)
{
	char *roots[] = {(char *)CGROUP_ROOT, NULL};
	_cleanup_(close_tree) FTS *tree = NULL;
	int error;

	if (!is_cgroup2(CGROUP_ROOT)) {
		attached_miss(attached, "cgroups: %s has no cgroup2 file system; see gatekeeper doctor", CGROUP_ROOT);
		return 0;
	}
	tree = fts_open(roots, FTS_PHYSICAL | FTS_XDEV | FTS_NOCHDIR, NULL);
	if (!tree)
		return -errno;
	for (const FTSENT *entry = fts_read(tree); entry; entry = fts_read(tree)) {
		error = entry->fts_info == FTS_D ? collect_cgroup(attached, entry, options) : 0;
		if (error)
			return error;
	}
	return 0;
}
