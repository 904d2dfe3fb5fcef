/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The kernel's list of security modules: is bpf in it, and which `lsm=` brings it in? Without bpf in the list, BPF LSM
 * programs attach but never run.
 */
#ifndef GATEKEEPER_HOST_LSM_LIST_H
#define GATEKEEPER_HOST_LSM_LIST_H

#include <stdbool.h>

/* The files to read; the tests have others. */
struct lsm_sources {
	const char *active;       /* the active modules; up to 6.x without `integrity` */
	const char *command_line; /* of this boot */
	char config[256];         /* the kernel's configuration, with the built-in list */
};

void lsm_sources_of_host(struct lsm_sources *ret_sources);

/* Is bpf an active security module? Returns 0, or -ENOENT before 6.8 without securityfs. */
int lsm_list_active(const struct lsm_sources *sources, bool *ret_bpf);

/* The active modules as securityfs shows them, and CONFIG_LSM. The caller frees the list. 0 or a negative errno. */
int lsm_list_running(const struct lsm_sources *sources, char **ret_list);
int lsm_list_built_in(const struct lsm_sources *sources, char **ret_list);

/* Is `name` in a list with commas? */
bool lsm_list_has(const char *list, const char *name);

/* Adds bpf to `list`. The caller frees the result. Returns 0, -EBADMSG if `list` has a malformed name, or -ENOMEM. */
int lsm_list_with_bpf(const char *list, char **ret_value);

/* Adds bpf to the built-in list as `security=` of this boot changes it. Fails as lsm_list_compose() does. */
int lsm_list_compose_built_in(const struct lsm_sources *sources, char **ret_value);

/*
 * Composes the value for `lsm=` with which the next boot has the modules of this one and bpf. The caller frees it.
 * Returns 0, -ENOENT if no source can be read, -EBADMSG if one has a malformed name, or another negative errno.
 */
int lsm_list_compose(const struct lsm_sources *sources, char **ret_value);

#endif
