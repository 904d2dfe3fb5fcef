/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What runs, what the next boot has as lsm=, and what it needs to have bpf in it. */
#ifndef GATEKEEPER_BOOT_STATE_H
#define GATEKEEPER_BOOT_STATE_H

#include "gatekeeper/boot/mechanism.h"

enum boot_answer { BOOT_NO, BOOT_YES, BOOT_UNKNOWN };

/* Texts are NULL where there is none, or where it could not be found out. */
struct boot_state {
	const struct boot_mechanism *mechanism; /* NULL: none that is known */
	char *running;                          /* the list that runs */
	char *built_in;                         /* CONFIG_LSM of the running kernel */
	char *booted;                           /* the lsm= of the running kernel's command line */

	struct boot_value own; /* the lsm= that we configured; of no meaning when own_error */
	int own_error;         /* 0; -ENOENT: none; -EBADMSG: someone edited it */
	struct failure own_why;
	bool missed; /* configured before this boot, and not on its command line */

	char *next;    /* the lsm= that counts at the next boot */
	char *foreign; /* the one that would count without ours */
	enum boot_answer next_has_bpf;
	struct failure next_why; /* when it is unknown, or not what the configuration says */

	struct boot_value composed; /* the lsm= that enable configures; of no meaning when composed_error */
	int composed_error;
	struct failure composed_why;
};

/* The real system. */
void boot_host_of_system(struct boot_host *ret_host);

/* Looks, and changes nothing. What can't be found out is left out. */
void boot_look(const struct boot_host *host, struct boot_state *ret_state);
/* What we configured; NULL: nothing. */
const struct boot_value *boot_state_own(const struct boot_state *state);

void boot_state_free(struct boot_state *state);

#endif
