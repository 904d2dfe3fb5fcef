// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * exec-racer WAY TRIES COMMAND [ARGUMENT]...: reaches a program while it is being executed, between the check whether
 * somebody traces it and its first instruction. WAY: trace (PTRACE_SEIZE) or memory (/proc/PID/mem).
 *
 * The command has a stdin that says nothing and never ends, and is to read it. Prints one line: TRIES BEFORE REFUSED
 * WON: the tries, those that reached what ran before the command, those that were refused, and those that reached the
 * command itself. Exits 0 if one did, 1 if none, 2 if it could not try.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define STEP_MIN 50
#define STEP_MAX (1 << 20)

enum ending { BEFORE, REFUSED, WON, ENDINGS };

static atomic_bool *executing; /* shared with the child */
static int delay;              /* of reaching it, in turns of an empty loop; negative: of its execve() */
static int silence[2];         /* the pipe that is stdin */

/* Does `pid` still run what this process runs? */
static bool runs_this_program(pid_t pid)
{
	char path[32], this_program[4096], its_program[4096];
	ssize_t length, its_length;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	length = readlink("/proc/self/exe", this_program, sizeof(this_program));
	its_length = readlink(path, its_program, sizeof(its_program));
	if (length < 0 || its_length < 0)
		err(2, "%s", path);
	return length == its_length && !memcmp(this_program, its_program, (size_t)length);
}

/* Is `memory` that of what `pid` runs now? That of a program that is gone has nothing to read. */
static bool is_memory_of(int memory, pid_t pid)
{
	char path[32], byte;
	unsigned long start;
	FILE *maps;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	maps = fopen(path, "re");
	if (!maps || fscanf(maps, "%lx", &start) != 1)
		err(2, "%s", path);
	fclose(maps);
	return pread(memory, &byte, 1, (off_t)start) == 1;
}

static int wait_for_stop(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, WUNTRACED) != pid || !WIFSTOPPED(status))
		errx(2, "the command ended by itself");
	return status;
}

static enum ending trace(pid_t pid)
{
	if (ptrace(PTRACE_SEIZE, pid, NULL, PTRACE_O_TRACEEXEC))
		return REFUSED;
	if (ptrace(PTRACE_INTERRUPT, pid, NULL, NULL))
		err(2, "PTRACE_INTERRUPT");
	/* Who is traced already tells when it executes the command. */
	if (wait_for_stop(pid) >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8))
		return BEFORE;
	return runs_this_program(pid) ? BEFORE : WON;
}

static enum ending open_memory(pid_t pid)
{
	enum ending ending;
	char path[32];
	int memory;

	snprintf(path, sizeof(path), "/proc/%d/mem", pid);
	memory = open(path, O_RDWR | O_CLOEXEC);
	if (memory < 0)
		return REFUSED;
	kill(pid, SIGSTOP);
	wait_for_stop(pid);
	ending = !runs_this_program(pid) && is_memory_of(memory, pid) ? WON : BEFORE;
	close(memory);
	return ending;
}

static void turn(int turns)
{
	for (; turns > 0; turns--)
		atomic_signal_fence(memory_order_seq_cst);
}

static enum ending try_once(enum ending (*reach)(pid_t), char **command)
{
	enum ending ending;
	pid_t child;

	atomic_store(executing, false);
	child = fork();
	if (child < 0)
		err(2, "fork");
	if (!child) {
		dup2(silence[0], STDIN_FILENO);
		atomic_store(executing, true);
		turn(-delay);
		execvp(*command, command);
		err(2, "%s", *command);
	}
	while (!atomic_load(executing))
		;
	turn(delay);
	errno = 0;
	ending = reach(child);
	if (ending == REFUSED && errno != EPERM && errno != EACCES)
		err(2, "cannot reach process %d", child);
	kill(child, SIGKILL);
	while (waitpid(child, NULL, 0) != child)
		;
	return ending;
}

/*
 * The next try begins later if this one came before the command, else earlier: by twice as much each time until that
 * is too much. So there are tries on both sides of the moment in question, however fast the machine is.
 */
static void adapt(bool was_before)
{
	static bool last;
	static int step = STEP_MIN;

	step = was_before != last ? STEP_MIN : step < STEP_MAX ? step * 2 : step;
	last = was_before;
	delay += was_before ? step : -step;
}

int main(int argc, char **argv)
{
	unsigned long tries, endings[ENDINGS] = {};
	enum ending (*reach)(pid_t);

	if (argc < 4 || (strcmp(argv[1], "trace") && strcmp(argv[1], "memory")))
		errx(2, "usage: exec-racer trace|memory TRIES COMMAND [ARGUMENT]...");
	reach = !strcmp(argv[1], "trace") ? trace : open_memory;
	tries = strtoul(argv[2], NULL, 10);
	executing = mmap(NULL, sizeof(*executing), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (executing == MAP_FAILED || pipe2(silence, O_CLOEXEC))
		err(2, "cannot begin");
	for (unsigned long i = 0; i < tries && !endings[WON]; i++) {
		enum ending ending = try_once(reach, argv + 3);

		endings[ending]++;
		adapt(ending == BEFORE);
	}
	printf("%lu %lu %lu %lu\n", endings[BEFORE] + endings[REFUSED] + endings[WON], endings[BEFORE],
	       endings[REFUSED], endings[WON]);
	return endings[WON] ? 0 : 1;
}
