/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Messages for people, on stderr. */
#ifndef GATEKEEPER_BASE_PRINT_ERROR_H
#define GATEKEEPER_BASE_PRINT_ERROR_H

#include <stdarg.h>

/* Prints "gatekeeper: " and the message as one line. */
void print_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void print_error_arguments(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

#endif
