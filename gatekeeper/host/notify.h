/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The functions of libsystemd that the daemon uses, with their contracts: sd_notify(3), sd_listen_fds(3),
 * sd_journal_send(3). The program is linked statically, so that neither the environment nor a library of the host can
 * tamper with it, and there is no static libsystemd. Both protocols are stable (systemd.io/PORTABILITY_AND_STABILITY).
 */
#ifndef GATEKEEPER_HOST_NOTIFY_H
#define GATEKEEPER_HOST_NOTIFY_H

#include <sys/types.h>
#include <sys/uio.h>

#define SD_LISTEN_FDS_START 3

/*
 * Unlike those of libsystemd, these never wait: -EAGAIN if the manager has not read what it was sent before. A manager
 * that hangs must not stop the daemon.
 */
int sd_notify(int unset_environment, const char *state);
int sd_notifyf(int unset_environment, const char *format, ...) __attribute__((format(printf, 2, 3)));
int sd_pid_notify_with_fds(pid_t pid, int unset_environment, const char *state, const int *fds, unsigned int count);

/* The array of names ends with NULL; the caller frees each name and the array. */
int sd_listen_fds_with_names(int unset_environment, char ***ret_names);

int sd_journal_sendv(const struct iovec *fields, int count);

#endif
