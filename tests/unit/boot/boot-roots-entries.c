// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* boot on systems that boot entries or unified images: which one comes next, and which command line it has. */
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

static const struct root roots[] = {
	/* systemd-boot, with entries of kernel-install */
	{"Debian with systemd-boot",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {KERNEL, TOOL, ENTRY, SYSTEMD_BOOT, LINE("root=UUID=1 ro quiet\n")}},
	{"systemd-boot, seen by initrd= alone",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {KERNEL, TOOL, ENTRY, LINE("root=UUID=1 ro quiet\n")}},
	{"no trace, but only entries",
	 PLAIN,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {KERNEL, TOOL, ENTRY, LINE("root=UUID=1 ro quiet\n")}},
	{"a file without the last newline",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {KERNEL, TOOL, ENTRY, SYSTEMD_BOOT, LINE("root=UUID=1 ro quiet")}},
	{"a file of several lines",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "root=UUID=1 ro quiet " OURS,
	 {KERNEL, TOOL, ENTRY, SYSTEMD_BOOT, LINE("root=UUID=1\nro\nquiet\n")}},
	{"a comment behind the words",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {KERNEL, TOOL, ENTRY, SYSTEMD_BOOT, LINE("root=UUID=1 ro quiet\n# the firmware sets the console\n")}},
	{"an lsm= in a comment",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {KERNEL, TOOL, ENTRY, SYSTEMD_BOOT, LINE("# lsm=landlock,lockdown was tried\nroot=UUID=1 ro quiet\n")}},
	{"our own list in a comment",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {KERNEL, TOOL, ENTRY, SYSTEMD_BOOT, LINE("# " OURS "\nroot=UUID=1 ro quiet\n  # " OURS "\n")}},
	{"only comments",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 -EBADMSG,
	 "has only comments",
	 {KERNEL, TOOL, ENTRY, SYSTEMD_BOOT, LINE("# root=UUID=1\n")}},
	{"lines of another system",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {KERNEL, TOOL, ENTRY_OF("6.12-1", "root=UUID=1 ro quiet\r"), SYSTEMD_BOOT, LINE("root=UUID=1 ro quiet\r\n")}},
	{"quotes",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "dyndbg=\"file a.c +p\" " OURS,
	 {KERNEL, TOOL, ENTRY_OF("6.12-1", "root=UUID=1 dyndbg=\"file a.c +p\""), SYSTEMD_BOOT,
	  LINE("root=UUID=1 dyndbg=\"file a.c +p\"\n")}},
	{"an open quote",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 -EREMOTEIO,
	 "the next boot has no lsm=",
	 {KERNEL, TOOL, ENTRY_OF("6.12-1", "root=UUID=1 dyndbg=\"file a.c"), SYSTEMD_BOOT,
	  LINE("root=UUID=1 dyndbg=\"file a.c\n")}},
	{"words for init",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "ro " OURS " -- lsm=x",
	 {KERNEL, TOOL, ENTRY_OF("6.12-1", "root=UUID=1 ro -- lsm=x"), SYSTEMD_BOOT,
	  LINE("root=UUID=1 ro -- lsm=x\n")}},
	{"an lsm= of the administrator",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "lsm=landlock,yama lsm=landlock,yama,bpf",
	 {KERNEL, TOOL, ENTRY_OF("6.12-1", "root=UUID=1 lsm=landlock,yama"), SYSTEMD_BOOT,
	  LINE("root=UUID=1 lsm=landlock,yama\n")}},
	{"no file, and a rescue",
	 "initrd=\\i root=UUID=1 ro quiet systemd.unit=rescue.target\n",
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "root=UUID=1 ro quiet " OURS,
	 {KERNEL, TOOL, ENTRY, SYSTEMD_BOOT, {"/etc/kernel", NULL}}},
	{"two kernels, the newer one first",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {KERNEL, TOOL, ENTRY, SYSTEMD_BOOT, ENTRY_OF("6.1-9", "root=UUID=1 old"), LINE("root=UUID=1 ro quiet\n")}},
	{"the older kernel by default",
	 STUB,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the options line of the boot entry id-6.1-9.conf",
	 {KERNEL, TOOL, ENTRY, SYSTEMD_BOOT, ENTRY_OF("6.1-9", "root=UUID=1 old"), LOADER("default id-6.1-*\n")}},
	{"a default of the boot loader's menu",
	 STUB,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the boot entry id-6.1-9.conf",
	 {KERNEL,
	  TOOL,
	  ENTRY,
	  SYSTEMD_BOOT,
	  ENTRY_OF("6.1-9", "root=UUID=1 old"),
	  {VARIABLE "LoaderEntryDefault", "id-6.1-9.conf"},
	  LOADER("default id-6.12-*\n")}},
	{"another entry once",
	 STUB,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the boot entry id-6.1-9.conf",
	 {KERNEL,
	  TOOL,
	  ENTRY,
	  SYSTEMD_BOOT,
	  ENTRY_OF("6.1-9", "root=UUID=1 old"),
	  {VARIABLE "LoaderEntryOneShot", "id-6.1-9.conf"}}},
	{"the last booted one",
	 STUB,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the boot entry id-6.1-9.conf",
	 {KERNEL,
	  TOOL,
	  ENTRY,
	  SYSTEMD_BOOT,
	  ENTRY_OF("6.1-9", "root=UUID=1 old"),
	  LOADER("default @saved\n"),
	  {VARIABLE "LoaderEntryLastBooted", "id-6.1-9.conf"}}},
	{"a pattern that nothing matches",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {KERNEL, TOOL, ENTRY, SYSTEMD_BOOT, LOADER("#default x\ntimeout 3\ndefault gone-*\n"),
	  LINE("root=UUID=1 ro quiet\n")}},
	{"a newer kernel with no tries left",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {KERNEL,
	  TOOL,
	  ENTRY,
	  SYSTEMD_BOOT,
	  LINE("root=UUID=1 ro quiet\n"),
	  {"/boot/loader/entries/id-6.13-1+0-3.conf", "linux /x\noptions bad\n"}}},
	{"a newer kernel on trial",
	 STUB,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the boot entry id-6.13-1+3.conf",
	 {KERNEL,
	  TOOL,
	  ENTRY,
	  SYSTEMD_BOOT,
	  LINE("root=UUID=1 ro quiet\n"),
	  {"/boot/loader/entries/id-6.13-1+3.conf", "linux /x\noptions new\n"}}},
	{"sort keys",
	 STUB,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the boot entry a.conf",
	 {KERNEL,
	  TOOL,
	  ENTRY,
	  SYSTEMD_BOOT,
	  {"/boot/loader/entries/a.conf", "sort-key arch\nlinux /x\noptions root=2\n"}}},
	{"an entry that is not Linux",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {KERNEL,
	  TOOL,
	  ENTRY,
	  SYSTEMD_BOOT,
	  LINE("root=UUID=1 ro quiet\n"),
	  {"/boot/loader/entries/zmemtest.conf", "title Memory test\nefi /memtest.efi\n"}}},
	{"Arch, with an entry by hand",
	 PLAIN,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the options line of the boot entry arch.conf",
	 {{"/usr/lib/modules/6.12.1-arch1-1/vmlinuz", ""},
	  TOOL,
	  LOADER("default arch.conf\ntimeout 0\n"),
	  {"/boot/loader/entries/arch.conf", "title Arch\nlinux /vmlinuz-linux\noptions root=UUID=1 ro quiet\n"}}},

	/* unified images */
	{"images of ukify",
	 PLAIN,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {KERNEL, TOOL, UNIFIED, UNIFIED_IMAGE("root=UUID=1 ro quiet"), SYSTEMD_BOOT, LINE("root=UUID=1 ro quiet")}},
	{"images whose line comes from elsewhere",
	 PLAIN,
	 "kernel-install",
	 BOOT_NO,
	 -EREMOTEIO,
	 "the next boot has lsm=landlock,yama and not",
	 {KERNEL,
	  TOOL,
	  UNIFIED,
	  UNIFIED_IMAGE("root=UUID=1 lsm=landlock,yama"),
	  SYSTEMD_BOOT,
	  {"/uki-line", "root=UUID=1 lsm=landlock,yama"},
	  LINE("root=UUID=1 ro quiet")}},
	{"an image of mkinitcpio",
	 PLAIN,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "in the unified image arch-linux.efi",
	 {KERNEL, TOOL, {IMAGE "/efi/EFI/Linux/arch-linux.efi", "root=UUID=1 ro quiet"}, SYSTEMD_BOOT}},
	{"a file that is not an image",
	 PLAIN,
	 "kernel-install",
	 BOOT_UNKNOWN,
	 -ENOEXEC,
	 "has no command line in it",
	 {KERNEL,
	  {PROGRAM "/usr/bin/kernel-install", "#!/bin/sh\n"},
	  {"/boot/EFI/Linux/id-6.12-1.efi", "root=UUID=1\n"},
	  SYSTEMD_BOOT,
	  LINE("root=UUID=1\n")}},
	{"an image with addons",
	 PLAIN,
	 "kernel-install",
	 BOOT_UNKNOWN,
	 -ENOTSUP,
	 "has addons",
	 {KERNEL,
	  {PROGRAM "/usr/bin/kernel-install", "#!/bin/sh\n"},
	  UNIFIED_IMAGE("root=UUID=1"),
	  SYSTEMD_BOOT,
	  {"/boot/EFI/Linux/id-6.12-1.efi.extra.d/debug.addon.efi", ""},
	  LINE("root=UUID=1\n")}},
	{"an entry and an image, and no default",
	 PLAIN,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "cannot tell which boot entry comes first",
	 {KERNEL, TOOL, ENTRY, {IMAGE "/efi/EFI/Linux/other.efi", "root=UUID=2"}, SYSTEMD_BOOT}},
	{"an entry and an image, and a default",
	 PLAIN,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {KERNEL,
	  TOOL,
	  ENTRY,
	  {IMAGE "/efi/EFI/Linux/other.efi", "root=UUID=2"},
	  SYSTEMD_BOOT,
	  LOADER("default id-*\n"),
	  LINE("root=UUID=1 ro quiet\n")}},
	{"an image that the firmware starts",
	 PLAIN,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "image that the firmware starts",
	 {KERNEL,
	  TOOL,
	  {IMAGE "/efi/EFI/Linux/id-6.12-1.efi", "root=UUID=1"},
	  {VARIABLE "StubInfo", "systemd-stub 257"}}},
};

static void systems_of_entries(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		check_root(&roots[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(systems_of_entries),
	};

	return cmocka_run_group_tests_name("boot-roots-entries", tests, NULL, NULL);
}
