/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A cgroup that is made, compared with the paths that the images name. All of this runs under cgroup_mutex: one task at
 * a time, and no task is in the cgroup before it is done.
 */
#ifndef BPF_LSM_STATE_MADE_CGROUP_BPF_H
#define BPF_LSM_STATE_MADE_CGROUP_BPF_H

#include <linux/errno.h>

#include "bpf-lsm/contract/decide.h"
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"

#define CGROUP_NAME_SIZE 256 /* NAME_MAX and the NUL */

const __u64 gk_no_bytes; /* not static: see operation.bpf.h */

/* The path that is looked for. Too big for a stack, and used by one task at a time. */
static struct {
	__u64 hash;
	__u32 words;
	__u32 reserved;
	union {
		__u64 word[GK_PATH_WORDS];
		char text[GK_PATH_SIZE + CGROUP_NAME_SIZE];
	};
} gk_seen SEC(".data.seen");

static __always_inline const char *name_at(__u64 cgroup, __u32 level)
{
	struct cgroup *ancestor = NULL;

	bpf_probe_read_kernel(
		&ancestor, sizeof(ancestor),
		(void *)(cgroup + bpf_core_field_offset(struct cgroup, ancestors) + level * sizeof(void *)));
	return READ(ancestor, kn, name);
}

/* Writes the path of a cgroup to gk_seen. Returns 0, or a negative errno if no policy can name it. */
VERIFIED_ALONE int gk_read_path(__u64 cgroup)
{
	__u32 deepest = READ((struct cgroup *)cgroup, level), length = 0, level;
	long size;

	if (!deepest || deepest >= GK_CGROUP_LEVELS)
		return -ENOENT;
	for (level = 1; level < GK_CGROUP_LEVELS; level++) {
		if (level > deepest)
			break;
		if (length >= GK_PATH_SIZE - 1)
			return -ENAMETOOLONG;
		gk_seen.text[length++ & (GK_PATH_SIZE - 1)] = '/';
		size = bpf_probe_read_kernel_str(&gk_seen.text[length & (GK_PATH_SIZE - 1)], CGROUP_NAME_SIZE,
						 name_at(cgroup, level));
		if (size <= 0 || size > CGROUP_NAME_SIZE)
			return -EFAULT;
		length += size - 1;
	}
	if (length >= GK_PATH_SIZE)
		return -ENAMETOOLONG;
	bpf_probe_read_kernel(&gk_seen.text[length & (GK_PATH_SIZE - 1)], sizeof(gk_no_bytes), &gk_no_bytes);
	gk_seen.words = length / sizeof(__u64) + 1;
	return 0;
}

VERIFIED_ALONE int gk_hash_path(void)
{
	__u32 words = gk_seen.words, i;
	__u64 hash = 0;

	for (i = 0; i < GK_PATH_WORDS; i++) {
		if (i >= words)
			break;
		hash = gk_hash_word(hash, gk_seen.word[i]);
	}
	gk_seen.hash = hash;
	return 0;
}

/* Are the words of an image from `first` on those of the path? */
VERIFIED_ALONE int gk_is_path(const struct gk_image *image, __u32 first)
{
	__u32 words = gk_seen.words, i;

	if (!image)
		return 0;
	for (i = 0; i < GK_PATH_WORDS; i++) {
		if (i >= words)
			break;
		if (image->paths.word[GK_MASKED(first + i, GK_PATH_WORDS_ALL)] != gk_seen.word[i])
			return 0;
	}
	return 1;
}

/* The index of the entry of the path; GK_ENTRIES: the policy does not name it. */
VERIFIED_ALONE int gk_find_path(const struct gk_image *image)
{
	const struct gk_path *path;
	__u32 index, i;

	if (!image)
		return GK_ENTRIES;
	index = image->paths.first[GK_MASKED(gk_path_chain(gk_seen.hash), GK_PATHS)];
	for (i = 0; i < GK_PATH_CHAIN; i++) {
		if (!index)
			break;
		path = &image->paths.path[GK_MASKED(index, GK_PATHS)];
		if (path->words == gk_seen.words && gk_is_path(image, path->word))
			return path->entry & (GK_ENTRIES - 1);
		index = path->next;
	}
	return GK_ENTRIES;
}

/*
 * The place for a cgroup: where it is already, else a free one, else that of one that is gone, which a task may still
 * have as its workload. GK_MADE: there is none.
 */
VERIFIED_ALONE int gk_find_place(const struct gk_image *image, __u64 id)
{
	__u32 first, place, i, free = GK_MADE, gone = GK_MADE;

	if (!image)
		return GK_MADE;
	first = gk_made_place(image, id);
	for (i = 0; i < GK_MADE_NEAR; i++) {
		place = GK_MASKED(first + i, GK_MADE);
		if (image->made.id[place] == id)
			return place;
		if (!image->made.id[place])
			free = place;
		else if (image->made.entry[place] & GK_MADE_GONE)
			gone = place;
	}
	return free < GK_MADE ? free : gone;
}

/* Nobody finds a place with the id of one cgroup and the entry of another. */
static __always_inline void add_made(struct gk_image *image, __u64 id, __u32 entry)
{
	__u32 found = gk_find_place(image, id), place = GK_MASKED(found, GK_MADE);

	if (found >= GK_MADE) {
		image->other_cgroup = image->lost_cgroup;
		return;
	}
	__sync_lock_test_and_set(&image->made.id[place], 0);
	image->made.entry[place] = entry;
	__sync_lock_test_and_set(&image->made.id[place], id);
	image->has_made = 1;
}

/* The image of a slot, if it names cgroups. */
static __always_inline struct gk_image *naming_image(__u32 slot)
{
	const struct gk_image *image = image_in(slot);

	return image && image->magic == GK_IMAGE_MAGIC && image->has_paths ? (struct gk_image *)image : NULL;
}

/* The cgroup's path is in gk_seen. */
VERIFIED_ALONE int gk_add_made(__u32 slot, __u64 id)
{
	struct gk_image *image = naming_image(slot);
	__u32 entry;

	if (!image)
		return 0;
	entry = gk_find_path(image);
	if (entry < GK_ENTRIES)
		add_made(image, id, entry);
	return 0;
}

VERIFIED_ALONE int gk_remove_made(__u32 slot, __u64 id)
{
	struct gk_image *image = naming_image(slot);
	__u32 place, first, i;

	if (!image || !image->has_made)
		return 0;
	first = gk_made_place(image, id);
	for (i = 0; i < GK_MADE_NEAR; i++) {
		place = GK_MASKED(first + i, GK_MADE);
		if (image->made.id[place] == id)
			image->made.entry[place] |= GK_MADE_GONE;
	}
	return 0;
}

#endif
