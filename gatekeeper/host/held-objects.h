/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Which processes have descriptors of BPF programs and links? By /proc/PID/fdinfo, which takes root. */
#ifndef GATEKEEPER_HOST_HELD_OBJECTS_H
#define GATEKEEPER_HOST_HELD_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "gatekeeper/base/escape.h"

#define PROCESS_NAME_SIZE ESCAPED_SIZE(64)

struct held_object {
	uint32_t pid;
	uint32_t program_id; /* of a link: that of its program */
	uint32_t link_id;    /* 0: a program */
};

/* Calls `visit` for the descriptors of all processes until it returns true. Returns true then. */
bool held_objects_visit(bool (*visit)(void *context, const struct held_object *held), void *context);

/* Reads a text of /proc/PID/fdinfo. Returns true if it is of a program or a link, whose ids are filled in. */
bool held_object_parse(FILE *fdinfo, struct held_object *ret_held);

/* The name that the process gave itself, escaped. "gone" if there is no such process. */
void process_name(uint32_t pid, char ret_name[PROCESS_NAME_SIZE]);

#endif
