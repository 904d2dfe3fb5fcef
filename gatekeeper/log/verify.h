/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* `gatekeeper log --verify`: is the chain of an audit log whole, over all of its files? */
#ifndef GATEKEEPER_LOG_VERIFY_H
#define GATEKEEPER_LOG_VERIFY_H

/*
 * Reads FILE.N ... FILE.1 and FILE, as rotation leaves them, and says on stdout what they are, or which record is the
 * first that does not go on from the one before it. Returns the exit code.
 */
int log_verify(const char *path);

#endif
