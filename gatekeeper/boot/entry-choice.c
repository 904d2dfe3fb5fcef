// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/entry-choice.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/boot/loader.h"

/*
 * Finds the entry with an id that somebody chose. There may be none: then systemd-boot goes on to the next way to
 * choose. But an entry that it had at this boot, and that is no file here, is one of its own (auto-windows), a profile
 * of an image, or on a partition that is not mounted.
 */
static int find_by_id(const struct boot_host *host, const struct boot_entries *entries, const char *id,
		      const struct boot_entry **ret_entry, struct failure *failure)
{
	bool is_known = boot_loader_has_entry(host, id);

	/* Short ids are in use if the boot loader has this one, or did not say which it has. */
	*ret_entry = boot_entries_first(entries, id, is_known || !boot_loader_has_entry(host, "*"));
	if (*ret_entry || !is_known)
		return 0;
	return failure_set(failure, -ENOTUNIQ,
			   "the boot loader's entry %s is chosen, and what it boots is in no file here", id);
}

static int find_by_variable(const struct boot_host *host, const struct boot_entries *entries, const char *variable,
			    const struct boot_entry **ret_entry, struct failure *failure)
{
	_cleanup_free_ char *id = NULL;

	*ret_entry = NULL;
	if (boot_loader_variable(host, variable, &id))
		return 0;
	if (strcmp(id, "@saved") == 0)
		return find_by_variable(host, entries, "LoaderEntryLastBooted", ret_entry, failure);
	return find_by_id(host, entries, id, ret_entry, failure);
}

static int find_by_setting(const struct boot_host *host, const struct boot_entries *entries, const char *key,
			   const struct boot_entry **ret_entry, struct failure *failure)
{
	_cleanup_free_ char *pattern = boot_entries_setting(host, key);

	*ret_entry = NULL;
	if (!pattern)
		return 0;
	if (strcmp(pattern, "@saved") == 0)
		return find_by_variable(host, entries, "LoaderEntryLastBooted", ret_entry, failure);
	return find_by_id(host, entries, pattern, ret_entry, failure);
}

typedef int find(const struct boot_host *host, const struct boot_entries *entries, const char *name,
		 const struct boot_entry **ret_entry, struct failure *failure);

/* In this order; the preferred ones are of systemd 261 and later, and leave out an entry without tries left. */
static const struct {
	find *find;
	const char *name;
	bool once, if_good;
} ways[] = {
	{find_by_variable, "LoaderEntryOneShot", true, false},
	{find_by_variable, "LoaderEntryPreferred", false, true},
	{find_by_setting, "preferred", false, true},
	{find_by_variable, "LoaderEntryDefault", false, false},
	{find_by_setting, "default", false, false},
};

static int find_chosen(const struct boot_host *host, const struct boot_entries *entries, bool once,
		       const struct boot_entry **ret_entry, struct failure *failure)
{
	*ret_entry = NULL;
	for (size_t i = 0; i < ARRAY_LENGTH(ways); i++) {
		int error;

		if (ways[i].once && !once)
			continue;
		error = ways[i].find(host, entries, ways[i].name, ret_entry, failure);
		if (error || (*ret_entry && (!ways[i].if_good || (*ret_entry)->has_tries_left)))
			return error;
	}
	*ret_entry = NULL;
	return 0;
}

/* Versions of systemd-boot differ in the order of files and images. */
static bool has_both_kinds(const struct boot_entries *entries)
{
	for (size_t i = 1; i < entries->count; i++)
		if (entries->items[i].is_image != entries->items[0].is_image)
			return true;
	return false;
}

static int find_entry(const struct boot_host *host, bool once, struct boot_entry *ret_entry, struct failure *failure)
{
	_cleanup_(boot_entries_free) struct boot_entries entries = {};
	const struct boot_entry *entry;
	int error = boot_entries_read(host, &entries);

	if (error)
		return failure_set(failure, error, "cannot read the boot entries: %s", strerror(-error));
	if (!entries.count)
		return failure_set(failure, -ENOENT, "no boot entry is in loader/entries or EFI/Linux");
	error = find_chosen(host, &entries, once, &entry, failure);
	if (error)
		return error;
	if (!entry && has_both_kinds(&entries))
		return failure_set(failure, -ENOTUNIQ,
				   "cannot tell which boot entry comes first: set a default in loader.conf");
	*ret_entry = entry ? *entry : *boot_entries_first(&entries, NULL, false);
	return 0;
}

int boot_entry_find_next(const struct boot_host *host, struct boot_entry *ret_entry, struct failure *failure)
{
	return find_entry(host, true, ret_entry, failure);
}

int boot_entry_find_usual(const struct boot_host *host, struct boot_entry *ret_entry, struct failure *failure)
{
	return find_entry(host, false, ret_entry, failure);
}

/* From systemd 257 on in a variable of the stub; before, in that of the boot loader, which there is none. */
bool boot_entry_find_started(const struct boot_host *host, struct boot_entry *ret_entry)
{
	_cleanup_free_ char *path = NULL;

	if (boot_loader_variable(host, "StubImageIdentifier", &path) &&
	    boot_loader_variable(host, "LoaderImageIdentifier", &path))
		return false;
	return boot_entry_find_image(host, path, ret_entry);
}

int boot_entry_read_next(const struct boot_host *host, char **ret_line, struct failure *failure)
{
	struct boot_entry entry;
	int error = boot_entry_find_next(host, &entry, failure);

	return error ? error : boot_entry_read_line(&entry, ret_line, failure);
}
