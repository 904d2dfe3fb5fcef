/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Empties the gatekeeper's ring between bursts, and counts what was in it: each call has to have written its events,
 * none may be lost. By the mapped pages only: no call of ours comes between those that are measured, and it works
 * from within a container too. Nobody waits for the ring, so a burst has one wake-up.
 */
#ifndef TESTS_BENCH_RING_H
#define TESTS_BENCH_RING_H

/* Maps the pinned ring; exits with a message when there is none. */
void ring_open(const char *pin);

/* How many records there were; 0 when no ring is open. */
unsigned int ring_drain(void);

#endif
