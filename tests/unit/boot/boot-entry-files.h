/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Files of systems that boot entries or unified images. */
#ifndef TESTS_UNIT_BOOT_BOOT_ENTRY_FILES_H
#define TESTS_UNIT_BOOT_BOOT_ENTRY_FILES_H

#include "tests/unit/boot/boot-roots.h"

/* kernel-install with 90-loaderentry, without comments as from systemd 252 on; a template of an image makes it ukify.
 */
static const char kernel_install[] =
	"#!/bin/sh\nroot=${0%/usr/bin/*}\n[ \"$1\" = add ] || exit 0\n"
	"line=$(grep -v '^[[:space:]]*#' \"$root/etc/kernel/cmdline\" || cat \"$root/cmdline\")\n"
	"line=$(echo \"$line\" | tr -s '\\n\\t ' ' ')\n"
	"if [ -e \"$root/template\" ]; then\n"
	"	line=$(cat \"$root/uki-line\" 2>/dev/null) || line=$(cat \"$root/etc/kernel/cmdline\")\n"
	"	{ head -c 256 \"$root/template\"; printf '%-1024s' \"$line\"; } >\"$root/boot/EFI/Linux/id-$2.efi\"\n"
	"else\n"
	"	printf 'title X\\nversion %s\\nlinux /id/%s/linux\\noptions %s\\n' \"$2\" \"$2\" \"${line% }\" "
	">\"$root/boot/loader/entries/id-$2.conf\"\n"
	"fi\n";

#define KERNEL \
	{ \
		"/usr/lib/modules/6.12-1/vmlinuz", "" \
	}
#define TOOL \
	{ \
		PROGRAM "/usr/bin/kernel-install", kernel_install \
	}
#define ENTRY_OF(version, options) \
	{ \
		"/boot/loader/entries/id-" version ".conf", \
			"title X\nversion " version "\nlinux /id/" version "/linux\noptions " options "\n" \
	}
#define ENTRY ENTRY_OF("6.12-1", "root=UUID=1 ro quiet")
#define LINE(text) \
	{ \
		"/etc/kernel/cmdline", text \
	}
#define LOADER(text) \
	{ \
		"/boot/loader/loader.conf", text \
	}
#define SYSTEMD_BOOT \
	{ \
		VARIABLE "LoaderInfo", "systemd-boot 257.9-1" \
	}
#define STUB "initrd=\\id\\6.12-1\\initrd root=UUID=1 ro quiet\n"
#define PLAIN "root=UUID=1 ro quiet\n"
#define UNIFIED \
	{"/boot/EFI/Linux", NULL}, \
	{ \
		IMAGE "/template", "" \
	}
#define UNIFIED_IMAGE(text) \
	{ \
		IMAGE "/boot/EFI/Linux/id-6.12-1.efi", text \
	}

#endif
