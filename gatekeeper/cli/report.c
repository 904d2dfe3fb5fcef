// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What verbs say on stderr. */
#include <stdarg.h>
#include <stdio.h>

#include "gatekeeper/cli/verb.h"

static __attribute__((format(printf, 1, 0))) void say(const char *format, va_list arguments)
{
	fputs("gatekeeper: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
}

void say_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(format, arguments);
	va_end(arguments);
}

int misuse(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(format, arguments);
	va_end(arguments);
	return EXIT_MISUSE;
}
