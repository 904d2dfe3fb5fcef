/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Who holds the lock of a file. */
#ifndef GATEKEEPER_EDIT_WHO_EDITS_H
#define GATEKEEPER_EDIT_WHO_EDITS_H

#define WHO_EDITS_SIZE 128

/* "NAME (process 123)" of the process that has locked the file with flock(); "somebody" if that does not show. */
void who_edits(int fd, char ret_who[WHO_EDITS_SIZE]);

#endif
