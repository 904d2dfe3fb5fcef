// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/mechanism.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gatekeeper/host/kernel-line.h"
#include "gatekeeper/base/text-file.h"

/* The first that is here is taken: grubby comes with systems on which the files of the others are not the ones used. */
const struct boot_mechanism *const boot_mechanisms[] = {&boot_grubby, &boot_grub, &boot_kernel_install, NULL};

void boot_path(const struct boot_host *host, const char *name, char ret_path[PATH_MAX])
{
	snprintf(ret_path, PATH_MAX, "%s%s", host->root, name);
}

bool boot_has(const struct boot_host *host, const char *name)
{
	char path[PATH_MAX];

	boot_path(host, name, path);
	return access(path, F_OK) == 0;
}

bool boot_has_program(const struct boot_host *host, const char *name)
{
	char path[PATH_MAX];
	struct stat status;

	boot_path(host, name, path);
	return stat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_mode & S_IXUSR;
}

/* GRUB puts the path of the image on the command line; what kernel-install writes entries for does not. */
static bool booted_by_grub(const struct boot_host *host)
{
	char *line, *image = NULL;

	if (text_file_read(host->sources.command_line, &line) < 0)
		return false;
	kernel_line_value(line, "BOOT_IMAGE", NULL, &image);
	free(line);
	free(image);
	return image != NULL;
}

const struct boot_mechanism *boot_mechanism_find(const struct boot_host *host)
{
	const struct boot_mechanism *found = NULL;

	for (size_t i = 0; boot_mechanisms[i] && !found; i++)
		if (boot_mechanisms[i]->is_here(host))
			found = boot_mechanisms[i];
	/* GRUB may be left over on a system that has moved on. */
	if (found == &boot_grub && boot_kernel_install.is_here(host) && !booted_by_grub(host))
		found = &boot_kernel_install;
	return found;
}
