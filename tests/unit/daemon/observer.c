// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/daemon/observer.c: looks at real processes; what is not certainly of the caller is left out. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/daemon/observer.h"

#define TICKS_NS 40000000 /* longer than the tick in which a process began */

static struct observer observer = {.child = CHILD_NONE};
static uint64_t before_start;
static pid_t child;

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_BOOTTIME, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

static void wait_ticks(void)
{
	nanosleep(&(struct timespec){.tv_nsec = TICKS_NS}, NULL);
}

/* A shell that waits, with this argument behind its own. */
static void start_child(const char *argument)
{
	int ready[2], wait[2];

	before_start = now();
	assert_int_equal(pipe(ready), 0);
	assert_int_equal(pipe(wait), 0);
	child = fork();
	if (child == 0) {
		dup2(wait[0], STDIN_FILENO);
		dup2(ready[1], STDOUT_FILENO);
		close(wait[1]);
		execl("/bin/sh", "sh", "-c", "echo; read x", argument, NULL);
		_exit(1);
	}
	close(wait[0]);
	close(ready[1]);
	assert_int_equal(read(ready[0], &(char){0}, 1), 1); /* it has executed */
	close(ready[0]);
	wait_ticks();
}

static void end_child(void)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static struct gk_event event_now(void)
{
	return (struct gk_event){.pid = child, .tid = child, .parent_pid = getpid(), .time = now(), .comm = "sh"};
}

static bool look(const struct gk_event *event, struct record_observed *ret_observed)
{
	nanosleep(&(struct timespec){.tv_nsec = 1000}, NULL);
	memset(ret_observed, 0, sizeof(*ret_observed));
	return observer_look(&observer, event, ret_observed);
}

static void sees_command_line_and_parent(void **state)
{
	struct record_observed seen;
	struct gk_event event;
	char own[GK_EXECUTABLE_SIZE] = "";

	(void)state;
	start_child("a\033[2J b");
	event = event_now();
	assert_true(look(&event, &seen));
	assert_string_equal(seen.command_line, "sh -c echo; read x a\033[2J b");
	assert_false(seen.is_truncated);
	assert_true(seen.delay > 0 && seen.delay < 1000000000);
	assert_string_equal(seen.parent_name, "observer.t");
	assert_true(readlink("/proc/self/exe", own, sizeof(own) - 1) > 0);
	assert_string_equal(seen.parent_executable, geteuid() == 0 ? own : "");
	end_child();
}

static void cuts_off_a_long_command_line(void **state)
{
	char argument[600] = "";
	struct record_observed seen;
	struct gk_event event;

	(void)state;
	memset(argument, 'x', sizeof(argument) - 1);
	start_child(argument);
	event = event_now();
	assert_true(look(&event, &seen));
	assert_int_equal(strlen(seen.command_line), RECORD_COMMAND_LINE_SIZE);
	assert_true(seen.is_truncated);
	end_child();
	/* One that just fits: the arguments before are 19 bytes with their ends. */
	argument[RECORD_COMMAND_LINE_SIZE - strlen("sh -c echo; read x ")] = '\0';
	start_child(argument);
	event = event_now();
	assert_true(look(&event, &seen));
	assert_int_equal(strlen(seen.command_line), RECORD_COMMAND_LINE_SIZE);
	assert_false(seen.is_truncated);
	end_child();
}

/* As if the caller had ended, and its process ID were that of another process now. */
static void leaves_out_a_process_that_began_after_the_call(void **state)
{
	struct record_observed seen;
	struct gk_event event;

	(void)state;
	start_child("x");
	event = event_now();
	event.time = before_start;
	assert_true(look(&event, &seen));
	assert_string_equal(seen.command_line, "");
	assert_string_equal(seen.parent_name, "observer.t"); /* the control: the parent was there */
	event.parent_pid = child;
	assert_false(look(&event, &seen));
	end_child();
}

static void leaves_out_another_program(void **state)
{
	struct record_observed seen;
	struct gk_event event;

	(void)state;
	start_child("x");
	event = event_now();
	strcpy(event.comm, "bpftool");
	assert_true(look(&event, &seen));
	assert_string_equal(seen.command_line, "");
	event.tid++; /* another thread may have a name of its own */
	assert_true(look(&event, &seen));
	assert_string_equal(seen.command_line, "sh -c echo; read x x");
	end_child();
}

static void leaves_out_what_has_ended(void **state)
{
	struct record_observed seen;
	struct gk_event event;
	siginfo_t info;

	(void)state;
	start_child("x");
	event = event_now();
	kill(child, SIGKILL);
	assert_int_equal(waitid(P_PID, child, &info, WEXITED | WNOWAIT), 0);
	/* A zombie has a name, but no command line. */
	assert_true(look(&event, &seen));
	assert_string_equal(seen.command_line, "");
	waitpid(child, NULL, 0);
	event.parent_pid = child;
	assert_false(look(&event, &seen));
}

static void does_not_look_at_old_events_or_at_floods(void **state)
{
	struct record_observed seen;
	struct gk_event event;
	unsigned int looks = 0;

	(void)state;
	start_child("x");
	event = event_now();
	event.time -= 1100000000;
	assert_false(look(&event, &seen));
	event = event_now();
	observer.window = now();
	observer.used = 0;
	while (looks < 2000 && observer_look(&observer, &event, &seen))
		looks++;
	assert_true(looks > 100 && looks < 2000);
	observer.window = 0;
	assert_true(look(&event, &seen));
	end_child();
}

/* The process that reads: it is the only child of the observer's child, which is the oldest one of this process. */
static pid_t find_reader(void)
{
	char path[64];
	pid_t pid = getpid();

	for (int generation = 0; generation < 2; generation++) {
		FILE *children;

		snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
		children = fopen(path, "r");
		if (!children || fscanf(children, "%d", &pid) != 1)
			pid = 0;
		if (children)
			fclose(children);
		if (!pid)
			return 0;
	}
	return pid;
}

static pid_t wait_for_reader(pid_t before)
{
	pid_t reader = 0;

	for (int i = 0; i < 1000 && (!reader || reader == before); i++) {
		reader = find_reader();
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	}
	assert_true(reader && reader != before);
	return reader;
}

static void goes_on_while_its_reader_hangs(void **state)
{
	struct record_observed seen;
	struct gk_event event;
	uint64_t before;
	pid_t reader = wait_for_reader(0);

	(void)state;
	start_child("x");
	event = event_now();
	assert_int_equal(kill(reader, SIGSTOP), 0);
	before = now();
	assert_true(look(&event, &seen));
	assert_true(now() - before < 1000000000);
	assert_string_equal(seen.command_line, "");
	assert_string_equal(seen.parent_name, "observer.t");
	assert_false(look(&event, &seen)); /* no more in this second */
	observer.window = 0;
	before = now();
	assert_true(look(&event, &seen));
	assert_true(now() - before < 100000000); /* and no second wait */
	assert_string_equal(seen.command_line, "");
	assert_int_equal(kill(reader, SIGCONT), 0);
	wait_ticks();
	end_child();
	start_child("another");
	event = event_now();
	observer.window = 0;
	assert_true(look(&event, &seen));
	assert_string_equal(seen.command_line, "sh -c echo; read x another");
	end_child();
}

static void starts_another_reader_when_one_ends(void **state)
{
	struct record_observed seen;
	struct gk_event event;
	pid_t reader = wait_for_reader(0);

	(void)state;
	start_child("x");
	event = event_now();
	/* A reader that hangs ends by its alarm. */
	assert_int_equal(kill(reader, SIGALRM), 0);
	wait_for_reader(reader);
	observer.window = 0;
	look(&event, &seen); /* may take word of that end for the end of its own question's reader */
	observer.window = 0;
	assert_true(look(&event, &seen));
	assert_string_equal(seen.command_line, "sh -c echo; read x x");
	end_child();
}

static int start(void **state)
{
	(void)state;
	return observer_start(&observer);
}

static int stop(void **state)
{
	(void)state;
	observer_stop(&observer);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sees_command_line_and_parent),
		cmocka_unit_test(cuts_off_a_long_command_line),
		cmocka_unit_test(leaves_out_a_process_that_began_after_the_call),
		cmocka_unit_test(leaves_out_another_program),
		cmocka_unit_test(leaves_out_what_has_ended),
		cmocka_unit_test(does_not_look_at_old_events_or_at_floods),
		cmocka_unit_test(goes_on_while_its_reader_hangs),
		cmocka_unit_test(starts_another_reader_when_one_ends),
	};

	signal(SIGPIPE, SIG_IGN);
	wait_ticks(); /* this process is older than the calls of its children */
	return cmocka_run_group_tests_name("observer", tests, start, stop);
}
