/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What gatekeeper edit was asked for. */
#ifndef GATEKEEPER_EDIT_SESSION_OPTIONS_H
#define GATEKEEPER_EDIT_SESSION_OPTIONS_H

#include <stdbool.h>

struct edit_options {
	const char *policy;
	const char *drop_in; /* its name; NULL: the policy file */
	const char *start;   /* the text that the editor begins with; NULL: that of the file */
	const char *log;
	unsigned int seconds; /* of a trial */
	bool active;          /* the policy is the active one: it is loaded after the edit */
};

#endif
