/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The prerequisites of the gatekeeper on a host: one row for each check, and the checks. */
#ifndef GATEKEEPER_DOCTOR_CHECKS_H
#define GATEKEEPER_DOCTOR_CHECKS_H

#include <stdbool.h>

#include "gatekeeper/doctor/finding.h"

typedef struct doctor_finding doctor_check_function(void);

struct doctor_check {
	const char *name;
	const char *why;
	doctor_check_function *check;
	bool is_quick;         /* loads nothing */
	const char *otherwise; /* where the remedy can't be had; NULL: nothing */
};

/* Ends with a row without a name. A check that depends on another one comes after it. */
extern const struct doctor_check doctor_checks[];

/* Prints one line, without a newline in `format`. */
typedef void doctor_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Runs the quick checks and prints those that failed, with their remedies: the likely reason why a load failed. */
void doctor_print_failed(doctor_print *print);

/* host.c */
doctor_check_function doctor_root, doctor_namespaces, doctor_bpffs, doctor_cgroup2;
/* kernel.c */
doctor_check_function doctor_btf, doctor_trampolines, doctor_jit, doctor_lockdown;
/* programs.c */
doctor_check_function doctor_functions, doctor_programs;
/* lsm.c */
doctor_check_function doctor_lsm, doctor_boot;
/* policy.c */
doctor_check_function doctor_policy;
/* enforcement.c */
doctor_check_function doctor_enforcement;
/* attached.c */
doctor_check_function doctor_attached;
/* copies.c */
doctor_check_function doctor_copies;
/* neighbours.c */
doctor_check_function doctor_neighbours;

#endif
