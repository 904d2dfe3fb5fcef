/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#ifndef GATEKEEPER_REPORT_STYLE_H
#define GATEKEEPER_REPORT_STYLE_H

/* The style sheet of a report. */
extern const char report_style[];

#endif
