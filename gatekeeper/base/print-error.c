// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/base/print-error.h"

#include <stdio.h>

void print_error_arguments(const char *format, va_list arguments)
{
	fputs("gatekeeper: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
}

void print_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_error_arguments(format, arguments);
	va_end(arguments);
}
