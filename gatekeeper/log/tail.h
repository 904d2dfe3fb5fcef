/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The end of a log: repaired after a writer was killed, and searched for the last event. */
#ifndef GATEKEEPER_LOG_TAIL_H
#define GATEKEEPER_LOG_TAIL_H

#include "gatekeeper/log/file.h"

/*
 * Cuts off an unfinished line of ours at the end of `fd`, a regular file open for reading and appending; a line that is
 * not ours gets a '\n' instead. Then finds the last event among the last lines. Returns 0 or a negative errno.
 */
int log_tail_repair(int fd, struct log_tail *ret_tail);

/* The same without a change of the file. */
int log_tail_read(int fd, struct log_tail *ret_tail);

#endif
