// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/loader.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/base/text-file.h"
#include "gatekeeper/boot/grub-config.h"
#include "gatekeeper/host/kernel-line.h"

#define EFI_VARIABLES "/sys/firmware/efi/efivars/"
#define INTERFACE "-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f" /* systemd.io/BOOT_LOADER_INTERFACE */
#define GLOBAL "-8be4df61-93ca-11d2-aa0d-00e098032b8c"    /* UEFI 3.3 */
#define ATTRIBUTES_SIZE 4
#define VARIABLE_MAX 16384

/*
 * Reads a variable behind its attributes. A read() of efivarfs goes to the firmware: one has all. Returns the size in
 * bytes, -ENOENT if there is none, or another negative errno.
 */
static ssize_t read_variable(const struct boot_host *host, const char *name, const char *vendor,
			     unsigned char bytes[VARIABLE_MAX])
{
	_cleanup_fclose_ FILE *file = NULL;
	char path[PATH_MAX], variable[128];
	size_t size;

	snprintf(variable, sizeof(variable), EFI_VARIABLES "%s%s", name, vendor);
	boot_path(host, variable, path);
	file = fopen(path, "re");
	if (!file)
		return -errno;
	size = fread(bytes, 1, VARIABLE_MAX, file);
	if (size <= ATTRIBUTES_SIZE)
		return -ENOENT;
	memmove(bytes, bytes + ATTRIBUTES_SIZE, size - ATTRIBUTES_SIZE);
	return (ssize_t)(size - ATTRIBUTES_SIZE);
}

/* UTF-16, up to a NUL; a character beyond ASCII, which no id of an entry has, becomes '?'. */
static char *text_of_utf16(const unsigned char *bytes, size_t size)
{
	char *text = malloc(size / 2 + 1);
	size_t length = 0;

	if (!text)
		return NULL;
	for (size_t i = 0; i + 1 < size && (bytes[i] || bytes[i + 1]); i += 2)
		text[length++] = bytes[i + 1] || bytes[i] > 0x7e ? '?' : (char)bytes[i];
	text[length] = '\0';
	return text;
}

int boot_loader_variable(const struct boot_host *host, const char *name, char **ret_text)
{
	unsigned char bytes[VARIABLE_MAX];
	ssize_t size = read_variable(host, name, INTERFACE, bytes);

	if (size < 0)
		return (int)size;
	*ret_text = text_of_utf16(bytes, (size_t)size);
	return *ret_text ? 0 : -ENOMEM;
}

bool boot_loader_has_entry(const struct boot_host *host, const char *pattern)
{
	unsigned char bytes[VARIABLE_MAX];
	ssize_t size = read_variable(host, "LoaderEntries", INTERFACE, bytes);
	bool found = false;

	for (ssize_t start = 0; !found && start + 1 < size;) {
		_cleanup_free_ char *id = text_of_utf16(bytes + start, (size_t)(size - start));

		if (!id)
			return false;
		found = fnmatch(pattern, id, FNM_CASEFOLD) == 0;
		start += 2 * ((ssize_t)strlen(id) + 1);
	}
	return found;
}

/* The first of the numbers of a variable of the firmware, as BootOrder. Returns -1 if there is none. */
static int read_number(const struct boot_host *host, const char *name)
{
	unsigned char bytes[VARIABLE_MAX];

	return read_variable(host, name, GLOBAL, bytes) < 2 ? -1 : bytes[0] | bytes[1] << 8;
}

int boot_loader_check_firmware(const struct boot_host *host, struct failure *failure)
{
	int next = read_number(host, "BootNext");

	if (next < 0 || next == read_number(host, "BootCurrent"))
		return 0;
	return failure_set(
		failure, -ENOTUNIQ,
		"the firmware starts Boot%04X at the next boot, once (see efibootmgr), and what that boots is "
		"unknown",
		(unsigned int)next);
}

bool boot_loader_is_firmware_same(const struct boot_host *host)
{
	int current = read_number(host, "BootCurrent"), next = read_number(host, "BootNext");

	return current >= 0 && current == (next >= 0 ? next : read_number(host, "BootOrder"));
}

static bool has_word(const char *line, const char *name)
{
	_cleanup_free_ char *value = NULL;

	return kernel_line_value(line, name, NULL, &value) == 0;
}

static bool is_ostree(const struct boot_host *host, const char *line)
{
	return has_word(line, "ostree") || boot_has(host, "/run/ostree-booted");
}

static bool is_transactional(const struct boot_host *host, const char *line)
{
	(void)line;
	return boot_has_program(host, "/usr/sbin/transactional-update");
}

static bool is_proxmox(const struct boot_host *host, const char *line)
{
	(void)line;
	return boot_has(host, "/etc/kernel/proxmox-boot-uuids");
}

static bool is_zipl(const struct boot_host *host, const char *line)
{
	(void)line;
	return boot_has(host, "/etc/zipl.conf") && !boot_has_program(host, "/usr/sbin/grubby");
}

static bool is_firmware(const struct boot_host *host, const char *line)
{
	return boot_has(host, "/boot/firmware/cmdline.txt") && !has_word(line, "BOOT_IMAGE");
}

static bool is_old_firmware(const struct boot_host *host, const char *line)
{
	return boot_has(host, "/boot/cmdline.txt") && !has_word(line, "BOOT_IMAGE");
}

static bool is_u_boot(const struct boot_host *host, const char *line)
{
	return boot_has(host, "/boot/extlinux/extlinux.conf") && boot_has_program(host, "/usr/sbin/u-boot-update") &&
	       !has_word(line, "BOOT_IMAGE");
}

static bool is_extlinux(const struct boot_host *host, const char *line)
{
	return boot_has(host, "/boot/extlinux/extlinux.conf") && grub_config_has_image(host, line) != GRUB_HAS_IMAGE;
}

static bool is_syslinux(const struct boot_host *host, const char *line)
{
	return boot_has(host, "/boot/syslinux/syslinux.cfg") && grub_config_has_image(host, line) != GRUB_HAS_IMAGE;
}

/* Systems whose command line has an owner that the gatekeeper can't drive; the first that is true. */
static const struct {
	bool (*is_here)(const struct boot_host *host, const char *line);
	const char *remedy;
} unusable[] = {
	{is_ostree, "with ostree: its arguments, as by rpm-ostree kargs --append=lsm=..."},
	{is_transactional,
	 "with transactional-update: GRUB_CMDLINE_LINUX in /etc/default/grub, then transactional-update "
	 "grub.cfg; or, with systemd-boot, /etc/kernel/cmdline, then sdbootutil update-all-entries"},
	{is_proxmox, "with proxmox-boot-tool: /etc/kernel/cmdline for systemd-boot, GRUB_CMDLINE_LINUX in "
		     "/etc/default/grub for GRUB, then proxmox-boot-tool refresh"},
	{is_zipl, "with zipl: parameters= in /etc/zipl.conf, then zipl"},
	{is_firmware, "the one line of /boot/firmware/cmdline.txt"},
	{is_old_firmware, "the one line of /boot/cmdline.txt"},
	{is_u_boot, "with U-Boot: U_BOOT_PARAMETERS in /etc/default/u-boot, then u-boot-update"},
	{is_extlinux, "the append lines of /boot/extlinux/extlinux.conf"},
	{is_syslinux, "the append lines of /boot/syslinux/syslinux.cfg"},
};

/* By EFI variables: the loader names itself; a stub without a loader was started by the firmware. */
static enum boot_loader find_by_variables(const struct boot_host *host, const char **ret_remedy)
{
	_cleanup_free_ char *info = NULL, *stub = NULL;

	if (boot_loader_variable(host, "LoaderInfo", &info) == 0) {
		if (strncmp(info, "GRUB", 4) == 0)
			return LOADER_GRUB;
		if (strncmp(info, "systemd-boot", 12) == 0)
			return LOADER_ENTRIES;
		*ret_remedy = "in the configuration of the boot loader that LoaderInfo names (see bootctl status)";
		return LOADER_UNUSABLE;
	}
	if (boot_loader_variable(host, "StubInfo", &stub))
		return LOADER_UNKNOWN;
	return LOADER_FIRMWARE;
}

/* GRUB and syslinux add BOOT_IMAGE=; systemd-boot and the firmware pass initrd= with backslashes to the EFI stub. */
static enum boot_loader find_by_line(const struct boot_host *host, const char *line, const char **ret_remedy)
{
	_cleanup_free_ char *initrd = NULL;

	if (has_word(line, "BOOT_IMAGE")) {
		if (grub_config_has_image(host, line) != GRUB_LACKS_IMAGE)
			return LOADER_GRUB;
		*ret_remedy =
			"in the boot loader that has BOOT_IMAGE= of /proc/cmdline, which " GRUB_CONFIG " does not have";
		return LOADER_UNUSABLE;
	}
	if (kernel_line_value(line, "initrd", NULL, &initrd) == 0 && strchr(initrd, '\\'))
		return LOADER_ENTRIES;
	return LOADER_UNKNOWN;
}

enum boot_loader boot_loader_find(const struct boot_host *host, const char **ret_remedy)
{
	_cleanup_free_ char *line = NULL;
	enum boot_loader loader;

	if (text_file_read(host->sources.command_line, &line))
		return LOADER_UNKNOWN;
	for (size_t i = 0; i < ARRAY_LENGTH(unusable); i++) {
		if (!unusable[i].is_here(host, line))
			continue;
		*ret_remedy = unusable[i].remedy;
		return LOADER_UNUSABLE;
	}
	loader = find_by_variables(host, ret_remedy);
	return loader == LOADER_UNKNOWN ? find_by_line(host, line, ret_remedy) : loader;
}
