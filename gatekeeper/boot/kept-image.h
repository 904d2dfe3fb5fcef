/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A signed unified image, kept while another program makes it again: without the signature the firmware may refuse it.
 */
#ifndef GATEKEEPER_BOOT_KEPT_IMAGE_H
#define GATEKEEPER_BOOT_KEPT_IMAGE_H

#include <limits.h>
#include <stddef.h>

#include "gatekeeper/base/failure.h"

struct kept_image {
	char path[PATH_MAX];
	unsigned char *bytes; /* NULL: not signed, so that nothing is kept */
	size_t size;
};

/* Keeps an image in memory. Returns 0, also for a file that is not a signed image, or a negative errno. */
int kept_image_read(const char *path, struct kept_image *ret_kept, struct failure *failure);

/* Writes the bytes into the file again, in place: it has room for them. Returns 0 or a negative errno. */
int kept_image_write(const struct kept_image *kept, struct failure *failure);

void kept_image_free(struct kept_image *kept);

#endif
