/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The security modules of this boot and the next one, and the lsm= with which the next one has bpf. */
#ifndef GATEKEEPER_BOOT_STATE_H
#define GATEKEEPER_BOOT_STATE_H

#include "gatekeeper/boot/mechanism.h"

enum boot_answer { BOOT_NO, BOOT_YES, BOOT_UNKNOWN };

/* Texts are NULL if there is none, or if it is unknown. */
struct boot_state {
	const struct boot_mechanism *mechanism; /* NULL: the gatekeeper can't configure this system's boot loader */
	struct failure mechanism_why;           /* then: where to add a word to the command line */
	char *running;                          /* the active modules */
	char *built_in;                         /* CONFIG_LSM of the running kernel */
	char *booted;                           /* the lsm= of the running kernel's command line */

	const struct boot_mechanism *owner; /* has the lsm= that we configured: `mechanism`, or what booted before */
	struct boot_value own;              /* that lsm=; only without own_error */
	int own_error;                      /* 0; -ENOENT: none; -EBADMSG: someone edited it */
	struct failure own_why;
	bool missed; /* it was configured before this boot, but is not on its command line */

	bool is_assumed; /* nobody knows what boots next; it is taken to be like this boot */
	char *next;      /* the lsm= that counts at the next boot */
	char *foreign;   /* the lsm= that would count without ours */
	enum boot_answer next_has_bpf;
	struct failure next_why; /* when that is unknown, or not as the configuration says */

	struct boot_value composed; /* the lsm= that enable configures; only without composed_error */
	int composed_error;
	struct failure composed_why;
	char lost[BOOT_LIST_SIZE]; /* active modules that `composed` does not have, with commas */
};

/* Reads the state and changes nothing. The caller releases it. */
void boot_look(const struct boot_host *host, struct boot_state *ret_state);
void boot_state_free(struct boot_state *state);

/* What we configured with the mechanism; NULL: nothing. */
const struct boot_value *boot_state_own(const struct boot_state *state);

/*
 * Reads the command line of the next boot. Returns 0, -E2BIG if the kernel would cut it off, -ENOENT if there is none
 * yet, or another negative errno. The caller frees it.
 */
int boot_read_next(const struct boot_host *host, const struct boot_mechanism *mechanism, char **ret_line,
		   struct failure *failure);

#endif
