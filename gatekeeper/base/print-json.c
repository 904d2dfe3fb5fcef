// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/base/print-json.h"

#include <errno.h>
#include <stdio.h>

int print_json(json_t *value, size_t flags)
{
	int error = value ? json_dumpf(value, stdout, flags) : -1;

	json_decref(value);
	if (error && !ferror(stdout)) /* main() reports what could not be written */
		return -ENOMEM;
	putchar('\n');
	return 0;
}
