// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What the kernel side finds out about a cgroup when it is made, for a cgroup that is only described, by its path. */
#include "policy/image/decision.h"

#include <stdio.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/paths.h"
#include "policy/language/unit-names.h"

__u32 image_find_path(const struct gk_image *image, const char *path)
{
	__u64 word[GK_PATH_WORDS] = {0}, hash = 0;
	const size_t length = strlen(path), words = length / sizeof(*word) + 1;
	const struct gk_path *named;
	__u32 index;

	if (length >= sizeof(word))
		return GK_ENTRIES;
	memcpy(word, path, length);
	for (size_t i = 0; i < words; i++)
		hash = gk_hash_word(hash, word[i]);
	index = image->paths.first[gk_path_chain(hash)];
	for (int i = 0; i < GK_PATH_CHAIN && index; i++) {
		named = &image->paths.path[index % ARRAY_LENGTH(image->paths.path)];
		if (named->words == words && named->word + words <= ARRAY_LENGTH(image->paths.word) &&
		    memcmp(&image->paths.word[named->word], word, words * sizeof(*word)) == 0)
			return named->entry % GK_ENTRIES;
		index = named->next;
	}
	return GK_ENTRIES;
}

/* The entry of a unit by its name, its template or its type, where no slice above it is named. */
static __u32 find_unit(const struct gk_image *image, const char *unit)
{
	const char *type = strrchr(unit, '.'), *at = strchr(unit, '@');
	char pattern[2 * UNIT_NAME_SIZE];
	__u32 index = image_find_path(image, unit);

	if (index < GK_ENTRIES || !type)
		return index;
	if (at && at < type) {
		snprintf(pattern, sizeof(pattern), "%.*s*%s", (int)(at + 1 - unit), unit, type);
		index = image_find_path(image, pattern);
	}
	if (index < GK_ENTRIES)
		return index;
	snprintf(pattern, sizeof(pattern), "*%s", type);
	return image_find_path(image, pattern);
}

__u32 image_find_described(const struct gk_image *image, const struct gk_cgroup_place *place)
{
	const char *path = (const char *)(uintptr_t)place->id;
	const __u32 nearest = gk_find_cgroup(image, &image->caller_level, place);
	struct gk_cgroup_place above = *place;
	char unit[UNIT_NAME_SIZE];
	const size_t length = unit_of_path(path, unit);
	__u32 index, level;

	if (!length)
		return nearest;
	level = path_level(strndupa(path, length));
	index = level > GK_UNIT_LEVELS ? GK_ENTRIES : find_unit(image, unit);
	above.level = level - 1;
	/* A cgroup that is named, at or below the unit's, knows its unit itself. */
	if (index == GK_ENTRIES || gk_find_cgroup(image, &image->caller_level, &above) != nearest)
		return nearest;
	index = gk_entry_index(image, gk_entry_hash(image->seed, image->entry[nearest].number, image->entry[index].b));
	return gk_entry_at(image, index, place->level > level);
}
