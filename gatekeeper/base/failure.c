// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/base/failure.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define KERNEL_ENOTSUPP 524 /* include/linux/errno.h of the kernel */

const char *error_text(int error)
{
	if (error == -KERNEL_ENOTSUPP)
		return "not supported by this kernel (ENOTSUPP)";
	return strerror(-error);
}

bool error_is_disk_full(int error)
{
	return error == -ENOSPC || error == -EDQUOT;
}

int failure_set(struct failure *failure, int error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(failure->text, sizeof(failure->text), format, arguments);
	va_end(arguments);
	return error;
}
