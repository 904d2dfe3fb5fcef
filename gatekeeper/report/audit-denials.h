/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What audit mode denies nevertheless, as it would end the audit. */
#ifndef GATEKEEPER_REPORT_AUDIT_DENIALS_H
#define GATEKEEPER_REPORT_AUDIT_DENIALS_H

#include "gatekeeper/enforce/enforcer.h"

#define AUDIT_DENIALS_MAX 6

struct audit_denial {
	const char *what; /* is denied */
	const char *whom; /* it is denied to */
};

/* Fills in what is denied now. Returns how many there are: 0 unless a policy in audit mode is active. */
unsigned int audit_denials_read(const struct enforcer_status *status,
				struct audit_denial ret_denials[AUDIT_DENIALS_MAX]);

#endif
