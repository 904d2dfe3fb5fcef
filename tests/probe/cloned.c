// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * cloned KIND: executes a copy of itself in memory, as crun does, which loads a program and prints whether it may:
 * load prog-load allowed|refused|failed ERRNO
 *
 * Kinds: sealed; unsealed (another process could write to it); altered (one byte that does nothing is another one);
 * twice (the copy executes a copy of itself); child (a child of the copy makes the call); late (the copy calls when its
 * stdin ends); call (no copy: the call).
 */
#include <elf.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/probe/bpf.h"

#define ALL_SEALS (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE)

static int copy_self(void)
{
	int self = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	int copy = memfd_create("cloned", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	struct stat stat;

	if (self < 0 || copy < 0 || fstat(self, &stat))
		err(1, "copy");
	for (off_t done = 0; done < stat.st_size;) {
		ssize_t sent = sendfile(copy, self, NULL, stat.st_size - done);

		if (sent <= 0)
			err(1, "sendfile");
		done += sent;
	}
	close(self);
	return copy;
}

static void run_copy(const char *kind, const char *next)
{
	char *const argv[] = {"cloned", (char *)next, NULL};
	int copy = copy_self();

	if (strcmp(kind, "altered") == 0 && pwrite(copy, "!", 1, EI_NIDENT - 1) != 1)
		err(1, "pwrite");
	if (strcmp(kind, "unsealed") != 0 && fcntl(copy, F_ADD_SEALS, ALL_SEALS))
		err(1, "seal");
	fexecve(copy, argv, environ);
	err(1, "fexecve");
}

static int call(void)
{
	static const struct bpf_insn instructions[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int program = prog_load(BPF_PROG_TYPE_SOCKET_FILTER, 0, instructions, 2, 0, 0);
	const char *verdict = program >= 0 ? "allowed" : program == -EPERM || program == -EACCES ? "refused" : "failed";

	printf("load prog-load %s %s\n", verdict, program >= 0 ? "0" : strerrorname_np(-program));
	return 0;
}

static int call_in_child(void)
{
	pid_t child = fork();
	int status;

	if (!child)
		exit(call());
	if (child < 0 || waitpid(child, &status, 0) != child || status)
		err(1, "child");
	return 0;
}

static int call_late(void)
{
	char byte;

	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	return call();
}

/* What the copy does. */
static const char *then(const char *kind)
{
	static const char *const pairs[][2] = {
		{"twice", "sealed"}, {"child", "called-by-child"}, {"late", "called-late"}};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (strcmp(kind, pairs[i][0]) == 0)
			return pairs[i][1];
	return "call";
}

int main(int argc, char **argv)
{
	const char *kind = argc == 2 ? argv[1] : "";

	if (strcmp(kind, "call") == 0)
		return call();
	if (strcmp(kind, "called-by-child") == 0)
		return call_in_child();
	if (strcmp(kind, "called-late") == 0)
		return call_late();
	run_copy(kind, then(kind));
}
