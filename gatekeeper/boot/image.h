/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Reads the kernel's command line out of a unified kernel image. */
#ifndef GATEKEEPER_BOOT_IMAGE_H
#define GATEKEEPER_BOOT_IMAGE_H

/*
 * Reads the section .cmdline of a PE file. The caller frees the text. Returns 0, -ENODATA if the image has no such
 * section, -ENOEXEC if the file is not a PE file, -EBADMSG if it is malformed, or another negative errno.
 */
int boot_image_read_line(const char *path, char **ret_line);

#endif
