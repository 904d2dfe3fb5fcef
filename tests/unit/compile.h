/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Compiles a policy in memory. */
#ifndef TESTS_UNIT_COMPILE_H
#define TESTS_UNIT_COMPILE_H

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "policy/policy.h"

/* As policy_compile_file() on a file with these bytes. */
static inline int compile_bytes_by(const struct resolver *resolver, const char *bytes, size_t length,
				   struct findings *findings, struct gk_image **ret_image)
{
	int fd = memfd_create("policy", MFD_CLOEXEC), r;
	char path[64];

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, length), length);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	r = policy_compile_file(path, resolver, findings, NULL, ret_image);
	close(fd);
	return r;
}

/* The same where every path in them exists. */
static inline int compile_bytes(const char *bytes, size_t length, struct findings *findings,
				struct gk_image **ret_image)
{
	return compile_bytes_by(&resolver_by_name, bytes, length, findings, ret_image);
}

static inline int compile_text(const char *text, struct findings *findings, struct gk_image **ret_image)
{
	return compile_bytes(text, strlen(text), findings, ret_image);
}

/* Returns the image of a policy that must compile; the caller frees it. */
static inline struct gk_image *compile_right(const char *path)
{
	struct gk_image *image = NULL;
	struct findings findings;

	if (policy_compile_file(path, &resolver_by_name, &findings, NULL, &image) < 0)
		findings_print(&findings, false, stderr);
	assert_non_null(image);
	return image;
}

#endif
