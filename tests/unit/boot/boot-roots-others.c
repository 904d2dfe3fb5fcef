// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* boot on systems with a tool of their own, or whose boot loader it can't configure: then it says where to add the
 * word. */
#include "tests/unit/boot/boot-roots.h"

#define KERNEL \
	{ \
		"/usr/lib/modules/6.12-1/vmlinuz", "" \
	}
#define TOOL \
	{ \
		PROGRAM "/usr/bin/kernel-install", "#!/bin/sh\nexit 1\n" \
	}
#define ENTRY \
	{ \
		"/boot/loader/entries/id-6.12-1.conf", "linux /id/6.12-1/linux\noptions root=UUID=1 ro quiet\n" \
	}

/* Keeps the words of its deployment in a file. */
static const char rpm_ostree[] =
	"#!/bin/sh\nroot=${0%/usr/bin/*}\n[ \"$1\" = kargs ] || exit 1\nshift\n"
	"[ $# -gt 0 ] || { cat \"$root/args\"; exit; }\n"
	"line=$(cat \"$root/args\")\nfor word; do\n	case $word in\n"
	"	--append=*) line=\"$line ${word#--append=}\" ;;\n"
	"	--delete=*)\n		case \" $line \" in *\" ${word#--delete=} \"*) ;; *) exit 1 ;; esac\n"
	"		line=$(echo \" $line \" | sed \"s| ${word#--delete=} | |; s|^ *||; s| *\\$||\") ;;\n"
	"	*) exit 1 ;;\n	esac\ndone\necho \"$line\" >\"$root/args\"\n";

#define OSTREE_LINE "BOOT_IMAGE=(hd0,gpt2)/ostree/f/vmlinuz ostree=/ostree/boot.1/f/0 root=UUID=1 rw\n"
#define OSTREE \
	{"/run/ostree-booted", ""}, {PROGRAM "/usr/bin/rpm-ostree", rpm_ostree}, \
	{ \
		"/etc/kernel", NULL \
	}

static const struct root roots[] = {
	{"Fedora Silverblue with rpm-ostree",
	 OSTREE_LINE,
	 "rpm-ostree",
	 BOOT_NO,
	 0,
	 "root=UUID=1 rw " OURS,
	 {OSTREE, {"/args", "root=UUID=1 rw\n"}}},
	{"Fedora CoreOS with an lsm= of the administrator",
	 OSTREE_LINE,
	 "rpm-ostree",
	 BOOT_NO,
	 0,
	 "lsm=landlock,yama rw lsm=landlock,yama,bpf",
	 {OSTREE, {"/args", "lsm=landlock,yama rw\n"}}},
	{"rpm-ostree fails", OSTREE_LINE, "rpm-ostree", BOOT_UNKNOWN, -EREMOTEIO, "rpm-ostree failed", {OSTREE}},
	{"Proxmox with systemd-boot",
	 "initrd=\\EFI\\proxmox\\i root=ZFS=rpool/ROOT/pve-1 boot=zfs\n",
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "proxmox-boot-tool refresh",
	 {{"/etc/kernel/proxmox-boot-uuids", "AAAA-0001\n"},
	  {PROGRAM "/usr/sbin/update-grub", "#!/bin/sh\n"},
	  {"/boot/grub/grub.cfg", "menuentry 'Debian' {\n\tlinux /boot/vmlinuz root=/dev/vda1\n}\n"},

	  KERNEL}},
	{"Fedora Silverblue",
	 "BOOT_IMAGE=(hd0,gpt2)/ostree/f/vmlinuz ostree=/ostree/boot.1/f/0 root=UUID=1 rw\n",
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "rpm-ostree kargs --append",
	 {{PROGRAM "/usr/sbin/grubby", "#!/bin/sh\nexit 1\n"}}},
	{"openSUSE MicroOS",
	 "BOOT_IMAGE=/boot/vmlinuz-6.4 root=UUID=1\n",
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "transactional-update grub.cfg",
	 {{PROGRAM "/usr/sbin/transactional-update", "#!/bin/sh\n"}}},
	{"openSUSE with GRUB",
	 "BOOT_IMAGE=/boot/vmlinuz-6.4 root=UUID=1\n",
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "grub-mkconfig -o",
	 {{"/etc/default/grub", "GRUB_CMDLINE_LINUX=\"\"\n"}, {"/boot/grub2/grub.cfg", ""}}},
	{"Raspberry Pi OS",
	 "console=serial0,115200 root=PARTUUID=1 rootwait\n",
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the one line of /boot/firmware/cmdline.txt",
	 {{"/boot/firmware/cmdline.txt", "root=PARTUUID=1 rootwait\n"}}},
	{"an older Raspberry Pi OS",
	 "root=PARTUUID=1 rootwait\n",
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the one line of /boot/cmdline.txt",
	 {{"/boot/cmdline.txt", "root=PARTUUID=1 rootwait\n"}}},
	{"Debian with u-boot-menu",
	 "root=UUID=1 ro quiet\n",
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "then u-boot-update",
	 {{"/boot/extlinux/extlinux.conf", "label l0\n\tappend root=UUID=1 ro quiet\n"},
	  {PROGRAM "/usr/sbin/u-boot-update", "#!/bin/sh\n"}}},
	{"Alpine with extlinux",
	 "BOOT_IMAGE=/boot/vmlinuz-lts root=UUID=1\n",
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the append lines of /boot/extlinux/extlinux.conf",
	 {{"/boot/extlinux/extlinux.conf", "DEFAULT lts\n"}}},
	{"syslinux",
	 "BOOT_IMAGE=../vmlinuz-linux root=/dev/sda1\n",
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the append lines of /boot/syslinux/syslinux.cfg",
	 {{"/boot/syslinux/syslinux.cfg", "DEFAULT arch\n"}}},
	{"Debian on s390x",
	 "root=/dev/dasda1 BOOT_IMAGE=0\n",
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "in /etc/zipl.conf, then zipl",
	 {{"/etc/zipl.conf", "[debian]\nparameters=\"root=/dev/dasda1\"\n"}}},
	{"rEFInd",
	 "initrd=\\boot\\initrd.img root=UUID=1\n",
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the boot loader that LoaderInfo names",
	 {{VARIABLE "LoaderInfo", "rEFInd 0.14"}, KERNEL, TOOL, ENTRY}},
	{"a kernel that the firmware starts",
	 "initrd=\\initrd.img root=UUID=1\n",
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "no boot entry is in",
	 {KERNEL, TOOL}},
	{"a virtual machine with a kernel from outside",
	 "root=/dev/vda1 console=ttyS0\n",
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "no trace of its boot loader",
	 {KERNEL, TOOL}},
};

static void systems_of_other_loaders(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		check_root(&roots[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(systems_of_other_loaders),
	};

	return cmocka_run_group_tests_name("boot-roots-others", tests, NULL, NULL);
}
