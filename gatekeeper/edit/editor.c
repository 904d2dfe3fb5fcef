// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "gatekeeper/edit/editor.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

#define EDITOR_DEFAULT "vi"
#define NOT_FOUND 127

static const char *choose_editor(void)
{
	const char *editor = getenv("VISUAL");

	if (!editor || !*editor)
		editor = getenv("EDITOR");
	return editor && *editor ? editor : EDITOR_DEFAULT;
}

/* In the child. The shell splits the variable into words; the path is an argument, and no shell reads it. */
static void execute(const char *editor, const char *path)
{
	_cleanup_free_ char *command = NULL;

	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	if (asprintf(&command, "exec %s \"$1\"", editor) >= 0)
		execl("/bin/sh", "sh", "-c", command, "sh", path, NULL);
	_exit(NOT_FOUND);
}

static int judge(const char *editor, int status, struct failure *failure)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND)
		return failure_set(failure, -EREMOTEIO, "cannot run the editor %s: set $VISUAL or $EDITOR", editor);
	if (WIFEXITED(status))
		return failure_set(failure, -EREMOTEIO, "the editor %s failed with exit code %d", editor,
				   WEXITSTATUS(status));
	return failure_set(failure, -EREMOTEIO, "the editor %s was killed by signal %d", editor, WTERMSIG(status));
}

static int wait_for(pid_t child, int *ret_status)
{
	while (waitpid(child, ret_status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

/* Ctrl-C is the editor's. */
int editor_run(const char *path, struct failure *failure)
{
	const char *editor = choose_editor();
	struct sigaction ignore = {.sa_handler = SIG_IGN}, interrupt, quit;
	int status = 0, error = 0;
	pid_t child;

	sigaction(SIGINT, &ignore, &interrupt);
	sigaction(SIGQUIT, &ignore, &quit);
	child = fork();
	if (child == 0)
		execute(editor, path);
	error = child < 0 ? -errno : wait_for(child, &status);
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	if (error)
		return failure_set(failure, error, "cannot run the editor %s: %s", editor, strerror(-error));
	return judge(editor, status, failure);
}
