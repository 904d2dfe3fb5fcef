// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/report/audit-denials.h"

#include <stddef.h>

#define CONTAINERS "containers"
#define OTHERS "all but the gatekeeper"
#define ALL "all"

/* By level of protection; NULL: the kernel decides. live case 41 tries each. */
static const struct {
	const char *what;
	const char *whom[GK_PROTECT_SEALED + 1];
} rows[AUDIT_DENIALS_MAX] = {
	{"reaching its maps, programs and links", {CONTAINERS, OTHERS, OTHERS}},
	{"changing its state, or removing its pins", {NULL, OTHERS, ALL}},
	{"programs that could undo a verdict, or take its last slots", {NULL, OTHERS, ALL}},
	{"ptrace() on its processes, and their memory", {NULL, ALL, ALL}},
	{"signals, limits and priorities for its processes", {NULL, CONTAINERS, CONTAINERS}},
	{"writing kernel/ftrace_enabled", {ALL, ALL, ALL}},
};

/* A protection that is lifted, or not active yet, keeps what `off` does. */
static enum gk_protection active_protection(const struct enforcer_status *status)
{
	return status->armed && !status->lifted ? (enum gk_protection)status->protect : GK_PROTECT_OFF;
}

unsigned int audit_denials_read(const struct enforcer_status *status,
				struct audit_denial ret_denials[AUDIT_DENIALS_MAX])
{
	unsigned int count = 0;

	if (!status->loaded || status->mode != GK_AUDIT)
		return 0;
	for (unsigned int i = 0; i < AUDIT_DENIALS_MAX; i++) {
		const char *whom = rows[i].whom[active_protection(status)];

		if (whom)
			ret_denials[count++] = (struct audit_denial){rows[i].what, whom};
	}
	return count;
}
