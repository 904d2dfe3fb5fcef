// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The paths of the cgroups that a policy names: the kernel side compares them with that of each cgroup that is made. */
#include <errno.h>
#include <string.h>

#include "policy/image/cgroups.h"
#include "policy/image/decision.h"

struct places {
	struct gk_paths *paths;
	size_t count; /* of paths */
	size_t words;
};

static __u64 hash_words(const __u64 *word, size_t count)
{
	__u64 hash = 0;

	for (size_t i = 0; i < count; i++)
		hash = gk_hash_word(hash, word[i]);
	return hash;
}

/* Puts a path at the end of its chain. Returns 0, or -E2BIG if the chain is full. */
static int add_to_chain(struct gk_paths *paths, __u64 hash, size_t number)
{
	__u16 *next = &paths->first[gk_path_chain(hash)];

	for (size_t i = 0; i < GK_PATH_CHAIN; i++) {
		if (!*next) {
			*next = number;
			return 0;
		}
		next = &paths->path[*next].next;
	}
	return -E2BIG;
}

static int add_path(struct places *places, const char *text, __u32 entry)
{
	const size_t length = strlen(text), words = length / sizeof(__u64) + 1;
	__u64 *word = &places->paths->word[places->words];

	if (length >= GK_PATH_SIZE) /* no path of the kernel's is as long */
		return 0;
	if (words > GK_PATH_WORDS_ALL - places->words || places->count + 1 >= GK_PATHS)
		return -E2BIG;
	memcpy(word, text, length);
	places->count++;
	places->paths->path[places->count] = (struct gk_path){.word = places->words, .words = words, .entry = entry};
	places->words += words;
	return add_to_chain(places->paths, hash_words(word, words), places->count);
}

static int add_name(struct places *places, const struct gk_image *image, const char *text, __u64 a, __u64 b)
{
	return add_path(places, text, gk_entry_index(image, gk_entry_hash(image->seed, a, b)));
}

static int add_cgroup(struct places *places, const struct gk_image *image, const struct name *name)
{
	if (name->only_now)
		return 0;
	if (name->found && name_is_in_container(name))
		return add_name(places, image, name->text, name->number + 1, GK_KEY_PATH);
	return add_name(places, image, name->text, name->a, name->b);
}

int compile_paths(struct compiler *compiler)
{
	const struct names *names = &compiler->policy->cgroups, *units = &compiler->policy->units;
	struct gk_image *image = compiler->image;
	struct places places = {.paths = &image->paths};

	if (!policy_asks_for_cgroups(compiler->policy))
		return 0;
	compiler->full = "the paths of its cgroups are too long together";
	image->has_paths = 1;
	image->other_cgroup = gk_entry_index(image, gk_entry_hash(image->seed, 0, GK_KEY_CGROUP));
	image->lost_cgroup = gk_entry_index(image, gk_entry_hash(image->seed, 0, GK_KEY_PATH));
	for (size_t i = 0; i < names->count; i++) {
		int r = add_cgroup(&places, image, names->item[i]);

		if (r < 0)
			return r;
	}
	for (size_t i = 0; i < units->count; i++) {
		int r = add_name(&places, image, units->item[i]->text, 0, GK_KEY_UNIT | i);

		if (r < 0)
			return r;
	}
	return 0;
}
