// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/mechanism.h"

#include <errno.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/boot/entry-choice.h"
#include "gatekeeper/boot/image.h"
#include "gatekeeper/boot/loader.h"

static const struct boot_mechanism *use_grub(const struct boot_host *host, struct failure *failure)
{
	if (boot_grub.is_here(host))
		return &boot_grub;
	failure_set(failure, -ENOTSUP,
		    "GRUB_CMDLINE_LINUX in /etc/default/grub, then grub-mkconfig -o with the path of "
		    "its grub.cfg");
	return NULL;
}

static void say_image(const struct boot_entry *entry, struct failure *failure)
{
	failure_set(failure, -ENOTSUP,
		    "in the unified image %s: build it again with that word where it was built, as by ukify build "
		    "--cmdline=%s",
		    entry->name, boot_image_is_signed(entry->path) ? ", and sign it again" : "");
}

/* An entry that kernel-install did not make is its author's: another one beside it would not be booted. */
static const struct boot_mechanism *use_entries(const struct boot_host *host, struct failure *failure)
{
	struct boot_entry entry;

	if (boot_kernel_install.is_here(host))
		return &boot_kernel_install;
	if (boot_entry_find_usual(host, &entry, failure))
		return NULL;
	if (entry.is_image)
		say_image(&entry, failure);
	else
		failure_set(failure, -ENOTSUP, "%s of the boot entry %s",
			    entry.boots_other ? "in the EFI program" : "the options line", entry.name);
	return NULL;
}

/* What the firmware starts is no one's to choose here, also an image that kernel-install made. */
static void say_firmware(const struct boot_host *host, struct failure *failure)
{
	struct boot_entry entry;

	if (!boot_entry_find_started(host, &entry))
		failure_set(failure, -ENOTSUP,
			    "in the unified image that the firmware starts (see bootctl status and efibootmgr)");
	else if (boot_entry_is_installed(host, &entry))
		failure_set(failure, -ENOTSUP,
			    "in the unified image %s, which the firmware starts: the word in /etc/kernel/cmdline, then "
			    "kernel-install add, as for a new kernel",
			    entry.name);
	else
		say_image(&entry, failure);
}

/* Without a trace of the boot loader only what is the only one here can be meant. */
static const struct boot_mechanism *use_only(const struct boot_host *host, struct failure *failure)
{
	struct failure ignored;
	struct boot_entry entry;
	bool has_entry = boot_entry_find_usual(host, &entry, &ignored) != -ENOENT;

	if (has_entry && !boot_grub.is_here(host))
		return use_entries(host, failure);
	if (!has_entry && boot_grub.is_here(host))
		return &boot_grub;
	failure_set(failure, -ENOTSUP,
		    has_entry ? "GRUB and systemd-boot are both here, and this boot has no trace of "
				"either"
			      : "this boot has no trace of its boot loader");
	return NULL;
}

const struct boot_mechanism *boot_mechanism_find(const struct boot_host *host, struct failure *failure)
{
	const char *remedy = "";
	enum boot_loader loader;

	if (boot_rpm_ostree.is_here(host))
		return &boot_rpm_ostree;
	loader = boot_loader_find(host, &remedy);
	if (loader != LOADER_UNUSABLE && loader != LOADER_FIRMWARE && boot_grubby.is_here(host))
		return &boot_grubby;
	switch (loader) {
	case LOADER_GRUB:
		return use_grub(host, failure);
	case LOADER_ENTRIES:
		return use_entries(host, failure);
	case LOADER_UNKNOWN:
		return use_only(host, failure);
	case LOADER_FIRMWARE:
		say_firmware(host, failure);
		return NULL;
	case LOADER_UNUSABLE:
		break;
	}
	failure_set(failure, -ENOTSUP, "%s", remedy);
	return NULL;
}

static bool can_undo(const struct boot_mechanism *mechanism, const struct boot_host *host)
{
	return mechanism->can_undo ? mechanism->can_undo(host) : mechanism->is_here(host);
}

const struct boot_mechanism *boot_mechanism_find_owner(const struct boot_host *host, const struct boot_mechanism *usual,
						       struct boot_value *ret_own, int *ret_error,
						       struct failure *failure)
{
	/* Those that share a record exclude each other by the programs that are here. */
	const struct boot_mechanism *const all[] = {usual, &boot_rpm_ostree, &boot_grubby, &boot_kernel_install,
						    &boot_grub};

	for (size_t i = 0; i < ARRAY_LENGTH(all); i++) {
		if (!all[i] || (all[i] != usual && !can_undo(all[i], host)))
			continue;
		*ret_error = all[i]->read_own(host, ret_own, failure);
		if (*ret_error != -ENOENT)
			return all[i];
	}
	*ret_error = -ENOENT;
	return NULL;
}
