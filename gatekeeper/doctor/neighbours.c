// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Who else hooks what the gatekeeper hooks, and is there room for its programs beside them? */
#include "gatekeeper/inventory/neighbours.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
				    "%zu programs of others are at functions of the gatekeeper or LSM hooks, and leave "
				    "room for ours",
				    neighbours->count);
	/* Ours that are attached keep their slots; those that another policy needs would find none. */
	return doctor_found(neighbours->is_loaded ? DOCTOR_WARNING : DOCTOR_FAILED, REMEDY,
			    "%.60s has %u slots: others take %u of them, most of them %.80s, and ours need %u",
			    fullest.function->name, slots, fullest.others, fullest.holder, fullest.function->own);
}

/* Those who hold links, as text. */
struct suspects {
	FILE *stream;
	unsigned int count;
	uint32_t last;
};

static bool put_suspect(void *context, const struct held_object *held)
{
	struct suspects *suspects = context;
	char name[PROCESS_NAME_SIZE];

	if (!held->link_id || held->pid == suspects->last)
		return false;
	suspects->last = held->pid;
	process_name(held->pid, name);
	fprintf(suspects->stream, "process %u (%s) holds links of programs\n", held->pid, name);
	return ++suspects->count == NEIGHBOUR_LINES_MAX;
}

/* No call of bpf() succeeds, so that /proc is all that there is to read. */
static struct doctor_finding find_suspects(void)
{
	struct doctor_finding finding = doctor_found(
		DOCTOR_UNKNOWN, "end who denies it: one of them, a pinned link, or what confines this process",
		"bpf() is denied to root");
	size_t size;
	struct suspects suspects = {.stream = open_memstream(&finding.lines, &size)};

	if (!suspects.stream)
		return finding;
	held_objects_visit(put_suspect, &suspects);
	fclose(suspects.stream);
	return finding;
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
	if (error == -EPERM && geteuid() == 0)
		return find_suspects();
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
