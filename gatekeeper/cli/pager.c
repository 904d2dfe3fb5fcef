// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A pager behind stdout: see pager.h. */
#include "gatekeeper/cli/pager.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "policy/base/cleanup.h"

/* Without less the text is printed as it is. */
#define PAGER_DEFAULT "command -v less >/dev/null && exec less; exec cat"

static pid_t pager; /* 0: none runs */

static const char *choose_pager(void)
{
	const char *command = getenv("GATEKEEPER_PAGER");

	if (!command)
		command = getenv("PAGER");
	return command ? command : PAGER_DEFAULT;
}

/* As git: quit if it fits on one screen, keep colours, leave the text on the screen. */
static void run_pager(const char *command, int input)
{
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	signal(SIGPIPE, SIG_DFL);
	setenv("LESS", "FRX", 0);
	setenv("LV", "-c", 0);
	if (dup2(input, STDIN_FILENO) >= 0)
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

void pager_start(void)
{
	_cleanup_close_ int input = -1, output = -1;
	const char *command = choose_pager();
	int ends[2];

	if (!isatty(STDOUT_FILENO) || !command[0] || strcmp(command, "cat") == 0 || pipe2(ends, O_CLOEXEC) < 0)
		return;
	input = ends[0];
	output = ends[1];
	fflush(NULL);
	pager = fork();
	if (pager == 0)
		run_pager(command, input);
	if (pager < 0) {
		pager = 0;
		return;
	}
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	dup2(output, STDOUT_FILENO);
	if (isatty(STDERR_FILENO))
		dup2(output, STDERR_FILENO);
}

void pager_finish(void)
{
	int null;

	if (!pager)
		return;
	fflush(NULL);
	clearerr(stdout); /* EPIPE of a pager that was left early */
	null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	dup2(null, STDOUT_FILENO);
	dup2(null, STDERR_FILENO);
	close_fd(&null);
	while (waitpid(pager, NULL, 0) < 0 && errno == EINTR)
		;
	pager = 0;
}
