// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/boot/kept-image.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/boot/image.h"

static int read_all(const char *path, unsigned char **ret_bytes, size_t *ret_size)
{
	_cleanup_fclose_ FILE *file = fopen(path, "re");
	_cleanup_free_ unsigned char *bytes = NULL;
	struct stat status;

	if (!file || fstat(fileno(file), &status))
		return -errno;
	bytes = malloc((size_t)status.st_size);
	if (!bytes)
		return -ENOMEM;
	if (fread(bytes, 1, (size_t)status.st_size, file) != (size_t)status.st_size)
		return -EIO;
	*ret_size = (size_t)status.st_size;
	*ret_bytes = STEAL_POINTER(bytes);
	return 0;
}

int kept_image_read(const char *path, struct kept_image *ret_kept, struct failure *failure)
{
	int error;

	*ret_kept = (struct kept_image){};
	if (!boot_image_is_signed(path))
		return 0;
	error = read_all(path, &ret_kept->bytes, &ret_kept->size);
	if (error)
		return failure_set(failure, error, "cannot read %s: %s", path, strerror(-error));
	snprintf(ret_kept->path, sizeof(ret_kept->path), "%s", path);
	return 0;
}

int kept_image_write(const struct kept_image *kept, struct failure *failure)
{
	_cleanup_fclose_ FILE *file = fopen(kept->path, "we");

	if (!file || fwrite(kept->bytes, 1, kept->size, file) != kept->size || fflush(file) || fsync(fileno(file)))
		return failure_set(failure, -errno, "cannot write %s: %s", kept->path, strerror(errno));
	return 0;
}

void kept_image_free(struct kept_image *kept)
{
	free(kept->bytes);
}
