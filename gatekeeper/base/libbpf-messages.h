/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What libbpf prints, kept for our own messages. libbpf has one callback for the process, so this is one state. */
#ifndef GATEKEEPER_BASE_LIBBPF_MESSAGES_H
#define GATEKEEPER_BASE_LIBBPF_MESSAGES_H

#include <stdbool.h>
#include <stdio.h>

struct bpf_object;

/* Writes each later message of libbpf to `file` as a whole, with the verifier's logs. NULL: not any more. */
void libbpf_messages_log_to(FILE *file);

/* Between begin and end, libbpf prints nothing. */
void libbpf_messages_begin(void);
void libbpf_messages_end(void);

/* The first warning since begin, one line without its '\n', or "": later warnings follow from the first one. */
const char *libbpf_messages_first(void);

/* If there is a file for them: asks the kernel for the log of each program, also of those that it accepts. */
void libbpf_messages_want_verifier(struct bpf_object *object);

/*
 * Shows on the terminal of stderr, if it is one, how many programs of the object the kernel has verified, until
 * libbpf_messages_end(). Not with a file for messages.
 */
void libbpf_messages_show_progress(struct bpf_object *object);

#endif
