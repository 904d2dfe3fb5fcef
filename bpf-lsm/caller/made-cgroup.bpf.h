/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A cgroup that is made, compared with the paths that the images name. All of this runs under cgroup_mutex: one task at
 * a time, and no task is in the cgroup before it is done.
 */
#ifndef BPF_LSM_CALLER_MADE_CGROUP_BPF_H
#define BPF_LSM_CALLER_MADE_CGROUP_BPF_H

#include <linux/errno.h>

#include "bpf-lsm/contract/decide.h"
#include "bpf-lsm/kernel/types.bpf.h"
#include "bpf-lsm/state/maps.bpf.h"
#include "bpf-lsm/caller/ancestor.bpf.h"

#define CGROUP_NAME_SIZE 256 /* NAME_MAX and the NUL */

const __u64 gk_no_bytes; /* not static: see operation.bpf.h */

/*
 * The path, or the name of a unit, that is looked for. Too big for a stack, and used by one task at a time. What is
 * kept here the verifier does not follow through each value that it may have.
 */
static struct {
	__u64 hash;
	__u32 words;
	volatile __u32 length;
	volatile __u32 is_unit;    /* 1: the cgroup is in nothing but slices */
	__u32 entry[GK_SLOTS + 1]; /* what was found so far, by slot; GK_ENTRIES: nothing */
	union {
		__u64 word[GK_PATH_WORDS];
		char text[GK_PATH_SIZE + CGROUP_NAME_SIZE];
	};
} gk_seen SEC(".data.seen");

/* The name of a unit. The places are in memory, so that the verifier does not follow each that they may have. */
static struct {
	volatile __u32 at;  /* of the first @; 0: none */
	volatile __u32 dot; /* of the last dot */
	char text[2 * CGROUP_NAME_SIZE];
} gk_unit SEC(".data.seen");

static __always_inline const char *name_at(__u64 cgroup, __u32 level)
{
	struct cgroup *ancestor = NULL;

	bpf_probe_read_kernel(
		&ancestor, sizeof(ancestor),
		(void *)(cgroup + bpf_core_field_offset(struct cgroup, ancestors) + level * sizeof(void *)));
	return READ(ancestor, kn, name);
}

#define SLICE_SIZE 6

/* Does a name, with a size that counts its NUL, end with .slice? */
static __always_inline bool is_slice(const char *name, __u32 size)
{
	char end[8] = {};

	if (size < SLICE_SIZE + 2)
		return false;
	bpf_probe_read_kernel(end, SLICE_SIZE, name + size - 1 - SLICE_SIZE);
	return *(__u64 *)end == ('.' | 's' << 8 | 'l' << 16 | 'i' << 24 | (__u64)'c' << 32 | (__u64)'e' << 40);
}

/* Ends the text in gk_seen, which has this length, with zeros up to a whole word. */
static __always_inline void end_text(__u32 length)
{
	bpf_probe_read_kernel(&gk_seen.text[length & (GK_PATH_SIZE - 1)], sizeof(gk_no_bytes), &gk_no_bytes);
	gk_seen.words = length / sizeof(__u64) + 1;
}

/* Writes the path of a cgroup to gk_seen. Returns 0, or a negative errno if no policy can name it. */
VERIFIED_ALONE int gk_read_path(__u64 cgroup)
{
	__u32 deepest = READ((struct cgroup *)cgroup, level), length, level;
	const char *name;
	long size;

	gk_seen.is_unit = deepest <= GK_UNIT_LEVELS;
	gk_seen.length = 0;
	if (!deepest || deepest >= GK_CGROUP_LEVELS)
		return -ENOENT;
	for (level = 1; level < GK_CGROUP_LEVELS; level++) {
		if (level > deepest)
			break;
		length = gk_seen.length;
		if (length >= GK_PATH_SIZE - 1)
			return -ENAMETOOLONG;
		gk_seen.text[length++ & (GK_PATH_SIZE - 1)] = '/';
		name = name_at(cgroup, level);
		size = bpf_probe_read_kernel_str(&gk_seen.text[length & (GK_PATH_SIZE - 1)], CGROUP_NAME_SIZE, name);
		if (size <= 0 || size > CGROUP_NAME_SIZE)
			return -EFAULT;
		gk_seen.length = length + size - 1;
		if (level < deepest && !is_slice(name, size))
			gk_seen.is_unit = 0;
	}
	length = gk_seen.length;
	if (length >= GK_PATH_SIZE)
		return -ENAMETOOLONG;
	end_text(length);
	return 0;
}

/* Writes the name of the unit whose cgroup it is to gk_unit and gk_seen. A name like that of a file has _ before it. */
VERIFIED_ALONE int gk_read_unit(__u64 cgroup)
{
	const char *name = name_at(cgroup, READ((struct cgroup *)cgroup, level) & (GK_CGROUP_LEVELS - 1));
	char first = 0;
	long size;
	__u32 i;

	bpf_probe_read_kernel(&first, sizeof(first), name);
	size = bpf_probe_read_kernel_str(gk_unit.text, CGROUP_NAME_SIZE, first == '_' ? name + 1 : name);
	if (size <= 0 || size > CGROUP_NAME_SIZE)
		return -EFAULT;
	gk_unit.at = gk_unit.dot = 0;
	for (i = 0; i < CGROUP_NAME_SIZE; i++) {
		if (!gk_unit.text[i])
			break;
		if (gk_unit.text[i] == '@' && !gk_unit.at)
			gk_unit.at = i;
		if (gk_unit.text[i] == '.')
			gk_unit.dot = i;
	}
	bpf_probe_read_kernel(gk_seen.text, CGROUP_NAME_SIZE, gk_unit.text);
	end_text(size - 1);
	return 0;
}

/* Writes the pattern of the unit to gk_seen: with its template, or only its type. Returns 0, or -ENOENT: it has none.
 */
VERIFIED_ALONE int gk_write_pattern(__u32 with_template)
{
	__u32 at = gk_unit.at, dot = gk_unit.dot, length = 0;
	long size;

	if (with_template) {
		if (!at || at >= dot)
			return -ENOENT;
		length = (at + 1) & (CGROUP_NAME_SIZE - 1);
		bpf_probe_read_kernel(gk_seen.text, length, gk_unit.text);
	}
	gk_seen.text[length & (CGROUP_NAME_SIZE - 1)] = '*';
	length++;
	size = bpf_probe_read_kernel_str(&gk_seen.text[length & (GK_PATH_SIZE - 1)], CGROUP_NAME_SIZE,
					 &gk_unit.text[dot & (CGROUP_NAME_SIZE - 1)]);
	if (size <= 0 || size > CGROUP_NAME_SIZE)
		return -EFAULT;
	end_text(length + size - 1);
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

/* Looks up what is in gk_seen in the image of each slot where nothing was found yet. */
VERIFIED_ALONE int gk_look_up(__u32 units)
{
	struct gk_image *image;
	__u32 slot;

	gk_hash_path();
	for (slot = 0; slot <= GK_STAGED_SLOT; slot++) {
		image = naming_image(slot);
		if (image && gk_seen.entry[slot] >= GK_ENTRIES && (!units || image->has_units))
			gk_seen.entry[slot] = gk_find_path(image);
	}
	return 0;
}

/* The entry of a unit that is below the nearest cgroup that is named. */
static __always_inline __u32 find_unit_entry(const struct gk_image *image, __u64 cgroup, __u64 unit)
{
	struct gk_cgroup_place above = {.where = cgroup, .level = READ((struct cgroup *)cgroup, level) - 1};
	__u32 nearest = gk_find_cgroup(image, &image->caller_level, &above);
	__u64 number = image->entry[GK_MASKED(nearest, GK_ENTRIES)].number;

	return gk_entry_index(image, gk_entry_hash(image->seed, number, unit));
}

/* Writes down what was found. */
VERIFIED_ALONE int gk_add_made(__u32 slot, __u64 cgroup, __u64 id)
{
	struct gk_image *image = naming_image(slot);
	__u32 entry = gk_seen.entry[slot <= GK_STAGED_SLOT ? slot : 0];
	__u64 key;

	if (!image || entry >= GK_ENTRIES)
		return 0;
	key = image->entry[GK_MASKED(entry, GK_ENTRIES)].b;
	if (key >> 56 == GK_KEY_UNIT >> 56)
		entry = find_unit_entry(image, cgroup, key);
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
