/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The names in a profile, and their numbers for the kernel and libseccomp. */
#ifndef GATEKEEPER_SECCOMP_PROFILE_NAMES_H
#define GATEKEEPER_SECCOMP_PROFILE_NAMES_H

#include <stdint.h>

#define ERRNOS 4096 /* the kernel's MAX_ERRNO is the last one */

/* Returns the number of an architecture, SCMP_ARCH_*, or 0 if the name is unknown. */
uint32_t architecture_number(const char *name);

/* The name of this machine's architecture: in libseccomp (SCMP_ARCH_X86_64), and in conditions (amd64). */
const char *native_architecture(void);
const char *native_condition(void);

/* Returns the number of a comparison, enum scmp_compare, or 0 if the name is unknown. */
int comparison_number(const char *name);

/* Returns 0, or -EINVAL if the name is unknown. */
int action_number(const char *name, uint32_t *ret_action);

/* Returns the errno, or -EINVAL if the name is unknown. */
int errno_number(const char *name);

#endif
