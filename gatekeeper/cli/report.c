// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Error messages of verbs. */
#include <stdarg.h>
#include <stdio.h>

#include "gatekeeper/cli/verb.h"

static __attribute__((format(printf, 1, 0))) void print_line(const char *format, va_list arguments)
{
	fputs("gatekeeper: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
}

void print_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_line(format, arguments);
	va_end(arguments);
}

int print_misuse(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	print_line(format, arguments);
	va_end(arguments);
	return EXIT_MISUSE;
}
