/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Asks for a letter. */
#ifndef GATEKEEPER_EDIT_ASK_H
#define GATEKEEPER_EDIT_ASK_H

/* Prints the question and reads lines from stdin until one begins with one of `letters`. Returns it, or 'q' at the end
 * of stdin. */
char ask(const char *question, const char *letters);

#endif
