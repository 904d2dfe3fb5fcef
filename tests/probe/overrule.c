// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * overrule KIND CGROUP [FILE]: has a program at the sysctls of the cgroup, and writes 0 to kernel.ftrace_enabled, which
 * switches off every trampoline; writes 1 again. Prints what failed first, load, prog-attach, link-create or
 * link-update as "refused" or with its error, or "write refused", or "write allowed".
 *
 * Kinds: harmless; retval (sets the answer anew); tail-call (may call another program that does); long, long-retval
 * (the first two, behind LONG instructions).
 * With FILE it makes that when the program is loaded, and tries each way to attach when it is gone: a line for each.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/probe/bpf.h"

#define FTRACE_ENABLED "/proc/sys/kernel/ftrace_enabled"
#define MILLISECOND 1000
#define LONG 100000

static const struct bpf_insn harmless[] = {
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1},
	{.code = BPF_JMP | BPF_EXIT},
};
static const struct bpf_insn retval[] = {
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_1, .imm = 0},
	{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_set_retval},
	{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1},
	{.code = BPF_JMP | BPF_EXIT},
};

static int load(const struct bpf_insn *instructions, unsigned int count)
{
	return prog_load(BPF_PROG_TYPE_CGROUP_SYSCTL, BPF_CGROUP_SYSCTL, instructions, count, 0, 0);
}

static int load_tail_call(void)
{
	union bpf_attr attr = {.map_type = BPF_MAP_TYPE_PROG_ARRAY, .key_size = 4, .value_size = 4, .max_entries = 1};
	struct bpf_insn instructions[] = {
		{.code = BPF_LD | BPF_DW | BPF_IMM, .dst_reg = BPF_REG_2, .src_reg = BPF_PSEUDO_MAP_FD},
		{0},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_3, .imm = 0},
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_tail_call},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 1},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int map = sys_bpf(BPF_MAP_CREATE, &attr);

	if (map < 0)
		return map;
	instructions[0].imm = map;
	return load(instructions, sizeof(instructions) / sizeof(instructions[0]));
}

static int load_long(const struct bpf_insn *end, unsigned int count)
{
	struct bpf_insn *instructions = calloc(LONG + count, sizeof(*instructions));
	int program;

	if (!instructions)
		return -ENOMEM;
	for (unsigned int i = 0; i < LONG; i++)
		instructions[i] = harmless[0];
	memcpy(&instructions[LONG], end, count * sizeof(*end));
	program = load(instructions, LONG + count);
	free(instructions);
	return program;
}

static int load_kind(const char *kind)
{
	if (strcmp(kind, "long") == 0)
		return load_long(harmless, sizeof(harmless) / sizeof(harmless[0]));
	if (strcmp(kind, "long-retval") == 0)
		return load_long(retval, sizeof(retval) / sizeof(retval[0]));
	if (strcmp(kind, "retval") == 0)
		return load(retval, sizeof(retval) / sizeof(retval[0]));
	if (strcmp(kind, "tail-call") == 0)
		return load_tail_call();
	return load(harmless, sizeof(harmless) / sizeof(harmless[0]));
}

/* Prints the answer and exits if it is an error. */
static int must(const char *what, int result)
{
	if (result >= 0)
		return result;
	printf("%s %s\n", what, result == -EPERM || result == -EACCES ? "refused" : strerrorname_np(-result));
	exit(0);
}

static bool write_enabled(const char *value)
{
	int fd = open(FTRACE_ENABLED, O_WRONLY | O_CLOEXEC);
	bool written = fd >= 0 && write(fd, value, 1) == 1;

	if (fd >= 0)
		close(fd);
	return written;
}

static void try_write(void)
{
	bool written = write_enabled("0");

	printf("write %s\n", written ? "allowed" : "refused");
	if (written && !write_enabled("1"))
		err(1, "write 1");
}

static void say(const char *what, int result)
{
	printf("%s %s\n", what,
	       result >= 0                             ? "allowed"
	       : result == -EPERM || result == -EACCES ? "refused"
						       : strerrorname_np(-result));
}

static void try_later(int program, int cgroup, const char *file)
{
	int link = must("link-create", link_create(cgroup, must("load", load_kind("harmless")), BPF_CGROUP_SYSCTL));

	close(open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	while (access(file, F_OK) == 0)
		usleep(10 * MILLISECOND);
	say("link-update", link_update(link, program));
	say("link-create", link_create(cgroup, program, BPF_CGROUP_SYSCTL));
	say("prog-attach", prog_attach(cgroup, program, BPF_CGROUP_SYSCTL));
	try_write();
	prog_detach(cgroup, program, BPF_CGROUP_SYSCTL);
}

int main(int argc, char **argv)
{
	int program, cgroup = argc > 2 ? open(argv[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (cgroup < 0)
		errx(2, "usage: overrule KIND CGROUP [FILE]");
	program = must("load", load_kind(argv[1]));
	if (argc > 3) {
		try_later(program, cgroup, argv[3]);
		return 0;
	}
	must("link-create", link_create(cgroup, program, BPF_CGROUP_SYSCTL));
	try_write();
	return 0;
}
