// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Error messages of verbs. */
#include <stdarg.h>

#include "gatekeeper/cli/verb.h"

int print_misuse(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_error_arguments(format, arguments);
	va_end(arguments);
	return EXIT_MISUSE;
}
