// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/entries.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-file.h"
#include "gatekeeper/boot/image.h"
#include "gatekeeper/boot/version-order.h"

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

void boot_entries_free(struct boot_entries *entries)
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

/* Reads what the order depends on. Returns false for a file that is no entry. */
static bool read_keys(struct boot_entry *entry)
{
	_cleanup_free_ char *text = NULL;
	bool is_linux = false;
	char *value;

	if (text_file_read(entry->path, &text))
		return false;
	for (char *rest = text, *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
		is_linux = is_linux || value_of(line, "linux");
		entry->boots_other = entry->boots_other || value_of(line, "efi") || value_of(line, "uki");
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
	return is_linux || entry->boots_other;
}

/* The value of the first of these keys in a text as os-release(5); empty if it has none of them. */
static void copy_first(const char *text, const char *const keys[], char *ret_value, size_t size)
{
	ret_value[0] = '\0';
	for (; *keys && !ret_value[0]; keys++) {
		size_t length = strlen(*keys);

		for (const char *line = text; line; line = strchr(line, '\n')) {
			line += *line == '\n';
			if (strncmp(line, *keys, length) != 0 || line[length] != '=')
				continue;
			line += length + 1 + (line[length + 1] == '"' || line[length + 1] == '\'');
			snprintf(ret_value, size, "%.*s", (int)strcspn(line, "\"'\n"), line);
		}
	}
}

/* Those of an image are in the os-release(5) that it has. */
static void read_image_keys(struct boot_entry *entry)
{
	static const char *const sort_keys[] = {"IMAGE_ID", "ID", NULL};
	static const char *const versions[] = {"IMAGE_VERSION", "VERSION", "VERSION_ID", "BUILD_ID", NULL};
	_cleanup_free_ char *text = NULL;

	if (boot_image_read(entry->path, ".osrel", &text))
		return;
	copy_first(text, sort_keys, entry->sort_key, sizeof(entry->sort_key));
	copy_first(text, versions, entry->version, sizeof(entry->version));
}

/* NAME+LEFT.conf and NAME+LEFT-DONE.conf count tries; with none left the entry is bad. */
static bool has_tries_left(const char *name)
{
	const char *plus = strrchr(name, '+');

	return !plus || plus[1] != '0' || (plus[2] != '-' && plus[2] != '.');
}

static int add_entry(struct boot_entries *entries, const char *directory, const char *name, bool is_image)
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
	entry.partition = strlen(directory) - strlen(kinds[is_image].directory) - 1;
	if (is_image)
		read_image_keys(&entry);
	if (is_image || read_keys(&entry))
		entries->items[entries->count++] = entry;
	return 0;
}

static int add_directory(struct boot_entries *entries, const char *directory, const char *suffix, bool is_image)
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

int boot_entries_read(const struct boot_host *host, struct boot_entries *entries)
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

bool boot_entry_find_image(const struct boot_host *host, const char *efi_path, struct boot_entry *ret_entry)
{
	unsigned int count = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(partitions); i++) {
		struct boot_entry entry = {.is_image = true, .has_tries_left = true};
		char *end;

		snprintf(entry.path, sizeof(entry.path), "%s%s", host->root, partitions[i]);
		entry.partition = strlen(entry.path);
		end = entry.path + entry.partition;
		snprintf(end, sizeof(entry.path) - entry.partition, "%s", efi_path);
		for (char *c = end; *c; c++)
			*c = *c == '\\' ? '/' : *c;
		if (*end != '/' || access(entry.path, F_OK) != 0)
			continue;
		snprintf(entry.name, sizeof(entry.name), "%s", strrchr(entry.path, '/') + 1);
		*ret_entry = entry;
		count++;
	}
	return count == 1;
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

bool boot_entries_find_version(const struct boot_host *host, const char *version, struct boot_entry *ret_entry)
{
	_cleanup_(boot_entries_free) struct boot_entries entries = {};

	if (boot_entries_read(host, &entries))
		return false;
	for (size_t i = 0; i < entries.count; i++)
		if (is_for_version(entries.items[i].name, version)) {
			*ret_entry = entries.items[i];
			return true;
		}
	return false;
}

/* The length of NAME in NAME.conf, NAME+LEFT.conf or NAME+LEFT-DONE.conf; NAME may have a '+' of its own. */
static size_t id_length(const char *name)
{
	static const char digits[] = "0123456789";
	const char *end = strrchr(name, '.'), *plus = strrchr(name, '+'), *rest;

	if (!plus || !strspn(plus + 1, digits))
		return (size_t)(end - name);
	rest = plus + 1 + strspn(plus + 1, digits);
	if (*rest == '-' && strspn(rest + 1, digits))
		rest += 1 + strspn(rest + 1, digits);
	return (size_t)((rest == end ? plus : end) - name);
}

/* The name of the file without the tries, also without its suffix if `is_short`. */
static void copy_id(const struct boot_entry *entry, bool is_short, char ret_id[NAME_MAX + 8])
{
	const char *suffix = is_short ? "" : entry->is_image ? ".efi" : ".conf";

	snprintf(ret_id, NAME_MAX + 8, "%.*s%s", (int)id_length(entry->name), entry->name, suffix);
}

/* Does a pattern or a variable name the entry? */
static bool has_id(const struct boot_entry *entry, const char *pattern, bool is_short)
{
	char id[NAME_MAX + 8], short_id[NAME_MAX + 8];

	copy_id(entry, false, id);
	copy_id(entry, true, short_id);
	return fnmatch(pattern, id, FNM_CASEFOLD) == 0 || (is_short && fnmatch(pattern, short_id, FNM_CASEFOLD) == 0);
}

/* As in systemd-boot: bad entries last; with a sort key first, by key, machine and version; otherwise by id. */
static int compare_entries(const struct boot_entry *a, const struct boot_entry *b)
{
	char a_id[NAME_MAX + 8], b_id[NAME_MAX + 8];
	int order = b->has_tries_left - a->has_tries_left;

	if (!order)
		order = (b->sort_key[0] != '\0') - (a->sort_key[0] != '\0');
	if (!order && a->sort_key[0])
		order = strcmp(a->sort_key, b->sort_key);
	if (!order && a->sort_key[0])
		order = strcmp(a->machine_id, b->machine_id);
	if (!order && a->sort_key[0])
		order = version_compare(b->version, a->version);
	if (order)
		return order;
	copy_id(a, false, a_id);
	copy_id(b, false, b_id);
	return version_compare(b_id, a_id);
}

const struct boot_entry *boot_entries_first(const struct boot_entries *entries, const char *pattern, bool is_short)
{
	const struct boot_entry *first = NULL;

	for (size_t i = 0; i < entries->count; i++) {
		const struct boot_entry *entry = &entries->items[i];

		if (pattern && !has_id(entry, pattern, is_short))
			continue;
		if (!first || compare_entries(entry, first) < 0)
			first = entry;
	}
	return first;
}

char *boot_entries_setting(const struct boot_host *host, const char *key)
{
	for (size_t i = 0; i < ARRAY_LENGTH(partitions); i++) {
		_cleanup_free_ char *text = NULL;
		char path[PATH_MAX];

		snprintf(path, sizeof(path), "%s%s/loader/loader.conf", host->root, partitions[i]);
		if (text_file_read(path, &text))
			continue;
		for (char *rest = text, *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
			const char *value = value_of(line, key);

			if (value)
				return strdup(value);
		}
	}
	return NULL;
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

static bool has_addon(const char *directory)
{
	_cleanup_closedir_ DIR *addons = opendir(directory);

	if (!addons)
		return false;
	for (const struct dirent *found = readdir(addons); found; found = readdir(addons))
		if (has_suffix(found->d_name, ".addon.efi"))
			return true;
	return false;
}

/* Addons append to the line of an image, of one or of all on the partition, and are not read (systemd-stub(7)). */
static bool has_addons(const struct boot_entry *entry)
{
	char path[PATH_MAX + 32];

	snprintf(path, sizeof(path), "%s.extra.d", entry->path);
	if (has_addon(path))
		return true;
	snprintf(path, sizeof(path), "%.*s/loader/addons", (int)entry->partition, entry->path);
	return has_addon(path);
}

int boot_entry_read_line(const struct boot_entry *entry, char **ret_line, struct failure *failure)
{
	int error;

	if (entry->boots_other)
		return failure_set(failure, -ENOTSUP, "%s boots another EFI program, whose command line is not known",
				   entry->name);
	if (entry->is_image && has_addons(entry))
		return failure_set(failure, -ENOTSUP, "%s has addons, which may change its command line", entry->name);
	error = entry->is_image ? boot_image_read(entry->path, ".cmdline", ret_line)
				: read_options(entry->path, ret_line);
	if (error == -ENOEXEC || error == -ENODATA)
		return failure_set(failure, error, "%s has no command line in it", entry->path);
	if (error)
		return failure_set(failure, error, "cannot read %s: %s", entry->path, strerror(-error));
	return 0;
}
