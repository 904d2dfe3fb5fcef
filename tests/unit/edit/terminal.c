// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper edit on a real terminal: one that hangs up, as a lost ssh session does, and an editor that takes long. */
#include <pty.h>
#include <sys/wait.h>

#include "tests/unit/edit/editors.h"

/* Starts an edit as the leader of a session on a terminal of its own. Its exit code is 0 if the file was replaced. */
static pid_t start_edit(int *ret_master)
{
	const struct edit_options options = {.policy = policy, .log = "/nonexistent", .seconds = 60};
	enum edit_end end = EDIT_LEFT;
	pid_t child = forkpty(ret_master, NULL, NULL, NULL);

	assert_true(child >= 0);
	if (child > 0)
		return child;
	alarm(60);
	if (edit_session(&options, &end, &failure))
		_exit(2);
	fflush(stdout);
	_exit(end == EDIT_DONE ? 0 : 1);
}

/* Reads until the text was printed. */
static void wait_for(int master, const char *text)
{
	char seen[65536] = "";
	size_t length = 0;

	while (!strstr(seen, text)) {
		ssize_t count = read(master, seen + length, sizeof(seen) - 1 - length);

		if (count <= 0)
			fail_msg("no \"%s\" in: %s", text, seen);
		length += (size_t)count;
		seen[length] = '\0';
	}
}

static int end_of(pid_t child)
{
	int status;

	assert_int_equal(waitpid(child, &status, 0), child);
	return status;
}

static void assert_nobody_is_locked_out(void)
{
	set_editor("sed -i s/allow/deny/ \"$1\"");
	assert_int_equal(edit("y\n"), EDIT_DONE);
	assert_text(policy, NEW);
}

/* The session is lost when `text` is on the terminal. */
static void assert_lost_session_changes_nothing(const char *text)
{
	int master, status;
	pid_t child = start_edit(&master);

	wait_for(master, text);
	close(master);
	status = end_of(child);
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	assert_text(policy, OLD);
	assert_int_equal(access(path_of("policy.yaml.~1~"), F_OK), -1);
	assert_nobody_is_locked_out();
}

static void a_session_lost_in_the_editor_changes_nothing(void **state)
{
	(void)state;
	set_editor("sed -i s/allow/deny/ \"$1\"; echo in the editor; sleep 50");
	assert_lost_session_changes_nothing("in the editor");
}

static void a_session_lost_at_the_question_changes_nothing(void **state)
{
	(void)state;
	set_editor("sed -i s/allow/deny/ \"$1\"");
	assert_lost_session_changes_nothing("write it?");
}

static void an_editor_that_takes_long_keeps_others_out_until_its_end(void **state)
{
	char commands[1024];
	int master;
	pid_t child;

	(void)state;
	snprintf(commands, sizeof(commands),
		 "sed -i s/allow/deny/ \"$1\"; echo in the editor; while [ ! -e %s ]; do sleep 0.1; done",
		 path_of("go"));
	set_editor(commands);
	child = start_edit(&master);
	wait_for(master, "in the editor");
	sleep(2);
	assert_text(policy, OLD);
	assert_int_equal(edit_fails("y\n"), -EBUSY);
	assert_text(policy, OLD);
	write_file(path_of("go"), "");
	wait_for(master, "write it?");
	assert_text(policy, OLD);
	assert_int_equal(write(master, "y\n", 2), 2);
	wait_for(master, "written");
	assert_int_equal(end_of(child), 0);
	close(master);
	assert_text(policy, NEW);
	assert_text(path_of("policy.yaml.~1~"), OLD);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_session_lost_in_the_editor_changes_nothing, set_up),
		cmocka_unit_test_setup(a_session_lost_at_the_question_changes_nothing, set_up),
		cmocka_unit_test_setup(an_editor_that_takes_long_keeps_others_out_until_its_end, set_up),
	};

	return run_edit_tests("terminal", tests, sizeof(tests) / sizeof(*tests));
}
