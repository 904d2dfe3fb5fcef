// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/daemon/child.c: a child that does not answer, answers late, or ends never makes the daemon wait for long.
 */
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/daemon/child.h"

#define WAIT_MS 100
#define LATE_MS 300

/* What the child does with a question. */
enum { ECHO, NEVER, LATE, GIVE_UP, END, READ };

static void pause_ms(unsigned int ms)
{
	nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L}, NULL);
}

static void run(int fd)
{
	uint32_t question;
	uint64_t number;
	int passed;

	while ((number = child_next_question(fd, &question, sizeof(question), &passed))) {
		char byte = 0;

		if (question % 8 == NEVER)
			poll(&(struct pollfd){.fd = fd}, 1, -1); /* until the daemon ends */
		if (question % 8 == END)
			break;
		if (question % 8 == LATE)
			pause_ms(LATE_MS);
		if (question % 8 == READ && read(passed, &byte, 1) == 1)
			question = (unsigned char)byte;
		if (passed >= 0)
			close(passed);
		child_answer(fd, question % 8 == GIVE_UP ? 0 : number, &question, sizeof(question));
	}
	_exit(0);
}

static struct child start(void)
{
	struct child child = CHILD_NONE;

	assert_int_equal(child_start("test-child", run, &child), 0);
	return child;
}

static unsigned int asked_ms; /* how long the last ask() took */

static int ask(struct child *child, uint32_t question, int passed, uint32_t *ret_answer)
{
	struct timespec before, after;
	int error;

	*ret_answer = 0;
	clock_gettime(CLOCK_MONOTONIC, &before);
	error = child_ask(child, &question, sizeof(question), passed, WAIT_MS, ret_answer, sizeof(*ret_answer));
	clock_gettime(CLOCK_MONOTONIC, &after);
	asked_ms = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
	return error;
}

static void answers(void **state)
{
	struct child child = start();
	uint32_t answer;

	(void)state;
	for (uint32_t i = 0; i < 1000; i++) {
		assert_int_equal(ask(&child, i * 8 + ECHO, -1, &answer), 0);
		assert_int_equal(answer, i * 8);
	}
	assert_false(child_is_late(&child));
	child_stop(&child);
	assert_int_equal(ask(&child, ECHO, -1, &answer), -ECHILD);
}

static void descriptors_reach_the_child(void **state)
{
	struct child child = start();
	uint32_t answer;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "x", 1), 1);
	assert_int_equal(ask(&child, READ, ends[0], &answer), 0);
	assert_int_equal(answer, 'x');
	/* The control: none came. */
	assert_int_equal(ask(&child, READ, -1, &answer), 0);
	assert_int_equal(answer, READ);
	close(ends[0]);
	close(ends[1]);
	child_stop(&child);
}

static void a_child_that_never_answers_costs_one_wait(void **state)
{
	struct child child = start();
	uint32_t answer;
	int error;

	(void)state;
	assert_int_equal(ask(&child, NEVER, -1, &answer), -ETIMEDOUT);
	assert_in_range(asked_ms, WAIT_MS - 1, WAIT_MS * 5);
	assert_true(child_is_late(&child));
	/* It does not wait again, also when no more questions fit. */
	for (int i = 0; i < 10000; i++) {
		error = ask(&child, ECHO, -1, &answer);
		assert_true(error == -ETIMEDOUT || error == -EAGAIN);
		assert_true(asked_ms < WAIT_MS);
	}
	assert_int_equal(error, -EAGAIN);
	assert_true(child_is_late(&child));
	child_stop(&child);
}

static void a_late_answer_is_of_no_other_question(void **state)
{
	struct child child = start();
	uint32_t answer;

	(void)state;
	assert_int_equal(ask(&child, 8 + LATE, -1, &answer), -ETIMEDOUT);
	assert_int_equal(ask(&child, 16 + ECHO, -1, &answer), -ETIMEDOUT); /* behind it, and executed */
	assert_true(child_is_late(&child));
	pause_ms(LATE_MS * 2);
	assert_int_equal(ask(&child, 24 + ECHO, -1, &answer), 0);
	assert_int_equal(answer, 24 + ECHO);
	assert_int_equal(ask(&child, 8 + LATE, -1, &answer), -ETIMEDOUT);
	pause_ms(LATE_MS * 2);
	assert_false(child_is_late(&child));
	child_stop(&child);
}

static void a_child_that_gives_up_is_not_waited_for(void **state)
{
	struct child child = start();
	uint32_t answer;

	(void)state;
	assert_int_equal(ask(&child, GIVE_UP, -1, &answer), -ECANCELED);
	assert_true(asked_ms < WAIT_MS);
	assert_false(child_is_late(&child));
	assert_int_equal(ask(&child, 8 + ECHO, -1, &answer), 0);
	assert_int_equal(answer, 8 + ECHO);
	child_stop(&child);
}

static void a_child_that_ended_is_not_waited_for(void **state)
{
	struct child child = start();
	uint32_t answer;

	(void)state;
	assert_int_equal(ask(&child, END, -1, &answer), -ECHILD);
	assert_int_equal(ask(&child, ECHO, -1, &answer), -ECHILD);
	assert_true(asked_ms < WAIT_MS);
	child_stop(&child);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers),
		cmocka_unit_test(descriptors_reach_the_child),
		cmocka_unit_test(a_child_that_never_answers_costs_one_wait),
		cmocka_unit_test(a_late_answer_is_of_no_other_question),
		cmocka_unit_test(a_child_that_gives_up_is_not_waited_for),
		cmocka_unit_test(a_child_that_ended_is_not_waited_for),
	};

	signal(SIGCHLD, SIG_IGN);
	return cmocka_run_group_tests_name("child", tests, NULL, NULL);
}
