/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The keys of a policy beside its rules in which two images differ. */
#ifndef GATEKEEPER_DIFF_SETTINGS_H
#define GATEKEEPER_DIFF_SETTINGS_H

#include "gatekeeper/diff/values.h"

#define DIFF_SETTINGS 8

struct diff_setting {
	const char *key; /* as in a policy */
	char text[DIFF_SIDES][64];
};

/* Returns their number. */
size_t diff_settings_find(const struct gk_image *before, const struct gk_image *after,
			  struct diff_setting ret_setting[DIFF_SETTINGS]);

#endif
