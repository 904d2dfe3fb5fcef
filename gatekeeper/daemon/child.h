/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A child of the daemon that keeps a capability which the daemon gives up, for one task. It ends with the daemon. It
 * answers questions, each once; what hangs in the kernel meanwhile is the child, never the daemon.
 */
#ifndef GATEKEEPER_DAEMON_CHILD_H
#define GATEKEEPER_DAEMON_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct child {
	int fd;          /* the daemon's end of a socket of messages; -1: there is no child */
	uint64_t number; /* of the last question; the first has 1 */
	bool is_late;    /* the answer to the last question is still to come */
};

#define CHILD_NONE \
	{ \
		.fd = -1 \
	}

/*
 * Starts a child, before the daemon confines itself. In the child, `run` gets its end of the socket, and no other
 * descriptor of the daemon is open; it must not return. Returns 0 or a negative errno.
 */
int child_start(const char *name, void (*run)(int fd), struct child *ret_child);

/* Ends the child: it has no more questions to wait for. */
void child_stop(struct child *child);

/*
 * Sends a question of `size` bytes and, if it is not -1, the descriptor `passed`, and waits at most `wait_ms`
 * milliseconds for an answer of `answer_size` bytes. While the answer to an earlier question is late, sends without
 * waiting. Returns 0; -ETIMEDOUT if the child has the question and no answer came yet; -ECANCELED if there will be
 * none; -ECHILD if there is no child, or it has ended; or another negative errno.
 */
int child_ask(struct child *child, const void *question, size_t size, int passed, int wait_ms, void *ret_answer,
	      size_t answer_size);

/* Takes an answer that was late, without waiting. Returns whether the answer to the last question is still to come. */
bool child_is_late(struct child *child);

/*
 * In the child: waits for a question of `size` bytes. `ret_passed` (NULL: none is taken) is the descriptor that came
 * with it, or -1. Returns the number of the question, or 0: the daemon has ended.
 */
uint64_t child_next_question(int fd, void *ret_question, size_t size, int *ret_passed);

/* In the child: answers the question of this number; 0: there will be no answer. Returns false if the daemon ended. */
bool child_answer(int fd, uint64_t number, const void *answer, size_t size);

#endif
