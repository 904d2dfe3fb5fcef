/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* `gatekeeper log --verify`: checks the chain of an audit log over all of its files. */
#ifndef GATEKEEPER_LOG_VERIFY_H
#define GATEKEEPER_LOG_VERIFY_H

/*
 * Reads FILE.N ... FILE.1 and FILE, as rotation leaves them, compressed or not, and prints on stdout how many records
 * follow each other, or the first record that does not follow the one before it. Returns the exit code.
 */
int log_verify(const char *path);

#endif
