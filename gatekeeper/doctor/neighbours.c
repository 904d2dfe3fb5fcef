// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Who else hooks what the gatekeeper hooks, and is there room for its programs beside them? */
#include "gatekeeper/inventory/neighbours.h"

#include <stdlib.h>
#include <string.h>

#include "policy/base/cleanup.h"

#include "gatekeeper/doctor/checks.h"
#include "gatekeeper/host/outside.h"

#define REMEDY "load the gatekeeper before them, at boot: it keeps its slots; or end one of them"

static struct doctor_finding judge(const struct neighbours *neighbours)
{
	struct shared_function fullest = neighbours_fullest(neighbours);
	unsigned int slots = neighbours->functions.slots;
	unsigned int needed = fullest.function ? fullest.others + fullest.function->own : 0;

	if (!neighbours->count)
		return doctor_found(DOCTOR_OK, NULL, "nobody else hooks the functions of the gatekeeper");
	if (needed <= slots)
		return doctor_found(DOCTOR_OK, NULL,
				    "%zu programs of %zu others are at functions of the gatekeeper or LSM hooks: there "
				    "is room for all",
				    neighbours->count, neighbours->holder_count);
	/* Ours that are attached keep their slots; those that another policy needs would find none. */
	return doctor_found(neighbours->is_loaded ? DOCTOR_WARNING : DOCTOR_FAILED, REMEDY,
			    "%.60s has %u slots: others take %u of them, most of them %.80s, and ours need %u",
			    fullest.function->name, slots, fullest.others, fullest.holder, fullest.function->own);
}

struct doctor_finding doctor_neighbours(void)
{
	_cleanup_(neighbours_release) struct neighbours neighbours = {};
	struct doctor_finding finding;
	struct failure outside;
	int error;

	if (outside_check_host(&outside))
		return doctor_found(DOCTOR_UNKNOWN, "fix namespaces first", "%.200s", outside.text);
	error = neighbours_read(&neighbours);
	if (error)
		return doctor_found(DOCTOR_UNKNOWN, "run as root on the host", "cannot list who hooks what: %s",
				    strerror(-error));
	finding = judge(&neighbours);
	if (neighbours.count)
		finding.lines = malloc(NEIGHBOURS_TEXT_SIZE);
	if (finding.lines)
		neighbours_text(&neighbours, finding.lines);
	return finding;
}
