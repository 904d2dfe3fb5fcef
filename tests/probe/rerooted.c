// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * rerooted DIRECTORY FROM TO COMMAND...: traces process 1 into another root, as if it had left the initramfs, runs the
 * command meanwhile, and traces it back. Then, without an execve() in between, it moves the mount at FROM to TO.
 * Process 1 must be waiting in a system call, in its root directory.
 *
 * Prints allowed, refused (EPERM), or the errno's name; exits 0, 1, 2. The command's output comes before it.
 */
#include <elf.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESS 1
#define BELOW_STACK 1024 /* also below what a function may use without moving the stack pointer */

/* Makes the process do its system call once more, from where it is. */
static void restart(struct user_regs_struct *registers)
{
#ifdef __x86_64__
	if ((long long)registers->orig_rax < 0)
		errx(2, "process %d is in no system call", PROCESS);
	registers->rip -= 2; /* the size of the instruction */
	registers->rax = registers->orig_rax;
	registers->orig_rax = (unsigned long long)-1;
#else
	(void)registers; /* the kernel did */
#endif
}

static void set_chroot(struct user_regs_struct *registers, uint64_t path)
{
#ifdef __x86_64__
	registers->rax = SYS_chroot;
	registers->rdi = path;
#else
	registers->regs[8] = SYS_chroot;
	registers->regs[0] = path;
#endif
}

static uint64_t stack_of(const struct user_regs_struct *registers)
{
#ifdef __x86_64__
	return registers->rsp;
#else
	return registers->sp;
#endif
}

static long result_of(const struct user_regs_struct *registers)
{
#ifdef __x86_64__
	return (long)registers->rax;
#else
	return (long)registers->regs[0];
#endif
}

static void transfer(int request, struct user_regs_struct *registers)
{
	struct iovec all = {registers, sizeof(*registers)};

	if (ptrace(request, PROCESS, NT_PRSTATUS, &all))
		err(2, "the registers");
}

static void wait_stopped(void)
{
	int status;

	if (waitpid(PROCESS, &status, __WALL) != PROCESS || !WIFSTOPPED(status))
		errx(2, "process %d does not stop", PROCESS);
}

static void write_to(uint64_t address, const char *text)
{
	struct iovec here = {(void *)text, strlen(text) + 1}, there = {(void *)address, strlen(text) + 1};

	if (process_vm_writev(PROCESS, &here, 1, &there, 1, 0) != (ssize_t)here.iov_len)
		err(2, "the memory");
}

/* Has process 1 call chroot(). */
static void reroot(const char *directory)
{
	struct user_regs_struct before, call;

	if (ptrace(PTRACE_SEIZE, PROCESS, NULL, NULL) || ptrace(PTRACE_INTERRUPT, PROCESS, NULL, NULL))
		err(2, "ptrace");
	wait_stopped();
	transfer(PTRACE_GETREGSET, &before);
	restart(&before);
	call = before;
	write_to(stack_of(&call) - BELOW_STACK, directory);
	set_chroot(&call, stack_of(&call) - BELOW_STACK);
	transfer(PTRACE_SETREGSET, &call);
	if (ptrace(PTRACE_SINGLESTEP, PROCESS, NULL, NULL))
		err(2, "the step");
	wait_stopped();
	transfer(PTRACE_GETREGSET, &call);
	transfer(PTRACE_SETREGSET, &before);
	ptrace(PTRACE_DETACH, PROCESS, NULL, NULL);
	if (result_of(&call))
		errx(2, "chroot: %s", strerrorname_np((int)-result_of(&call)));
}

/* Returns whether it succeeded. */
static bool run(char **command)
{
	int status;
	pid_t child = fork();

	if (!child) {
		execvp(*command, command);
		_exit(127);
	}
	return waitpid(child, &status, 0) == child && !status;
}

int main(int argc, char **argv)
{
	bool succeeded;

	if (argc < 5)
		errx(2, "usage: rerooted DIRECTORY FROM TO COMMAND...");
	reroot(argv[1]);
	succeeded = run(argv + 4);
	reroot(".");
	if (!succeeded)
		errx(2, "%s failed", argv[4]);
	if (!syscall(SYS_move_mount, AT_FDCWD, argv[2], AT_FDCWD, argv[3], 0)) {
		puts("allowed");
		return 0;
	}
	puts(errno == EPERM ? "refused" : strerrorname_np(errno));
	return errno == EPERM ? 1 : 2;
}
