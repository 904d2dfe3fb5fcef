// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/entries.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "gatekeeper/host/kernel-line.h"
#include "gatekeeper/base/text-file.h"

/* Where the boot partition may be mounted. */
static const char *const roots[] = {"/efi", "/boot", "/boot/efi"};

#define ROOT_COUNT (sizeof(roots) / sizeof(*roots))
#define ENTRIES "loader/entries"
#define IMAGES "EFI/Linux"
#define FAT_SECONDS 2 /* what a time on a FAT is rounded down to */

bool boot_entries_are_here(const struct boot_host *host)
{
	char name[PATH_MAX];
	bool any = false;

	for (size_t i = 0; i < ROOT_COUNT; i++) {
		snprintf(name, sizeof(name), "%s/" ENTRIES, roots[i]);
		any = any || boot_has(host, name);
		snprintf(name, sizeof(name), "%s/" IMAGES, roots[i]);
		any = any || boot_has(host, name);
	}
	return any;
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

/* TOKEN-VERSION.conf, or TOKEN-VERSION+TRIES.conf; likewise .efi. */
static bool is_for(const char *name, const char *version, const char *suffix)
{
	const char *at = strstr(name, version), *dot = strrchr(name, '.');

	if (!at || at == name || at[-1] != '-' || !dot || strcmp(dot, suffix) != 0)
		return false;
	at += strlen(version);
	return at == dot || *at == '+';
}

/* The path of a version's file in one kind of directory; the first that there is. */
static bool find_file(const struct boot_host *host, const char *directory, const char *version, const char *suffix,
		      char ret_path[PATH_MAX])
{
	bool found = false;

	for (size_t i = 0; i < ROOT_COUNT && !found; i++) {
		char path[PATH_MAX / 2];
		struct dirent *entry;
		DIR *entries;

		snprintf(path, sizeof(path), "%s%s/%s", host->root, roots[i], directory);
		entries = opendir(path);
		while (entries && !found && (entry = readdir(entries))) {
			found = is_for(entry->d_name, version, suffix);
			if (found)
				snprintf(ret_path, PATH_MAX, "%s/%s", path, entry->d_name);
		}
		if (entries)
			closedir(entries);
	}
	return found;
}

/* The words of all lines `options WORDS`. */
static char *options_of(const char *path)
{
	char *text, *options, *line;

	if (text_file_read(path, &text))
		return NULL;
	options = calloc(1, strlen(text) + 2);
	for (char *rest = text; options && (line = strsep(&rest, "\n"));)
		if (strncmp(line, "options", 7) == 0 && (line[7] == ' ' || line[7] == '\t'))
			strcat(options, line + 7);
	free(text);
	return options;
}

/* An image that is older was made from another line. */
static bool is_fresh(const struct boot_host *host, const char *image)
{
	struct stat made, written;
	char path[PATH_MAX];

	boot_path(host, BOOT_COMMAND_LINE, path);
	return stat(image, &made) == 0 && stat(path, &written) == 0 && made.st_mtime + FAT_SECONDS >= written.st_mtime;
}

/* NULL: the version has no entry, or none that is known to have the line. */
static char *line_of(const struct boot_host *host, const char *version, const char *line)
{
	char path[PATH_MAX];

	if (!boot_entries_find_image(host, version, path))
		return NULL;
	if (find_file(host, ENTRIES, version, ".conf", path))
		return options_of(path);
	if (find_file(host, IMAGES, version, ".efi", path) && is_fresh(host, path))
		return strdup(line);
	return NULL;
}

static bool has_bpf(const char *line)
{
	char *value;
	bool has;

	if (kernel_line_value(line, "lsm", NULL, &value))
		return false;
	has = lsm_list_has(value, "bpf");
	free(value);
	return has;
}

int boot_entries_read(const struct boot_host *host, const char *line, char **ret_line, struct failure *failure)
{
	char path[PATH_MAX], *found = NULL, *next;
	struct dirent *entry;
	DIR *versions;

	boot_path(host, BOOT_MODULES, path);
	versions = opendir(path);
	while (versions && (!found || has_bpf(found)) && (entry = readdir(versions))) {
		next = entry->d_name[0] == '.' ? NULL : line_of(host, entry->d_name, line);
		if (next) {
			free(found);
			found = next;
		}
	}
	if (versions)
		closedir(versions);
	if (!found)
		return failure_set(failure, -ENOENT,
				   "no entry of an installed kernel is in " ENTRIES ", and no image in " IMAGES
				   " that is newer than " BOOT_COMMAND_LINE);
	*ret_line = found;
	return 0;
}
