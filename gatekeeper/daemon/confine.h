/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * After its set-up, the daemon gives up all that it does not need to drain the ring, write the log and publish a
 * changed policy; `metrics --http` gives up all. For a process of one thread. None of this can be undone.
 */
#ifndef GATEKEEPER_DAEMON_CONFINE_H
#define GATEKEEPER_DAEMON_CONFINE_H

/*
 * Keeps only CAP_BPF, drops the rest from the bounding set too, and lets no execve() give more. Returns 0, -EPERM
 * without CAP_SETPCAP, or another negative errno.
 */
int confine_capabilities(void);

/*
 * From here on, a system call that is not on the daemon's list kills it with SIGSYS. `init_signal`: the signal that it
 * may send to process 1; 0: none. Returns 0 or a negative errno.
 */
int confine_syscalls(int init_signal);

/*
 * The same for the child that undoes races (race-undo.h): CAP_SYS_ADMIN, to take a program by its id, and the system
 * calls with which it opens a cgroup, takes a program and detaches it.
 */
int confine_undo(void);

/*
 * The same for the child that reads links of /proc (observer.h): CAP_SYS_PTRACE, without which the kernel does not show
 * them, and the system calls that read a link. It can open no file.
 */
int confine_look(void);

/* Gives up every capability, and lets no execve() give one back. Returns 0 or a negative errno. */
int confine_without_capabilities(void);

#endif
