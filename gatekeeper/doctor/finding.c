// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/doctor/finding.h"

#include <stdarg.h>
#include <stdio.h>

struct doctor_finding doctor_found(enum doctor_state state, const char *remedy, const char *format, ...)
{
	struct doctor_finding finding = {.state = state};
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(finding.detail, sizeof(finding.detail), format, arguments);
	va_end(arguments);
	snprintf(finding.remedy, sizeof(finding.remedy), "%s", remedy ? remedy : "");
	return finding;
}
