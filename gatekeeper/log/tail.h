/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The end of a log: mended after a writer was killed, and searched for the last event. */
#ifndef GATEKEEPER_LOG_TAIL_H
#define GATEKEEPER_LOG_TAIL_H

#include "gatekeeper/log/file.h"

/*
 * Cuts off an unfinished line of ours at the end of `fd`, a regular file open for reading and appending; a line that
 * is not ours is not cut but ended. Then finds the last event among the last lines.
 */
int log_tail_mend(int fd, struct log_tail *ret_tail);

/* Only reads: of a file that somebody else may write to, or nobody any more. */
int log_tail_read(int fd, struct log_tail *ret_tail);

#endif
