/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Reads texts out of a unified kernel image, and whether it is signed. */
#ifndef GATEKEEPER_BOOT_IMAGE_H
#define GATEKEEPER_BOOT_IMAGE_H

#include <stdbool.h>

/*
 * Reads a section, as .cmdline, of the default profile of a PE file. The caller frees the text. Returns 0, -ENODATA if
 * the image has no such section, -ENOEXEC if the file is not a PE file, -EBADMSG if it is malformed, or another
 * negative errno.
 */
int boot_image_read(const char *path, const char *section, char **ret_text);

/* Has a PE file a signature? false also if it can't be read. */
bool boot_image_is_signed(const char *path);

#endif
