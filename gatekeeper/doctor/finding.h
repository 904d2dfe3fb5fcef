/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The result of one check of a host. */
#ifndef GATEKEEPER_DOCTOR_FINDING_H
#define GATEKEEPER_DOCTOR_FINDING_H

enum doctor_state {
	DOCTOR_OK,
	DOCTOR_FAILED,
	DOCTOR_UNKNOWN,    /* the check could not be done */
	DOCTOR_NOT_LOADED, /* nothing to check until a policy is loaded */
	DOCTOR_WARNING,    /* the host is ready, but the administrator should look at it */
};

struct doctor_finding {
	enum doctor_state state;
	char detail[256];
	char remedy[512]; /* one command or change that fixes it; empty when ok */
	char *lines;      /* more of the detail, each with a newline; the caller frees them; NULL: none */
};

/* A finding whose detail is formatted. `remedy` is NULL when there is nothing to fix. */
struct doctor_finding doctor_found(enum doctor_state state, const char *remedy, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
