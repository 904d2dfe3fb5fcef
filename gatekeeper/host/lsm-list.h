/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The kernel's list of security modules: is the BPF LSM in it, and with which `lsm=` would it be after the next boot.
 * Without it BPF LSM programs attach and never run.
 */
#ifndef GATEKEEPER_HOST_LSM_LIST_H
#define GATEKEEPER_HOST_LSM_LIST_H

#include <stdbool.h>

/* Where the answers are read; other paths in the tests. */
struct lsm_sources {
	const char *active;       /* what runs now; without `integrity` up to 6.x */
	const char *command_line; /* with an lsm= or a security=, if there is one */
	char config[256];         /* the kernel's configuration, for its built-in list */
};

void lsm_sources_of_host(struct lsm_sources *ret_sources);

/* Does the BPF LSM run? -ENOENT: neither securityfs nor the kernel (before 6.8) says. */
int lsm_list_active(const struct lsm_sources *sources, bool *ret_bpf);

/* What runs, as securityfs shows it, and CONFIG_LSM. A negative errno when the source is not there; freed by the
 * caller. */
int lsm_list_running(const struct lsm_sources *sources, char **ret_list);
int lsm_list_built_in(const struct lsm_sources *sources, char **ret_list);

/* Is `name` one of the names of a list with commas? */
bool lsm_list_has(const char *list, const char *name);

/* `list` and bpf, freed by the caller. -EBADMSG: it has names that are none. */
int lsm_list_with_bpf(const char *list, char **ret_value);

/* The built-in list, as a security= on the command line makes it, and bpf. Fails as lsm_list_compose() does. */
int lsm_list_compose_built_in(const struct lsm_sources *sources, char **ret_value);

/*
 * The value for `lsm=` with which the next boot has the modules of this one, and bpf; freed by the caller. -ENOENT:
 * no source is there; -EBADMSG: it has names that are none.
 */
int lsm_list_compose(const struct lsm_sources *sources, char **ret_value);

#endif
