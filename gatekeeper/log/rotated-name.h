/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What rotation calls the files of a log: FILE.1 is the newest, and each may be compressed. */
#ifndef GATEKEEPER_LOG_ROTATED_NAME_H
#define GATEKEEPER_LOG_ROTATED_NAME_H

#define LOG_ROTATE_KEEP_MAXIMUM 999

/* FILE.number, or FILE for 0; to be freed by the caller. NULL: no memory. */
char *log_rotated_name(const char *path, unsigned int number);

/* The name of rotated file `number`, compressed or not, to be freed by the caller. NULL: there is none, or no memory.
 */
char *log_rotated_find(const char *path, unsigned int number);

#endif
