/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The end of a log: repaired after a writer was killed, and searched for the last event. */
#ifndef GATEKEEPER_LOG_TAIL_H
#define GATEKEEPER_LOG_TAIL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "gatekeeper/log/chain.h"
#include "gatekeeper/log/time.h"

/* The last event in the log: the daemon that wrote it may have been killed before it took the event from the ring. */
struct log_tail {
	bool found;
	uint64_t time; /* as in struct gk_event */
	uint64_t sequence;
	/* The same for a record of counted denials, if it is the last record; total 0: it is not. */
	uint64_t repeat_time;
	uint64_t repeat_total;
	char latest[LOG_TIME_LENGTH + 1]; /* the latest time of all lines; empty: unknown */
	bool empty;                       /* the file has no line */
	off_t zeros;                      /* NUL bytes at its end, as a crash of the machine leaves; they are no line */
	struct log_chain chain;           /* of the last line; zero: the line has no hash */
};

/*
 * Cuts off an unfinished line of ours at the end of `fd`, a regular file open for reading and appending, and NUL bytes
 * behind a line of ours; what is not ours gets a '\n' instead. Then finds the last event among the last lines. Returns
 * 0 or a negative errno.
 */
int log_tail_repair(int fd, struct log_tail *ret_tail);

/* The same without a change of the file: what would be cut off is not looked at. */
int log_tail_read(int fd, struct log_tail *ret_tail);

#endif
