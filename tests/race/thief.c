// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Takes what a check looked at before it is used, by a second thread.
 *
 *   thief load FUNCTION TRIES     loads a program that answers for that security function (a number), and takes it by
 *                                 its ID from another thread before the load is over
 *   thief detach PIN CGROUP TRIES detaches a link of its own on the cgroup by a descriptor that another thread repoints
 *                                 to the link in PIN
 *   thief update CGROUP TRIES     updates a link of its own, of a program with other threads
 *   thief own CGROUP              detaches a link of its own, without another thread
 *
 * Prints how often it succeeded; exits 0 if it did, 1 if it never did, 2 if it could not try.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/probe/bpf.h"

#define PROG_TRACING 26

static const struct bpf_insn pass[] = {
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0},
	{.code = BPF_JMP | BPF_EXIT},
};

static atomic_uint expected; /* the ID that the next program gets, if nobody else loads one */
static atomic_ulong taken;

static void *take(void *unused)
{
	for (;;) {
		unsigned int id = atomic_load(&expected);
		int fd = prog_get(id);

		if (fd < 0)
			continue;
		/* Counted only if the load is not over: then it is the load that gave the ID away. */
		if (atomic_load(&expected) == id)
			atomic_fetch_add(&taken, 1);
		while (atomic_load(&expected) == id)
			;
		close(fd);
	}
	return unused;
}

/* The ID of a program that anybody may load is followed by that of the next one. */
static unsigned int next_program_id(void)
{
	int fd = prog_load(BPF_PROG_TYPE_SOCKET_FILTER, 0, pass, 2, 0, 0), id = fd < 0 ? fd : prog_id(fd);

	if (id <= 0) {
		fprintf(stderr, "thief: cannot load a socket filter: %s\n", strerror(-id));
		exit(2);
	}
	close(fd);
	return (unsigned int)id + 1;
}

static int steal_load(int function, unsigned long tries)
{
	pthread_t thread;

	atomic_store(&expected, 0);
	if (pthread_create(&thread, NULL, take, NULL))
		return 2;
	for (unsigned long i = 0; i < tries; i++) {
		int fd;

		atomic_store(&expected, next_program_id());
		fd = prog_load(PROG_TRACING, BPF_MODIFY_RETURN, pass, 2, 0, function);
		atomic_store(&expected, 0);
		if (fd >= 0)
			close(fd);
	}
	printf("%lu\n", atomic_load(&taken));
	return atomic_load(&taken) ? 0 : 1;
}

static int decoy, prey, number;

static void *repoint(void *unused)
{
	for (;;) {
		dup2(prey, number);
		dup2(decoy, number);
	}
	return unused;
}

static int own_link(const char *cgroup)
{
	const struct attach_type *type = attach_type_find("cgroup_inet_sock_create");
	int directory = open(cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC), program = cgroup_prog_load(type);
	int link = directory < 0 || program < 0 ? -1 : link_create(directory, program, type->number);

	if (link < 0) {
		fprintf(stderr, "thief: cannot make a link on %s: %s\n", cgroup, strerror(-link));
		exit(2);
	}
	return link;
}

static unsigned long long cgroup_of_link(int link)
{
	struct bpf_link_info info = {0};
	union bpf_attr attr = {.info = {.bpf_fd = link, .info = (uintptr_t)&info, .info_len = sizeof(info)}};

	return sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr) ? 0 : info.cgroup.cgroup_id;
}

static int steal_link(const char *pin, const char *cgroup, unsigned long tries)
{
	union bpf_attr attr = {.pathname = (uintptr_t)pin};
	unsigned long detached = 0;
	pthread_t thread;

	prey = sys_bpf(BPF_OBJ_GET, &attr);
	decoy = own_link(cgroup);
	number = dup(decoy);
	if (prey < 0 || number < 0 || pthread_create(&thread, NULL, repoint, NULL)) {
		fprintf(stderr, "thief: cannot open %s\n", pin);
		return 2;
	}
	for (unsigned long i = 0; i < tries && !detached; i++) {
		link_detach(number);
		detached = !cgroup_of_link(prey);
	}
	printf("%lu\n", detached);
	return detached ? 0 : 1;
}

static void *idle(void *unused)
{
	for (;;)
		pause();
	return unused;
}

static int update_own(const char *cgroup, unsigned long tries)
{
	int link = own_link(cgroup), program = cgroup_prog_load(attach_type_find("cgroup_inet_sock_create"));
	unsigned long updated = 0;
	pthread_t thread;

	if (pthread_create(&thread, NULL, idle, NULL))
		return 2;
	for (unsigned long i = 0; i < tries; i++)
		updated += link_update(link, program) == 0;
	printf("%lu\n", updated);
	return updated ? 0 : 1;
}

static int detach_own(const char *cgroup)
{
	bool detached = link_detach(own_link(cgroup)) == 0;

	printf("%d\n", detached);
	return detached ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc == 4 && !strcmp(argv[1], "load"))
		return steal_load(atoi(argv[2]), strtoul(argv[3], NULL, 10));
	if (argc == 5 && !strcmp(argv[1], "detach"))
		return steal_link(argv[2], argv[3], strtoul(argv[4], NULL, 10));
	if (argc == 4 && !strcmp(argv[1], "update"))
		return update_own(argv[2], strtoul(argv[3], NULL, 10));
	if (argc == 3 && !strcmp(argv[1], "own"))
		return detach_own(argv[2]);
	fprintf(stderr, "thief: wrong arguments; see the top of tests/race/thief.c\n");
	return 2;
}
