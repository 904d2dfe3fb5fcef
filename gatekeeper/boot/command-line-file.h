/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Changes one word lsm=VALUE in a text file with the kernel's command line, and leaves every other byte as it is. */
#ifndef GATEKEEPER_BOOT_COMMAND_LINE_FILE_H
#define GATEKEEPER_BOOT_COMMAND_LINE_FILE_H

#include <stdbool.h>

/* Overwrites lines that begin with '#' with blanks: kernel-install leaves them out. */
void command_line_blank_comments(char *text);

/* Has the text, without its comments, the word lsm=VALUE? */
bool command_line_has(const char *text, const char *value);

/*
 * Takes the word lsm=OWN away and adds lsm=VALUE behind the last word of the kernel's part; NULL for neither. The
 * caller frees the text. Returns 0, -EBADMSG if the text has only comments, or -ENOMEM.
 */
int command_line_edit(const char *text, const char *own, const char *value, char **ret_text);

/*
 * The words of a running command line that are not of this boot alone: without those of the boot loader, and without
 * `single`, `init=` and other ways into a rescue. The caller frees the line. Returns 0 or -ENOMEM.
 */
int command_line_permanent(const char *line, char **ret_line);

#endif
