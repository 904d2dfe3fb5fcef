/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What a function owns is released when it returns, as in systemd: declare the variable with one of the attributes
 * below, and hand it on with STEAL_POINTER() or STEAL_FD(). A descriptor that is not open is -1.
 */
#ifndef POLICY_BASE_CLEANUP_H
#define POLICY_BASE_CLEANUP_H

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The number of elements of an array; not of a pointer, which does not compile. */
#define ARRAY_LENGTH(array) \
	(sizeof(array) / sizeof((array)[0]) + \
	 0 * sizeof(struct { \
		 int not_an_array : __builtin_types_compatible_p(typeof(array), typeof(&(array)[0])) ? -1 : 1; \
	 }))

/* Closes a descriptor if it is open, sets it to -1, and leaves errno as it was. */
static inline void close_fd(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = saved;
}

static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

static inline void cleanup_fclose(FILE **file)
{
	if (*file)
		fclose(*file);
}

static inline void cleanup_closedir(DIR **directory)
{
	if (*directory)
		closedir(*directory);
}

#define _cleanup_(function) __attribute__((cleanup(function)))
#define _cleanup_free_ _cleanup_(cleanup_free)
#define _cleanup_close_ _cleanup_(close_fd)
#define _cleanup_fclose_ _cleanup_(cleanup_fclose)
#define _cleanup_closedir_ _cleanup_(cleanup_closedir)

/* The pointer, which the variable no longer owns. */
#define STEAL_POINTER(variable) \
	({ \
		typeof(variable) stolen = (variable); \
		(variable) = NULL; \
		stolen; \
	})

/* The descriptor, which the variable no longer owns. */
#define STEAL_FD(variable) \
	({ \
		int stolen = (variable); \
		(variable) = -1; \
		stolen; \
	})

#endif
