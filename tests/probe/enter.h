/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Where the tested call is made: in other namespaces, in another cgroup, in a process with a shared descriptor table.
 * Descriptors that were opened before stay valid.
 */
#ifndef TESTS_PROBE_ENTER_H
#define TESTS_PROBE_ENTER_H

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif

static const struct namespace
{
	const char *name, *file;
	int flag;
}
namespaces[] = {
	{"user", "user", CLONE_NEWUSER},       {"pid", "pid", CLONE_NEWPID},    {"mnt", "mnt", CLONE_NEWNS},
	{"net", "net", CLONE_NEWNET},          {"ipc", "ipc", CLONE_NEWIPC},    {"uts", "uts", CLONE_NEWUTS},
	{"cgroup", "cgroup", CLONE_NEWCGROUP}, {"time", "time", CLONE_NEWTIME},
};

#define N_NAMESPACES (sizeof(namespaces) / sizeof(namespaces[0]))

/* Is the name in the NULL-terminated list? An empty list has all names. */
static inline bool is_named(const char *name, char **names)
{
	if (!*names)
		return true;
	for (; *names; names++)
		if (!strcmp(name, *names))
			return true;
	return false;
}

struct place {
	int unshare;       /* CLONE_NEW* */
	bool pid_children; /* unshare pid, and stay the process that did */
	const char *join;  /* a cgroup to move to first */
	const char *into;  /* enter the namespaces of this process */
	bool back;         /* at last return to the namespaces of process 1 */
	bool threads;      /* share the descriptor table */
};

static inline int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));
	int err = n < 0 ? -errno : 0;

	if (fd >= 0)
		close(fd);
	return err;
}

/* Parses the comma-separated list of --enter. */
static inline int place_parse(struct place *place, char *list)
{
	for (char *save, *word = strtok_r(list, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		size_t i = 0;

		while (i < N_NAMESPACES && strcmp(word, namespaces[i].name))
			i++;
		if (i < N_NAMESPACES) {
			place->unshare |= namespaces[i].flag;
		} else if (!strcmp(word, "pid-children")) {
			place->pid_children = true;
		} else if (!strcmp(word, "all")) {
			for (i = 0; i < N_NAMESPACES; i++)
				place->unshare |= namespaces[i].flag;
		} else if (strcmp(word, "none")) {
			return -EINVAL;
		}
	}
	return 0;
}

/* Only children get a new pid or time namespace: continue in a child, and exit with its status. */
static inline int go_on_in_child(void)
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		return 0;
	}
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128);
}

static inline int enter_new(const struct place *place)
{
	int rest = place->unshare & ~CLONE_NEWUSER, err = 0;

	if (place->unshare & CLONE_NEWUSER) {
		if (unshare(CLONE_NEWUSER))
			return -errno;
		err = write_file("/proc/self/setgroups", "deny");
		err = err ?: write_file("/proc/self/uid_map", "0 0 1");
		err = err ?: write_file("/proc/self/gid_map", "0 0 1");
		if (err)
			return err;
	}
	if (rest && unshare(rest))
		return -errno;
	if (rest & (CLONE_NEWPID | CLONE_NEWTIME))
		err = go_on_in_child();
	if (!err && place->pid_children && unshare(CLONE_NEWPID))
		err = -errno;
	return err;
}

/*
 * Opens all namespaces before it enters the first, as /proc may be another one afterwards. Skips a namespace that it is
 * already in or may not enter (a parent user or pid namespace).
 */
static inline int enter_of(const char *pid)
{
	int fds[N_NAMESPACES], entered = 0;
	char path[64];

	for (size_t i = 0; i < N_NAMESPACES; i++) {
		snprintf(path, sizeof(path), "/proc/%s/ns/%s", pid, namespaces[i].file);
		fds[i] = open(path, O_RDONLY | O_CLOEXEC);
	}
	for (size_t i = 0; i < N_NAMESPACES; i++) {
		/* the user namespace last: it takes the rights to enter the others away */
		int fd = fds[(i + 1) % N_NAMESPACES];

		if (fd >= 0 && !setns(fd, 0))
			entered++;
		if (fd >= 0)
			close(fd);
	}
	return entered ? go_on_in_child() : -EPERM;
}

static inline void *sleep_for_ever(void *unused)
{
	for (;;)
		pause();
	return unused;
}

/* Only for a child: a process cannot undo this. */
static inline int place_enter(const struct place *place)
{
	int err = 0;

	if (place->join) {
		char path[4096];

		snprintf(path, sizeof(path), "%s/cgroup.procs", place->join);
		err = write_file(path, "0");
	}
	if (!err && place->into)
		err = enter_of(place->into);
	if (!err && (place->unshare || place->pid_children))
		err = enter_new(place);
	if (!err && place->back)
		err = enter_of("1");
	if (!err && place->threads) {
		pthread_t thread;

		err = -pthread_create(&thread, NULL, sleep_for_ever, NULL);
	}
	return err;
}

#endif
