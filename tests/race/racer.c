// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * racer link-create|prog-attach MINE OTHER TRIES [all]: attaches by a descriptor that another thread repoints without
 * pause from one cgroup to the other, until a program is attached to OTHER although the descriptor named MINE at the
 * check. That program stays. With `all` it continues until TRIES tries were made, and replaces a process that is
 * killed.
 *
 * Prints one line: TRIES REFUSED MINE OTHER KILLED: the tries, the denied ones, those that attached to either cgroup,
 * and those whose process was killed. Exits 0 if a race succeeded and nobody was killed, 1 if none succeeded. Without
 * `all` the killed process is this one.
 */
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/probe/bpf.h"

static const struct attach_type *type;
static int mine, other, target, program;

static void *repoint(void *unused)
{
	for (;;) {
		dup2(other, target);
		dup2(mine, target);
	}
	return unused;
}

static int open_cgroup(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0) {
		perror(path);
		exit(2);
	}
	return fd;
}

/* The check of a careful program before it uses a descriptor. */
static bool names_mine(void)
{
	struct stat now, wanted;

	return !fstat(target, &now) && !fstat(mine, &wanted) && now.st_ino == wanted.st_ino;
}

static int attach(bool by_link)
{
	return by_link ? link_create(target, program, type->number) : prog_attach(target, program, type->number);
}

static void take_back(bool by_link, int link, bool at_mine)
{
	if (by_link)
		close(link);
	else
		prog_detach(at_mine ? mine : other, program, type->number);
}

/* Shared with the processes that replace a killed one. */
struct score {
	unsigned long tries, refused, at_mine, at_other, killed;
};

static void race(struct score *score, bool by_link, unsigned long tries, bool all)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, repoint, NULL))
		exit(2);
	while (score->tries < tries && (all || !score->at_other)) {
		bool checked = false, at_mine, landed;
		int answer, patience;

		/* Most is gained by starting when it has just become MINE. */
		for (patience = 0; patience < 1000 && !checked; patience++)
			checked = names_mine();

		score->tries++;
		answer = attach(by_link);
		score->refused += answer == -EPERM;
		if (answer < 0)
			continue;
		/* Not at MINE, because what is at OTHER may be of somebody who was killed a moment ago. */
		at_mine = is_attached(mine, program, type->number) == 1;
		landed = checked && !at_mine && is_attached(other, program, type->number) == 1;
		score->at_mine += at_mine;
		score->at_other += landed;
		if (all || !landed)
			take_back(by_link, answer, at_mine);
	}
}

/* One process after the other, each until it is killed or all tries are made. */
static int race_on(struct score *score, bool by_link, unsigned long tries)
{
	int status = 0;
	pid_t pid;

	while (score->tries < tries) {
		pid = fork();
		if (pid == 0) {
			target = dup(target); /* its own table: so is the number */
			race(score, by_link, tries, true);
			_exit(0);
		}
		if (pid < 0 || waitpid(pid, &status, 0) != pid)
			return 2;
		if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
			score->killed++;
		else if (!WIFEXITED(status) || WEXITSTATUS(status))
			return 2;
	}
	return 0;
}

int main(int argc, char **argv)
{
	bool by_link = argc > 1 && !strcmp(argv[1], "link-create"), all = argc == 6 && !strcmp(argv[5], "all");
	struct score *score;
	unsigned long tries;

	if (argc != 5 && !all)
		return 2;
	type = attach_type_find("cgroup_inet_sock_create");
	mine = open_cgroup(argv[2]);
	other = open_cgroup(argv[3]);
	target = dup(mine);
	program = cgroup_prog_load(type);
	tries = strtoul(argv[4], NULL, 10);
	score = mmap(NULL, sizeof(*score), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (program < 0 || target < 0 || score == MAP_FAILED)
		return 2;
	if (!all)
		race(score, by_link, tries, false);
	else if (race_on(score, by_link, tries))
		return 2;
	printf("%lu %lu %lu %lu %lu\n", score->tries, score->refused, score->at_mine, score->at_other, score->killed);
	return score->at_other ? 0 : 1;
}
