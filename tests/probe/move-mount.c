// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * move-mount HOW FROM TO: calls move_mount() with both paths. HOW: plain; beneath: FROM comes beneath the mount at TO
 * (6.5 on); group: the mount at TO joins the peers of the one at FROM (5.15 on).
 *
 * Prints allowed, refused (EPERM), or the errno's name; exits 0, 1, 2.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SET_GROUP 0x100 /* linux/mount.h */
#define BENEATH 0x200

int main(int argc, char **argv)
{
	unsigned int flags = 0;

	if (argc != 4)
		errx(2, "usage: move-mount plain|beneath|group FROM TO");
	if (!strcmp(argv[1], "beneath"))
		flags = BENEATH;
	else if (!strcmp(argv[1], "group"))
		flags = SET_GROUP;
	else if (strcmp(argv[1], "plain"))
		errx(2, "%s: how?", argv[1]);
	if (!syscall(SYS_move_mount, AT_FDCWD, argv[2], AT_FDCWD, argv[3], flags)) {
		puts("allowed");
		return 0;
	}
	puts(errno == EPERM ? "refused" : strerrorname_np(errno));
	return errno == EPERM ? 1 : 2;
}
