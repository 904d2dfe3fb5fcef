/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the gatekeeper needs of a host: a table of checks, which the verb `doctor` runs and prints. */
#ifndef GATEKEEPER_DOCTOR_FINDING_H
#define GATEKEEPER_DOCTOR_FINDING_H

enum doctor_state {
	DOCTOR_OK,
	DOCTOR_FAILED,
	DOCTOR_UNKNOWN,    /* could not be found out */
	DOCTOR_NOT_LOADED, /* no prerequisite: there is nothing to prove yet */
	DOCTOR_WARNING,    /* the host is ready; someone should look at it */
};

struct doctor_finding {
	enum doctor_state state;
	char detail[256];
	char remedy[512]; /* the one command or change that mends it; empty when ok */
};

struct doctor_check {
	const char *name;
	const char *why;
	struct doctor_finding (*check)(void);
};

/* Ends with a row without a name. A check that needs another one comes after it. */
extern const struct doctor_check doctor_checks[];

/* A finding with its detail; the remedy is NULL when there is nothing to mend. */
struct doctor_finding doctor_found(enum doctor_state state, const char *remedy, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Who asks, and what is mounted: doctor-host.c. */
struct doctor_finding doctor_root(void);
struct doctor_finding doctor_namespaces(void);
struct doctor_finding doctor_bpffs(void);
struct doctor_finding doctor_cgroup2(void);

/* What the kernel can do: doctor-kernel.c. */
struct doctor_finding doctor_btf(void);
struct doctor_finding doctor_trampolines(void);
struct doctor_finding doctor_jit(void);
struct doctor_finding doctor_lockdown(void);

/* Whether it takes the programs and runs them, now and at the next boot: doctor-programs.c, doctor-lsm.c. */
struct doctor_finding doctor_functions(void);
struct doctor_finding doctor_programs(void);
struct doctor_finding doctor_lsm(void);
struct doctor_finding doctor_boot(void);

/* What is attached already, by the policy in force: doctor-attached.c. */
struct doctor_finding doctor_attached(void);

#endif
