// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A host delegates BPF to a container: token [load]
 *
 * This process stays on the host and delegates everything to a child in namespaces of its own, including the user
 * namespace. The child creates a token; with `load` it also loads a program with the token. Prints the result of the
 * last step: allowed, refused (EPERM), or the errno's name. An earlier error is printed and fails.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "tests/probe/bpf.h"
#include "tests/probe/enter.h"

#define COMMAND_TOKEN_CREATE 36
#define PROG_FLAG_TOKEN (1U << 16)

static void can_not(const char *what)
{
	perror(what);
	exit(2);
}

/* The attributes of PROG_LOAD as they are from Linux 6.9 on; the system's header may be older. */
struct token_load {
	unsigned char before[144];
	int32_t token;
	uint32_t rest;
};

static int load_by_token(int token)
{
	static const struct bpf_insn instructions[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = XDP_PASS},
		{.code = BPF_JMP | BPF_EXIT},
	};
	union bpf_attr attr = {
		.prog_type = BPF_PROG_TYPE_XDP,
		.insns = (uintptr_t)instructions,
		.insn_cnt = 2,
		.license = (uintptr_t) "GPL",
		.prog_flags = PROG_FLAG_TOKEN,
		.prog_name = "probe",
	};
	struct token_load load = {.token = token};

	memcpy(load.before, &attr, offsetof(union bpf_attr, core_relo_rec_size));
	return sys_bpf_sized(BPF_PROG_LOAD, &load, sizeof(load));
}

static int token_create(int bpffs)
{
	uint32_t attr[] = {0, (uint32_t)bpffs};

	return sys_bpf_sized(COMMAND_TOKEN_CREATE, attr, sizeof(attr));
}

/* The file system belongs to the user namespace of who opens it, and is delegated to by who creates it. */
static void in_container(int to_host, int from_host, bool is_load)
{
	struct place place = {.unshare = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET};
	int context, mount, bpffs, result = place_enter(&place);
	char byte;

	if (result || (context = fsopen("bpf", 0)) < 0)
		can_not("a bpffs of the container's");
	if (write(to_host, &context, sizeof(context)) != sizeof(context) || read(from_host, &byte, 1) != 1)
		can_not("the host's answer");
	mount = fsmount(context, 0, 0);
	bpffs = openat(mount, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (bpffs < 0)
		can_not("the delegated bpffs");
	result = token_create(bpffs);
	if (is_load && result < 0)
		can_not("a token");
	if (is_load)
		result = load_by_token(result);
	puts(result >= 0 ? "allowed" : result == -EPERM ? "refused" : strerrorname_np(-result));
	exit(0);
}

static void delegate(pid_t container, int context)
{
	static const char *const options[] = {"delegate_cmds", "delegate_maps", "delegate_progs", "delegate_attachs"};
	int pidfd = syscall(SYS_pidfd_open, container, 0);

	context = syscall(SYS_pidfd_getfd, pidfd, context, 0);
	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (fsconfig(context, FSCONFIG_SET_STRING, options[i], "any", 0))
			can_not(options[i]);
	if (fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		can_not("a delegated bpffs");
}

int main(int argc, char **argv)
{
	bool is_load = argc == 2 && !strcmp(argv[1], "load");
	int to_host[2], to_container[2], context, status;
	pid_t container;

	if (pipe2(to_host, O_CLOEXEC) || pipe2(to_container, O_CLOEXEC))
		can_not("pipe");
	container = fork();
	if (!container) {
		close(to_container[1]); /* or it would wait for itself when the host fails */
		in_container(to_host[1], to_container[0], is_load);
	}
	close(to_host[1]);
	if (read(to_host[0], &context, sizeof(context)) != sizeof(context))
		return 2;
	delegate(container, context);
	if (write(to_container[1], "", 1) != 1 || waitpid(container, &status, 0) != container)
		return 2;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
