// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/diff/names.h"

#include <errno.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"
#include "policy/language/unit-names.h"

#define OPEN_DIRECTORIES 16

/* No kernel and no hash of a path gives this id: it stands for all cgroups that no policy names. */
#define UNNAMED_CGROUP UINT64_MAX

/* A cgroup above one that is named may have no id here: then no policy names it. */
static uint64_t find_id(const struct resolver *base, const char *path, unsigned int level)
{
	uint64_t id;

	return base->cgroup(base->context, path, &id) ? UNNAMED_CGROUP - level : id;
}

int diff_find_cgroup_ids(const struct resolver *base, const char *path, uint64_t ret_ids[GK_CGROUP_LEVELS],
			 unsigned int *ret_level)
{
	_cleanup_free_ char *prefix = strdup(path);
	unsigned int level = 0;
	size_t length = 0;

	if (!prefix)
		return -ENOMEM;
	ret_ids[0] = find_id(base, "/", 0);
	while (path[length] && path[length + 1]) {
		length += 1 + strcspn(path + length + 1, "/");
		if (++level >= GK_CGROUP_LEVELS)
			return -ENAMETOOLONG;
		prefix[length] = '\0';
		ret_ids[level] = find_id(base, prefix, level);
		prefix[length] = path[length];
	}
	*ret_level = level;
	return 0;
}

static bool has_cgroup(const struct diff_names *names, uint64_t id)
{
	for (size_t i = 0; i < names->cgroup_count; i++) {
		if (names->cgroup[i].ids[names->cgroup[i].level] == id)
			return true;
	}
	return false;
}

static bool has_path(const struct diff_names *names, const char *path)
{
	for (size_t i = 0; i < names->cgroup_count; i++) {
		if (names->cgroup[i].path && strcmp(names->cgroup[i].path, path) == 0)
			return true;
	}
	return false;
}

static int add_cgroup(struct diff_names *names, const char *path, bool is_unit)
{
	struct diff_cgroup *grown = reallocarray(names->cgroup, names->cgroup_count + 1, sizeof(*grown));
	struct diff_cgroup cgroup = {.path = strdup(path)};
	int error;

	if (grown)
		names->cgroup = grown;
	error = grown && cgroup.path ? diff_find_cgroup_ids(names->base, path, cgroup.ids, &cgroup.level) : -ENOMEM;
	if (error || (is_unit ? has_path(names, path) : has_cgroup(names, cgroup.ids[cgroup.level]))) {
		free(cgroup.path);
		return error;
	}
	names->cgroup[names->cgroup_count++] = cgroup;
	return 0;
}

static int note_cgroup(void *context, const char *path, uint64_t *ret_id)
{
	struct diff_names *names = context;
	uint64_t id;
	int error = names->base->cgroup(names->base->context, path, &id);

	if (error)
		return error;
	error = add_cgroup(names, path, false);
	if (!error)
		*ret_id = id;
	return error;
}

static int add_executable(struct diff_names *names, const char *path, const struct executable_id *id)
{
	struct diff_executable *grown = reallocarray(names->executable, names->executable_count + 1, sizeof(*grown));
	char *copy = strdup(path);

	if (grown)
		names->executable = grown;
	if (!grown || !copy) {
		free(copy);
		return -ENOMEM;
	}
	names->executable[names->executable_count++] = (struct diff_executable){copy, *id};
	return 0;
}

static int note_executable(void *context, const char *path, struct executable_id *ret_id)
{
	struct diff_names *names = context;
	struct executable_id id;
	int error = names->base->executable(names->base->context, path, &id);

	if (error)
		return error;
	for (size_t i = 0; i < names->executable_count && !error; i++) {
		if (names->executable[i].id.inode == id.inode && names->executable[i].id.device == id.device) {
			*ret_id = id;
			return 0;
		}
	}
	error = add_executable(names, path, &id);
	if (!error)
		*ret_id = id;
	return error;
}

static int note_container(void *context, const struct container *example)
{
	struct diff_names *names = context;

	return names->base->containers ? 0 : diff_containers_add(&names->containers, example);
}

static int tell_containers(void *context, int (*take)(void *to, const struct container *container), void *to,
			   uint64_t *ret_generation)
{
	struct diff_names *names = context;
	int r = 0;

	*ret_generation = 0;
	if (names->base->containers)
		return names->base->containers(names->base->context, take, to, ret_generation);
	for (size_t i = 0; i < names->containers.count && r == 0; i++)
		r = take(to, &names->containers.container[i]);
	return r;
}

int diff_names_init(struct diff_names *names, const struct resolver *base)
{
	struct diff_cgroup *unnamed = calloc(1, sizeof(*unnamed));

	*names = (struct diff_names){.resolver = {.executable = note_executable,
						  .cgroup = note_cgroup,
						  .containers = tell_containers,
						  .container_example = note_container,
						  .context = names},
				     .base = base};
	if (!unnamed)
		return -ENOMEM;
	if (base->cgroup(base->context, "/", &unnamed->ids[0]))
		unnamed->ids[0] = 1;
	unnamed->ids[1] = UNNAMED_CGROUP;
	unnamed->level = 1;
	names->cgroup = unnamed;
	names->cgroup_count = 1;
	return 0;
}

void diff_names_release(struct diff_names *names)
{
	for (size_t i = 0; i < names->cgroup_count; i++)
		free(names->cgroup[i].path);
	for (size_t i = 0; i < names->executable_count; i++)
		free(names->executable[i].path);
	free(names->cgroup);
	free(names->executable);
	diff_containers_release(&names->containers);
	*names = (struct diff_names){0};
}

/* nftw() hands no context on. */
static struct {
	struct diff_names *names;
	const struct gk_image *image;
} search;

static bool image_has_cgroup(uint64_t id)
{
	for (size_t i = 0; i < GK_ENTRIES; i++) {
		if (search.image->entry[i].a == id && search.image->entry[i].b == GK_KEY_CGROUP)
			return true;
	}
	return false;
}

static int visit(const char *path, const struct stat *status, int type, struct FTW *place)
{
	const char *below = path + strlen(CGROUP_ROOT);

	(void)place;
	if (type != FTW_D || !image_has_cgroup(status->st_ino) || has_cgroup(search.names, status->st_ino))
		return 0;
	return add_cgroup(search.names, *below ? below : "/", false) == -ENOMEM ? -ENOMEM : 0;
}

int diff_names_add_host(struct diff_names *names, const struct gk_image *image)
{
	search.names = names;
	search.image = image;
	return nftw(CGROUP_ROOT, visit, OPEN_DIRECTORIES, FTW_PHYS) == -ENOMEM ? -ENOMEM : 0;
}

#define ANY_SLICE "/any.slice"

static int add_unit_in(struct diff_names *names, const char *slice, const char *unit)
{
	const char *star = strchr(unit, '*');
	char path[2 * GK_PATH_SIZE];
	int error;

	if (star)
		snprintf(path, sizeof(path), "%s/%.*sany%s", slice, (int)(star - unit), unit, star + 1);
	else
		snprintf(path, sizeof(path), "%s/%s", slice, unit);
	error = add_cgroup(names, path, true);
	if (error == -ENOMEM)
		return error;
	strcat(path, "/any");
	return add_cgroup(names, path, true) == -ENOMEM ? -ENOMEM : 0;
}

static int add_unit(struct diff_names *names, const char *unit)
{
	const size_t count = names->cgroup_count;
	int error = add_unit_in(names, ANY_SLICE, unit);

	for (size_t i = 0; i < count && !error; i++) {
		const char *path = names->cgroup[i].path;

		if (path && path[1] && path_is_slice(path))
			error = add_unit_in(names, path, unit);
	}
	return error;
}

int diff_names_add_units(struct diff_names *names, const struct gk_image *image)
{
	for (size_t i = 1; image->has_units && i < GK_PATHS && image->paths.path[i].words; i++) {
		const struct gk_path *path = &image->paths.path[i];

		if (image->entry[path->entry].b >> 56 == GK_KEY_UNIT >> 56 &&
		    add_unit(names, (const char *)&image->paths.word[path->word]))
			return -ENOMEM;
	}
	return 0;
}
