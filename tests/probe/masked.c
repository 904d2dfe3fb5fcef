// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * A process that claims to be another program: masked FILE PIN
 *
 * Unmaps its own executable, makes FILE its executable (prctl PR_SET_MM_EXE_FILE, as a checkpoint does), and opens the
 * object that is pinned at PIN. Exits 0 if that was allowed, 1 if it was denied, 2 if it could not be tried.
 */
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/prctl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CODE_SIZE 4096

struct plan {
	unsigned long start, size; /* of this program in memory */
	long file;
	union bpf_attr attr;
};

#ifdef __aarch64__
static inline __attribute__((always_inline)) long call(long number, long a, long b, long c, long d, long e)
{
	register long x8 __asm__("x8") = number;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;

	__asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
	return x0;
}
#else
static inline __attribute__((always_inline)) long call(long number, long a, long b, long c, long d, long e)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;

	__asm__ volatile("syscall" : "+a"(number) : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
	return number;
}
#endif

/* Runs in a copy, with nothing but the plan, as the program is unmapped from the first call on. */
static __attribute__((noinline, aligned(64), section(".text.masked"))) void unmask(struct plan *plan)
{
	long result = call(SYS_munmap, (long)plan->start, (long)plan->size, 0, 0, 0);

	if (!result)
		result = call(SYS_prctl, PR_SET_MM, PR_SET_MM_EXE_FILE, plan->file, 0, 0);
	if (result)
		call(SYS_exit_group, 2, 0, 0, 0, 0);
	result = call(SYS_bpf, BPF_OBJ_GET, (long)&plan->attr, sizeof(plan->attr), 0, 0);
	call(SYS_exit_group, result < 0, 0, 0, 0, 0);
}

/* Finds the range from the first to the last mapping of the executable. */
static int find_self(struct plan *plan)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char self[256] = "", line[512];
	unsigned long start, end;

	if (!maps || readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return -1;
	while (fgets(line, sizeof(line), maps)) {
		if (!strstr(line, self) || sscanf(line, "%lx-%lx", &start, &end) != 2)
			continue;
		plan->start = plan->start ?: start;
		plan->size = end - plan->start;
	}
	fclose(maps);
	return plan->size ? 0 : -1;
}

int main(int argc, char **argv)
{
	struct plan *plan =
		mmap(NULL, 2 * CODE_SIZE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void *code = (char *)plan + CODE_SIZE;
	void (*run)(struct plan *);

	if (argc != 3 || plan == MAP_FAILED || find_self(plan))
		return 2;
	plan->file = open(argv[1], O_RDONLY | O_CLOEXEC);
	plan->attr.pathname = (uintptr_t)memcpy((char *)code + CODE_SIZE / 2, argv[2], strlen(argv[2]) + 1);
	memcpy(code, (const void *)unmask, CODE_SIZE / 4);
	__builtin___clear_cache((char *)code, (char *)code + CODE_SIZE);
	memcpy(&run, &code, sizeof(run));
	run(plan);
	return 2;
}
