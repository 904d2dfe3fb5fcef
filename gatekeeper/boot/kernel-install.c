// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Entries and unified images that kernel-install makes: one word more in /etc/kernel/cmdline, at its end, because the
 * kernel takes the last lsm=. The file is the administrator's, so a record says which word is ours.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/run-program.h"
#include "gatekeeper/base/text-file.h"
#include "gatekeeper/boot/command-line-file.h"
#include "gatekeeper/boot/entry-choice.h"
#include "gatekeeper/boot/image.h"
#include "gatekeeper/boot/kept-image.h"
#include "gatekeeper/boot/mechanism.h"
#include "gatekeeper/boot/own-file.h"
#include "gatekeeper/host/kernel-line.h"

#define COMMAND_LINE "/etc/kernel/cmdline"
#define VENDOR_LINE "/usr/lib/kernel/cmdline"
#define PROGRAM "/usr/bin/kernel-install"

/* Every system with systemd has the program. One that boots by it boots an entry that it made. */
static bool is_here(const struct boot_host *host)
{
	struct boot_entry entry;
	struct failure ignored;

	return boot_has_program(host, PROGRAM) && boot_entry_find_usual(host, &entry, &ignored) == 0 &&
	       boot_entry_is_installed(host, &entry);
}

/* Whatever boots: its entries are made again. The record of other mechanisms has the same name. */
static bool can_undo(const struct boot_host *host)
{
	return boot_has_program(host, PROGRAM) && !boot_grubby.is_here(host) && !boot_rpm_ostree.is_here(host);
}

/* Without a file kernel-install takes the running command line: the same as the entry's, but for words of one boot. */
static int read_without_file(const struct boot_host *host, char **ret_text)
{
	_cleanup_free_ char *line = NULL, *permanent = NULL;
	struct boot_entry entry;
	struct failure ignored;
	int error = boot_entry_find_usual(host, &entry, &ignored);

	if (!error)
		error = boot_entry_read_line(&entry, &line, &ignored);
	if (error)
		error = text_file_read(host->sources.command_line, &line);
	if (error)
		return error;
	error = command_line_permanent(line, &permanent);
	if (error)
		return error;
	return asprintf(ret_text, "%s\n", permanent) < 0 ? -ENOMEM : 0;
}

/* Reads the text that the file has, or that it would get. */
static int read_file(const struct boot_host *host, char **ret_text, struct failure *failure)
{
	static const char *const names[] = {COMMAND_LINE, VENDOR_LINE};
	char path[PATH_MAX];
	int error = -ENOENT;

	for (size_t i = 0; error == -ENOENT && i < ARRAY_LENGTH(names); i++) {
		boot_path(host, names[i], path);
		error = text_file_read(path, ret_text);
	}
	if (error == -ENOENT)
		error = read_without_file(host, ret_text);
	return error ? failure_set(failure, error, "cannot read %s: %s", COMMAND_LINE, strerror(-error)) : 0;
}

static int read_configured(const struct boot_host *host, char **ret_line, struct failure *failure)
{
	int error = read_file(host, ret_line, failure);

	if (!error)
		command_line_blank_comments(*ret_line);
	return error;
}

static int read_own(const struct boot_host *host, struct boot_value *ret_own, struct failure *failure)
{
	_cleanup_free_ char *text = NULL;
	struct boot_value own;
	int error = boot_form_read(&boot_record, host, &own, failure);

	if (error)
		return error;
	error = read_file(host, &text, failure);
	if (error)
		return error;
	if (!command_line_has(text, own.list))
		return failure_set(failure, -EBADMSG,
				   "lsm=%s, which the gatekeeper put into %s, was changed there, refusing to change "
				   "anything; if what is there now is yours, remove %s, then try again",
				   own.list, COMMAND_LINE, BOOT_RECORD);
	*ret_own = own;
	return 0;
}

/* Plans the text with `value` as the last lsm= of the kernel's part, and without ours. */
static int plan_line(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
		     struct boot_change *ret_change, struct failure *failure)
{
	_cleanup_free_ char *text = NULL, *after = NULL;
	int error = read_file(host, &text, failure);

	if (error)
		return error;
	error = command_line_edit(text, own ? own->list : NULL, value ? value->list : NULL, &after);
	if (error == -EBADMSG)
		return failure_set(
			failure, error,
			"cannot add a word to %s: it has only comments; write the command line into it first",
			COMMAND_LINE);
	if (error)
		return failure_set(failure, error, "cannot change %s: %s", COMMAND_LINE, strerror(-error));
	return boot_change_add(ret_change, host->root, COMMAND_LINE, after, failure);
}

/* An entry that someone chose for one boot stays as it is: what comes behind it does not count yet. */
static int check_chosen(const struct boot_host *host, struct failure *failure)
{
	struct boot_entry entry;
	int error = boot_entry_find_next(host, &entry, failure);

	if (error || boot_entry_is_installed(host, &entry))
		return error;
	return failure_set(
		failure, -ENOTSUP,
		"the next boot is by the entry %s, once, which kernel-install did not make: reboot first, or "
		"bootctl set-oneshot \"\", then try again",
		entry.name);
}

static int plan(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
		struct boot_change *ret_change, struct failure *failure)
{
	struct boot_value recorded;
	int error = value ? check_chosen(host, failure) : 0;

	if (error)
		return error;
	if (value) {
		recorded = *value;
		recorded.made_file = own ? own->made_file : !boot_has(host, COMMAND_LINE);
	}
	error = boot_form_plan(&boot_record, host, value ? &recorded : NULL, ret_change, failure);
	if (error)
		return error;
	return plan_line(host, own, value, ret_change, failure);
}

/* `kernel-install add VERSION IMAGE [INITRD]`, as the packages of kernels and initramfs-tools call it. */
static int add_version(const struct boot_host *host, const char *version, const char *image, struct failure *failure)
{
	char program[PATH_MAX], initrd[PATH_MAX], name[PATH_MAX];
	char *argv[] = {program, "add", (char *)version, (char *)image, NULL, NULL};

	snprintf(name, sizeof(name), "/boot/initrd.img-%s", version);
	boot_path(host, name, initrd);
	if (boot_has(host, name))
		argv[4] = initrd;
	boot_path(host, PROGRAM, program);
	return run_program(argv, failure);
}

/*
 * An image that came from elsewhere, with a signature, under the name that kernel-install would give it, is not one
 * that kernel-install can make: it would make one without a signature, which Secure Boot refuses.
 */
static int add_signed_version(const struct boot_host *host, const char *version, const char *image,
			      const struct boot_entry *entry, struct failure *failure)
{
	_cleanup_(kept_image_free) struct kept_image kept = {};
	int error = kept_image_read(entry->path, &kept, failure);

	if (error)
		return error;
	error = add_version(host, version, image, failure);
	if (!kept.bytes || boot_image_is_signed(entry->path))
		return error;
	error = kept_image_write(&kept, failure);
	if (error)
		return error;
	return failure_set(
		failure, -EKEYREJECTED,
		"%s is signed, and kernel-install makes it without a signature, so it is as before: have "
		"kernel-install sign it (SecureBootPrivateKey= in /etc/kernel/uki.conf), or build it again, with "
		"the word in its command line, where it was built",
		entry->name);
}

/* Makes the entry of each installed kernel again that has one: a new one would never go away. */
static int add_versions(const struct boot_host *host, struct failure *failure)
{
	_cleanup_closedir_ DIR *versions = NULL;
	char path[PATH_MAX], image[PATH_MAX];
	struct boot_entry entry;
	int error;

	boot_path(host, BOOT_MODULES, path);
	versions = opendir(path);
	if (!versions)
		return failure_set(failure, -errno, "cannot open %s: %s", BOOT_MODULES, strerror(errno));
	for (const struct dirent *found = readdir(versions); found; found = readdir(versions)) {
		if (found->d_name[0] == '.' || !boot_entries_find_image(host, found->d_name, image) ||
		    !boot_entries_find_version(host, found->d_name, &entry))
			continue;
		error = add_signed_version(host, found->d_name, image, &entry, failure);
		if (error)
			return error;
	}
	return 0;
}

/* After a boot with our word the file has to stay: without it kernel-install takes the running line, with the word. */
static bool is_file_needed(const struct boot_host *host, const struct boot_value *own)
{
	_cleanup_free_ char *line = NULL;

	return !own->made_file || text_file_read(host->sources.command_line, &line) ||
	       command_line_has(line, own->list);
}

static int regenerate(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
		      struct failure *failure)
{
	char path[PATH_MAX];
	int error = add_versions(host, failure);

	if (error || value || !own || is_file_needed(host, own))
		return error;
	boot_path(host, COMMAND_LINE, path);
	return text_file_remove(path, failure);
}

const struct boot_mechanism boot_kernel_install = {
	.name = "kernel-install",
	.summary = "entries that kernel-install makes",
	.file = COMMAND_LINE,
	.written = BOOT_RECORD,
	.command = PROGRAM " add, for each kernel",
	.partial = true,
	.is_here = is_here,
	.can_undo = can_undo,
	.read_own = read_own,
	.read_next = boot_entry_read_next,
	.read_configured = read_configured,
	.plan = plan,
	.regenerate = regenerate,
};
