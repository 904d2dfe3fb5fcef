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
 * The same for the child that looks at processes (observer.h): CAP_SYS_PTRACE, without which the kernel does not show
 * links of /proc, and the system calls to start a process that reads, to wait for its end, and all that this one may.
 */
int confine_look_keeper(void);

/*
 * From here on, the process that reads for that child may take questions and descriptors, read, read links, and answer.
 * It can open no file and start no process. It has the capability of the child.
 */
int confine_look(void);

/* Gives up every capability, and lets no execve() give one back. Returns 0 or a negative errno. */
int confine_without_capabilities(void);

#endif
