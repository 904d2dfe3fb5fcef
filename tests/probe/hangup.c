// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * hangup TEXT COMMAND [ARGUMENT]...: runs a command as the leader of a session on a terminal of its own, and hangs up
 * when it has printed TEXT, as a lost ssh session does. Prints "hung up: signal N" or "hung up: exit code N" when the
 * command has ended, or "not hung up" if it ended without the text.
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void run_on_terminal(const char *terminal, char **command)
{
	int fd;

	setsid();
	fd = open(terminal, O_RDWR); /* the controlling terminal of the new session */
	if (fd < 0)
		err(2, "cannot open %s", terminal);
	for (int i = 0; i <= STDERR_FILENO; i++)
		dup2(fd, i);
	execvp(command[0], command);
	err(2, "cannot run %s", command[0]);
}

/* Reads until the text was printed. */
static int wait_for(int master, const char *text)
{
	static char seen[65536];
	size_t length = 0;
	ssize_t count;

	while (length < sizeof(seen) - 1 && (count = read(master, seen + length, sizeof(seen) - 1 - length)) > 0) {
		length += (size_t)count;
		seen[length] = '\0';
		if (strstr(seen, text))
			return 0;
	}
	return -1;
}

int main(int argc, char **argv)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC), status;
	const char *terminal;
	pid_t child;

	if (argc < 3)
		errx(2, "usage: hangup TEXT COMMAND [ARGUMENT]...");
	if (master < 0 || grantpt(master) || unlockpt(master) || !(terminal = ptsname(master)))
		err(2, "cannot open a terminal");
	child = fork();
	if (child < 0)
		err(2, "fork");
	if (child == 0)
		run_on_terminal(terminal, argv + 2);
	if (wait_for(master, argv[1])) {
		waitpid(child, &status, 0);
		puts("not hung up");
		return 1;
	}
	close(master);
	waitpid(child, &status, 0);
	if (WIFSIGNALED(status))
		printf("hung up: signal %d\n", WTERMSIG(status));
	else
		printf("hung up: exit code %d\n", WEXITSTATUS(status));
	return 0;
}
