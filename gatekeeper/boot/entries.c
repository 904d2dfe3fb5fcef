// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/entries.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-file.h"
#include "gatekeeper/boot/image.h"
#include "gatekeeper/boot/loader.h"

/* Where a boot partition may be mounted. */
static const char *const partitions[] = {"/efi", "/boot", "/boot/efi"};

static const struct {
	const char *directory;
	const char *suffix;
	bool is_image;
} kinds[] = {
	{"loader/entries", ".conf", false},
	{"EFI/Linux", ".efi", true},
};

struct entries {
	struct boot_entry *items;
	size_t count, room;
};

static void free_entries(struct entries *entries)
{
	free(entries->items);
}

bool boot_entries_find_image(const struct boot_host *host, const char *version, char ret_image[PATH_MAX])
{
	char name[PATH_MAX];

	snprintf(name, sizeof(name), BOOT_MODULES "/%s/vmlinuz", version);
	if (!boot_has(host, name))
		snprintf(name, sizeof(name), "/boot/vmlinuz-%s", version);
	boot_path(host, name, ret_image);
	return boot_has(host, name);
}

static bool has_suffix(const char *name, const char *suffix)
{
	size_t length = strlen(name), end = strlen(suffix);

	return length > end && strcmp(name + length - end, suffix) == 0;
}

/* The value of a line `KEY VALUE`, without blanks around it; NULL: another key. Ends the value in the text. */
static char *value_of(char *line, const char *key)
{
	size_t length = strlen(key);
	char *value, *end;

	line += strspn(line, " \t");
	if (strncmp(line, key, length) != 0 || !strchr(" \t", line[length]) || !line[length])
		return NULL;
	value = line + length + strspn(line + length, " \t");
	end = value + strlen(value);
	while (end > value && strchr(" \t\r", end[-1]))
		*--end = '\0';
	return value;
}

/* Reads what the order depends on. Returns false for an entry that does not boot Linux. */
static bool read_keys(struct boot_entry *entry)
{
	_cleanup_free_ char *text = NULL;
	bool is_linux = false;
	char *value;

	if (text_file_read(entry->path, &text))
		return false;
	for (char *rest = text, *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
		is_linux = is_linux || value_of(line, "linux") || value_of(line, "uki");
		value = value_of(line, "sort-key");
		if (value)
			snprintf(entry->sort_key, sizeof(entry->sort_key), "%s", value);
		value = value_of(line, "machine-id");
		if (value)
			snprintf(entry->machine_id, sizeof(entry->machine_id), "%s", value);
		value = value_of(line, "version");
		if (value)
			snprintf(entry->version, sizeof(entry->version), "%s", value);
	}
	return is_linux;
}

/* NAME+LEFT.conf and NAME+LEFT-DONE.conf count tries; with none left the entry is bad. */
static bool has_tries_left(const char *name)
{
	const char *plus = strrchr(name, '+');

	return !plus || plus[1] != '0' || (plus[2] != '-' && plus[2] != '.');
}

static int add_entry(struct entries *entries, const char *directory, const char *name, bool is_image)
{
	struct boot_entry entry = {.is_image = is_image, .has_tries_left = has_tries_left(name)};

	if (entries->count == entries->room) {
		size_t room = 2 * entries->room + 8;
		struct boot_entry *items = reallocarray(entries->items, room, sizeof(*items));

		if (!items)
			return -ENOMEM;
		entries->items = items;
		entries->room = room;
	}
	snprintf(entry.name, sizeof(entry.name), "%s", name);
	snprintf(entry.path, sizeof(entry.path), "%s/%s", directory, name);
	if (is_image || read_keys(&entry))
		entries->items[entries->count++] = entry;
	return 0;
}

static int add_directory(struct entries *entries, const char *directory, const char *suffix, bool is_image)
{
	_cleanup_closedir_ DIR *stream = opendir(directory);
	int error;

	if (!stream)
		return 0;
	for (const struct dirent *found = readdir(stream); found; found = readdir(stream)) {
		if (found->d_name[0] == '.' || !has_suffix(found->d_name, suffix))
			continue;
		error = add_entry(entries, directory, found->d_name, is_image);
		if (error)
			return error;
	}
	return 0;
}

static int read_entries(const struct boot_host *host, struct entries *entries)
{
	char directory[PATH_MAX / 2];
	int error;

	for (size_t i = 0; i < ARRAY_LENGTH(partitions) * ARRAY_LENGTH(kinds); i++) {
		const char *partition = partitions[i / ARRAY_LENGTH(kinds)];
		size_t kind = i % ARRAY_LENGTH(kinds);

		snprintf(directory, sizeof(directory), "%s%s/%s", host->root, partition, kinds[kind].directory);
		error = add_directory(entries, directory, kinds[kind].suffix, kinds[kind].is_image);
		if (error)
			return error;
	}
	return 0;
}

/* TOKEN-VERSION.conf or TOKEN-VERSION+TRIES.conf; likewise .efi. */
static bool is_for_version(const char *name, const char *version)
{
	const char *found = strstr(name, version);
	size_t length = strlen(version);

	if (!found || found == name || found[-1] != '-')
		return false;
	return found[length] == '+' || strcmp(found + length, ".conf") == 0 || strcmp(found + length, ".efi") == 0;
}

bool boot_entry_is_installed(const struct boot_host *host, const struct boot_entry *entry)
{
	_cleanup_closedir_ DIR *versions = NULL;
	char path[PATH_MAX], image[PATH_MAX];

	boot_path(host, BOOT_MODULES, path);
	versions = opendir(path);
	if (!versions)
		return false;
	for (const struct dirent *version = readdir(versions); version; version = readdir(versions))
		if (version->d_name[0] != '.' && is_for_version(entry->name, version->d_name) &&
		    boot_entries_find_image(host, version->d_name, image))
			return true;
	return false;
}

bool boot_entries_have_version(const struct boot_host *host, const char *version)
{
	_cleanup_(free_entries) struct entries entries = {};

	if (read_entries(host, &entries))
		return false;
	for (size_t i = 0; i < entries.count; i++)
		if (is_for_version(entries.items[i].name, version))
			return true;
	return false;
}

/* The id of an entry in a pattern or a variable: the name of its file, with or without the tries and the suffix. */
static bool has_id(const struct boot_entry *entry, const char *pattern)
{
	char id[NAME_MAX + 1], with_suffix[NAME_MAX + 8];
	size_t length = strcspn(entry->name, "+");

	if (!entry->name[length])
		length = (size_t)(strrchr(entry->name, '.') - entry->name);
	snprintf(id, sizeof(id), "%.*s", (int)length, entry->name);
	snprintf(with_suffix, sizeof(with_suffix), "%s%s", id, entry->is_image ? ".efi" : ".conf");
	return fnmatch(pattern, entry->name, FNM_CASEFOLD) == 0 || fnmatch(pattern, with_suffix, FNM_CASEFOLD) == 0 ||
	       fnmatch(pattern, id, FNM_CASEFOLD) == 0;
}

/* As in systemd-boot: bad entries last; with a sort key first, by key, machine and version; otherwise by id. */
static int compare_entries(const struct boot_entry *a, const struct boot_entry *b)
{
	int order = b->has_tries_left - a->has_tries_left;

	if (!order)
		order = (b->sort_key[0] != '\0') - (a->sort_key[0] != '\0');
	if (!order && a->sort_key[0])
		order = strcmp(a->sort_key, b->sort_key);
	if (!order && a->sort_key[0])
		order = strcmp(a->machine_id, b->machine_id);
	if (!order && a->sort_key[0])
		order = strverscmp(b->version, a->version);
	return order ? order : strverscmp(b->name, a->name);
}

/* The first entry with this id; NULL as `pattern`: of all. */
static const struct boot_entry *find_first(const struct entries *entries, const char *pattern)
{
	const struct boot_entry *first = NULL;

	for (size_t i = 0; i < entries->count; i++) {
		const struct boot_entry *entry = &entries->items[i];

		if (pattern && !has_id(entry, pattern))
			continue;
		if (!first || compare_entries(entry, first) < 0)
			first = entry;
	}
	return first;
}

/* The pattern `default` of loader.conf; NULL: none. The caller frees it. */
static char *read_default(const struct boot_host *host)
{
	for (size_t i = 0; i < ARRAY_LENGTH(partitions); i++) {
		_cleanup_free_ char *text = NULL;
		char path[PATH_MAX];

		snprintf(path, sizeof(path), "%s%s/loader/loader.conf", host->root, partitions[i]);
		if (text_file_read(path, &text))
			continue;
		for (char *rest = text, *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
			const char *value = value_of(line, "default");

			if (value)
				return strdup(value);
		}
	}
	return NULL;
}

static const struct boot_entry *find_by_variable(const struct boot_host *host, const struct entries *entries,
						 const char *variable)
{
	_cleanup_free_ char *id = NULL;

	return boot_loader_variable(host, variable, &id) ? NULL : find_first(entries, id);
}

static const struct boot_entry *find_chosen(const struct boot_host *host, const struct entries *entries)
{
	const struct boot_entry *entry = find_by_variable(host, entries, "LoaderEntryOneShot");
	_cleanup_free_ char *pattern = NULL;

	if (!entry)
		entry = find_by_variable(host, entries, "LoaderEntryDefault");
	if (entry)
		return entry;
	pattern = read_default(host);
	if (!pattern)
		return NULL;
	if (strcmp(pattern, "@saved") == 0)
		return find_by_variable(host, entries, "LoaderEntryLastBooted");
	return find_first(entries, pattern);
}

/* The order of files and images depends on what is in the images, which is not read here. */
static bool has_both_kinds(const struct entries *entries)
{
	for (size_t i = 1; i < entries->count; i++)
		if (entries->items[i].is_image != entries->items[0].is_image)
			return true;
	return false;
}

int boot_entry_find_next(const struct boot_host *host, struct boot_entry *ret_entry, struct failure *failure)
{
	_cleanup_(free_entries) struct entries entries = {};
	const struct boot_entry *entry;
	int error = read_entries(host, &entries);

	if (error)
		return failure_set(failure, error, "cannot read the boot entries: %s", strerror(-error));
	if (!entries.count)
		return failure_set(failure, -ENOENT, "no boot entry is in loader/entries or EFI/Linux");
	entry = find_chosen(host, &entries);
	if (!entry && has_both_kinds(&entries))
		return failure_set(failure, -ENOTUNIQ,
				   "cannot tell which boot entry comes first: set a default in loader.conf");
	*ret_entry = entry ? *entry : *find_first(&entries, NULL);
	return 0;
}

/* The values of all lines `options VALUE`. */
static int read_options(const char *path, char **ret_line)
{
	_cleanup_free_ char *text = NULL, *options = NULL;
	int error = text_file_read(path, &text);

	if (error)
		return error;
	options = calloc(1, 2 * strlen(text) + 1);
	if (!options)
		return -ENOMEM;
	for (char *rest = text, *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
		const char *value = value_of(line, "options");

		if (!value)
			continue;
		if (options[0])
			strcat(options, " ");
		strcat(options, value);
	}
	*ret_line = STEAL_POINTER(options);
	return 0;
}

/* Addons, which append to the line of an image, are not read. */
static bool has_addons(const struct boot_entry *entry)
{
	_cleanup_closedir_ DIR *addons = NULL;
	char path[PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s.extra.d", entry->path);
	addons = opendir(path);
	if (!addons)
		return false;
	for (const struct dirent *found = readdir(addons); found; found = readdir(addons))
		if (has_suffix(found->d_name, ".addon.efi"))
			return true;
	return false;
}

int boot_entry_read_line(const struct boot_entry *entry, char **ret_line, struct failure *failure)
{
	int error;

	if (entry->is_image && has_addons(entry))
		return failure_set(failure, -ENOTSUP, "%s has addons, which may change its command line", entry->name);
	error = entry->is_image ? boot_image_read_line(entry->path, ret_line) : read_options(entry->path, ret_line);
	if (error == -ENOEXEC || error == -ENODATA)
		return failure_set(failure, error, "%s has no command line in it", entry->path);
	if (error)
		return failure_set(failure, error, "cannot read %s: %s", entry->path, strerror(-error));
	return 0;
}
