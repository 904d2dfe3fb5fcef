// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * manager DIRECTORY COMMAND [ARGUMENT]...: what systemd does for a service of Type=notify with Restart=always and a
 * store for descriptors. Writes DIRECTORY/state ("active PID", "activating PID", "failed CODE", "inactive") and
 * DIRECTORY/status (StatusText). SIGUSR1 restarts the command and keeps the store, SIGTERM stops the command and ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STORE_MAX 128
#define FIRST_FD 3 /* of sd_listen_fds(3) */
#define RESTART_MS 200

static struct {
	char name[64];
	int fd;
} store[STORE_MAX];
static unsigned int stored;

static const char *directory;
static pid_t child;
static bool stopping;

static void put(const char *file, const char *text)
{
	char path[128], next[136];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", directory, file);
	snprintf(next, sizeof(next), "%s.new", path);
	out = fopen(next, "we");
	if (!out)
		return;
	fprintf(out, "%s\n", text);
	fclose(out);
	rename(next, path);
}

static void put_state(const char *state, int number)
{
	char text[64];

	snprintf(text, sizeof(text), "%s %d", state, number);
	put("state", text);
}

static void drop(const char *name)
{
	for (unsigned int i = 0; i < stored;) {
		if (strcmp(store[i].name, name) != 0) {
			i++;
			continue;
		}
		close(store[i].fd);
		store[i] = store[--stored];
	}
}

/* The value of NAME=value in a message; empty: none. */
static void value_of(const char *message, const char *name, char *ret_value, size_t size)
{
	size_t length = strlen(name);

	*ret_value = '\0';
	for (const char *line = message; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
		if (strncmp(line, name, length) == 0 && line[length] == '=')
			snprintf(ret_value, size, "%.*s", (int)strcspn(line + length + 1, "\n"), line + length + 1);
}

static void take_message(const char *message, int fd)
{
	char value[512], name[64];

	value_of(message, "FDNAME", name, sizeof(name));
	if (strstr(message, "FDSTOREREMOVE=1"))
		drop(name);
	else if (fd >= 0 && stored < STORE_MAX)
		snprintf(store[stored].name, sizeof(store[0].name), "%s", name), store[stored++].fd = fd;
	value_of(message, "STATUS", value, sizeof(value));
	if (*value)
		put("status", value);
	if (strstr(message, "READY=1"))
		put_state("active", child);
}

static void receive(int notify)
{
	union {
		struct cmsghdr header;
		char room[CMSG_SPACE(sizeof(int))];
	} control = {0};
	char text[1024];
	struct iovec part = {.iov_base = text, .iov_len = sizeof(text) - 1};
	struct msghdr message = {
		.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof(control)};
	ssize_t length = recvmsg(notify, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	int fd = -1;

	if (length < 0)
		return;
	text[length] = '\0';
	if (CMSG_FIRSTHDR(&message))
		memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(fd));
	take_message(text, fd);
}

/* Gives the stored descriptors the numbers from 3 on, and their names. */
static void hand_over(void)
{
	char names[STORE_MAX * 64] = "", number[16];

	for (unsigned int i = 0; i < stored; i++)
		store[i].fd = fcntl(store[i].fd, F_DUPFD, FIRST_FD + STORE_MAX);
	for (unsigned int i = 0; i < stored; i++) {
		dup2(store[i].fd, FIRST_FD + (int)i);
		if (i)
			strcat(names, ":");
		strcat(names, store[i].name);
	}
	close_range(FIRST_FD + stored, ~0U, 0);
	snprintf(number, sizeof(number), "%u", stored);
	setenv("LISTEN_FDS", number, 1);
	setenv("LISTEN_FDNAMES", names, 1);
	snprintf(number, sizeof(number), "%d", getpid());
	setenv("LISTEN_PID", number, 1);
}

static void start(char **command)
{
	sigset_t none;

	put("status", "");
	child = fork();
	if (child == 0) {
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		hand_over();
		execvp(command[0], command);
		_exit(127);
	}
	put_state("activating", child);
}

/* Returns how long to wait before the next start, in ms; -1: no child has ended. */
static int reap(void)
{
	int status;

	if (child <= 0 || waitpid(child, &status, WNOHANG) != child)
		return -1;
	child = 0;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		put_state("restarting", 0);
	else
		put_state("failed", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	return RESTART_MS;
}

static void take_signal(int signals)
{
	struct signalfd_siginfo info;

	if (read(signals, &info, sizeof(info)) != sizeof(info) || info.ssi_signo == SIGCHLD)
		return;
	stopping = stopping || info.ssi_signo == SIGTERM;
	if (child > 0)
		kill(child, SIGTERM);
}

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int open_notify(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/notify", directory);
	unlink(address.sun_path);
	setenv("NOTIFY_SOCKET", address.sun_path, 1);
	return bind(fd, (void *)&address, sizeof(address)) ? -1 : fd;
}

static void run(int notify, int signals, char **command)
{
	struct pollfd polled[] = {{.fd = notify, .events = POLLIN}, {.fd = signals, .events = POLLIN}};
	int pause = -1;

	start(command);
	while (!stopping || child > 0) {
		int count = poll(polled, 2, pause);

		if (polled[0].revents)
			receive(notify);
		if (polled[1].revents)
			take_signal(signals);
		if (count == 0 && child == 0 && !stopping)
			start(command), pause = -1;
		else if (child > 0 && reap() >= 0)
			pause = RESTART_MS;
	}
}

int main(int argc, char **argv)
{
	int notify, signals;

	if (argc < 3) {
		fputs("usage: manager DIRECTORY COMMAND...\n", stderr);
		return 2;
	}
	directory = argv[1];
	notify = open_notify();
	signals = open_signals();
	if (notify < 0 || signals < 0) {
		perror("manager");
		return 1;
	}
	run(notify, signals, argv + 2);
	put("state", "inactive");
	put("status", "");
	return 0;
}
