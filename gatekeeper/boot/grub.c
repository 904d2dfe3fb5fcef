// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * GRUB with update-grub, as on Debian: a drop-in of our own. grub-mkconfig sources /etc/default/grub and then the
 * drop-ins, and puts GRUB_CMDLINE_LINUX before GRUB_CMDLINE_LINUX_DEFAULT on the command line; the kernel takes the
 * last lsm=.
 */
#include "gatekeeper/base/run-program.h"
#include "gatekeeper/boot/grub-config.h"
#include "gatekeeper/boot/mechanism.h"
#include "gatekeeper/boot/own-file.h"

/* zz: the last of the drop-ins. */
#define DROP_IN "/etc/default/grub.d/zz-gatekeeper.cfg"
#define UPDATE "/usr/sbin/update-grub"

static const struct boot_form form = {
	.file = DROP_IN,
	.head = "# Written by `gatekeeper boot enable`, removed by `gatekeeper boot disable`; once edited, neither "
		"touches it.\n"
		"# The kernel takes the last lsm= of its command line, and GRUB_CMDLINE_LINUX_DEFAULT comes last "
		"there.\n",
	.key = "gatekeeper_lsm=\"lsm=",
	.tail = "\"\n"
		"GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX $gatekeeper_lsm\"\n"
		"case \" $GRUB_CMDLINE_LINUX_DEFAULT\" in\n"
		"*[[:space:]]lsm=*) GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT $gatekeeper_lsm\" ;;\n"
		"esac\n",
};

static bool is_here(const struct boot_host *host)
{
	return boot_has_program(host, UPDATE) && boot_has(host, GRUB_DIRECTORY);
}

static int read_own(const struct boot_host *host, struct boot_value *ret_own, struct failure *failure)
{
	return boot_form_read(&form, host, ret_own, failure);
}

static int plan(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
		struct boot_change *ret_change, struct failure *failure)
{
	(void)own;
	return boot_form_plan(&form, host, value, ret_change, failure);
}

static int regenerate(const struct boot_host *host, const struct boot_value *own, const struct boot_value *value,
		      struct failure *failure)
{
	char path[PATH_MAX], *argv[] = {path, NULL};

	(void)own;
	(void)value;
	boot_path(host, UPDATE, path);
	return run_program(argv, failure);
}

const struct boot_mechanism boot_grub = {
	.name = "grub",
	.summary = "GRUB, a drop-in and update-grub",
	.file = DROP_IN,
	.written = DROP_IN,
	.command = UPDATE,
	.is_here = is_here,
	.read_own = read_own,
	.read_next = grub_config_read_next,
	.plan = plan,
	.regenerate = regenerate,
};
