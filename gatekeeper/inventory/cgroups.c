// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Cgroups: each attach type of each cgroup is asked; what a link put there is in the list already. */
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "policy/language/resolve.h"
#include "policy/language/words.h"

#include "gatekeeper/inventory/collection.h"

#define PROGRAMS_MAX 256 /* at one cgroup and attach type: the kernel takes 64 */

struct place {
	struct attached *attached;
	const char *path; /* below the mount; "/" is the root */
	uint64_t id;
	int fd;
	unsigned int type;
};

static bool is_cgroup_type(const struct word *type)
{
	return type->family == GK_FAMILY_CGROUP;
}

/* Gives its path to the link that put a program there. 1: no link did; 0 or a negative errno. */
static int name_link(struct place *place, const struct attachment *found)
{
	for (size_t i = 0; i < place->attached->count; i++) {
		struct attachment *link = &place->attached->items[i];

		if (!link->link_id || link->cgroup_path || link->cgroup_id != found->cgroup_id ||
		    link->program_id != found->program_id || link->attach_type != found->attach_type)
			continue;
		link->cgroup_path = strdup(place->path);
		return link->cgroup_path ? 0 : -ENOMEM;
	}
	return 1;
}

static int add_program(struct place *place, __u32 program, bool inherited)
{
	struct attachment found = {.program_id = program, .attach_type = place->type, .cgroup_id = place->id};
	struct attachment *attachment;
	int r = inherited ? 1 : name_link(place, &found);

	if (r <= 0)
		return r;
	attachment = attached_add(place->attached, GK_OP_ATTACH_CGROUP);
	if (!attachment)
		return -ENOMEM;
	attachment->program_id = program;
	attachment->attach_type = place->type;
	attachment->cgroup_id = place->id;
	attachment->inherited = inherited;
	attachment->cgroup_path = strdup(place->path);
	attached_read_program(attachment);
	return attachment->cgroup_path ? 0 : -ENOMEM;
}

/* Those that run but are not attached there; equal programs count as often as they are there. */
static int add_inherited(struct place *place, const __u32 *direct, __u32 direct_count)
{
	__u32 programs[PROGRAMS_MAX], count = PROGRAMS_MAX, flags = 0;
	bool taken[PROGRAMS_MAX] = {false};
	int error = 0;

	if (bpf_prog_query(place->fd, place->type, BPF_F_QUERY_EFFECTIVE, &flags, programs, &count))
		return 0;
	for (__u32 i = 0; !error && i < count; i++) {
		__u32 j = 0;

		while (j < direct_count && (taken[j] || direct[j] != programs[i]))
			j++;
		if (j < direct_count)
			taken[j] = true;
		else
			error = add_program(place, programs[i], true);
	}
	return error;
}

static int ask_type(struct place *place, bool inherited)
{
	__u32 programs[PROGRAMS_MAX], count = PROGRAMS_MAX, flags = 0;
	int error = 0;

	if (bpf_prog_query(place->fd, place->type, 0, &flags, programs, &count)) {
		/* A type that this kernel does not have; a cgroup that is being removed. */
		if (errno != EINVAL && errno != ENODEV && errno != ENOENT)
			attached_miss(place->attached, "cgroup %s, %s: %s", place->path,
				      word_text(&attach_type_words, place->type), strerror(errno));
		return 0;
	}
	for (__u32 i = 0; !error && i < count; i++)
		error = add_program(place, programs[i], false);
	return !error && inherited ? add_inherited(place, programs, count) : error;
}

static int ask_cgroup(struct attached *attached, const FTSENT *entry, bool inherited)
{
	const char *below = entry->fts_path + strlen(CGROUP_ROOT);
	struct place place = {
		.attached = attached, .path = *below ? below : "/", .id = entry->fts_statp->st_ino, .fd = -1};
	int error = 0;

	place.fd = open(entry->fts_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (place.fd < 0)
		return 0;
	for (size_t i = 0; !error && i < attach_type_words.count; i++) {
		if (!is_cgroup_type(&attach_type_words.words[i]))
			continue;
		place.type = attach_type_words.words[i].number;
		error = ask_type(&place, inherited);
	}
	close(place.fd);
	return error;
}

int attached_cgroups(struct attached *attached, bool inherited)
{
	char *roots[] = {(char *)CGROUP_ROOT, NULL};
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_XDEV | FTS_NOCHDIR, NULL);
	const FTSENT *entry;
	int error = 0;

	if (!tree)
		return -errno;
	while (!error && (entry = fts_read(tree)))
		if (entry->fts_info == FTS_D)
			error = ask_cgroup(attached, entry, inherited);
	fts_close(tree);
	return error;
}
