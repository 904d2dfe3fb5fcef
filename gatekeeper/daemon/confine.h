/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The daemon gives up, after set-up, all that it does not need to drain the ring, to write the log and to publish a
 * changed policy. For a process of one thread. Neither can be undone.
 */
#ifndef GATEKEEPER_DAEMON_CONFINE_H
#define GATEKEEPER_DAEMON_CONFINE_H

/*
 * Keeps CAP_BPF and nothing else, also not in the bounding set, and lets no execve() give more. Needs CAP_SETPCAP:
 * -EPERM.
 */
int confine_capabilities(void);

/*
 * From here on a system call that is not on the daemon's list kills it with SIGSYS. `init_signal`: what it may send to
 * process 1; 0: nothing.
 */
int confine_syscalls(int init_signal);

/*
 * The same for the child that undoes races (undo.h): CAP_SYS_ADMIN, to take a program by its id, and the system calls
 * with which it opens a cgroup, takes a program and detaches it.
 */
int confine_undo(void);

#endif
