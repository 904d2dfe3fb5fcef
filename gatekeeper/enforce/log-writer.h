/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Who writes the events of the loaded programs to the log. A daemon notes it in a pinned map once a second: a daemon
 * that cannot reach the loaded programs cannot claim that it writes.
 */
#ifndef GATEKEEPER_ENFORCE_LOG_WRITER_H
#define GATEKEEPER_ENFORCE_LOG_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "bpf-lsm/contract/log-writer.h"

struct log_writer {
	bool writes;                 /* a daemon wrote, or had nothing to write, within the last seconds */
	int error;                   /* the negative errno of its last try to write; 0: none */
	uint32_t pid;                /* of the daemon; 0: there is none */
	bool has_record;             /* a daemon wrote a record since the programs were loaded */
	uint64_t age;                /* of that record, in seconds */
	uint64_t waiting;            /* events in the rings */
	uint64_t left_out;           /* events that it only counted since its start, see struct gk_writer */
	char path[GK_LOG_PATH_SIZE]; /* of the log; empty: stdout or unknown */
	bool has_file;
	uint64_t size; /* of the log, in bytes */
	uint64_t free; /* on its file system, for root */
};

/* Reads it. All zero: nothing is loaded, or nobody has written since. */
void log_writer_read(struct log_writer *ret_writer);

/* Opens the map to note it. Returns a descriptor or a negative errno. */
int log_writer_open(void);

/*
 * Notes that this process has emptied the rings just now, or tried to. `path` NULL: stdout. `error`: why it cannot
 * write, or 0. `recorded`: when it last wrote a record, CLOCK_BOOTTIME in ns, or 0. `left_out`: events that it only
 * counted.
 */
void log_writer_note(int fd, const char *path, int error, uint64_t recorded, uint64_t left_out);

/* Notes that nobody writes any more. */
void log_writer_end(int fd);

#endif
