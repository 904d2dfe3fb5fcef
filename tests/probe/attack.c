// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * Makes one attack on a BPF enforcer, as somebody with root would. It changes only what its arguments say.
 *
 *   attack map NAME               opens the map of that name by its ID, to write to it
 *   attack update NAME            the same, and writes its content back
 *   attack program NAME           opens the program of that name by its ID
 *   attack link NAME              opens the link of that program by its ID
 *   attack detach NAME            the same, and detaches it
 *   attack pin PATH               opens the pinned object, to write to it
 *   attack id FUNCTION            prints the number of a kernel function, which the commands below accept
 *   attack slot HOOK [RETURN]     loads an LSM program on that hook (bpf_lsm_bpf) that returns RETURN
 *   attack slots HOOK [KIND [FILE]]   attaches as many programs as fit; prints their number; KIND: as below
 *   attack each KIND FILE FUNCTION...   loads and attaches a program to each: lsm, deny (lsm, which denies), fentry,
 *                                 fexit, or answer, which answers for the function; prints with each what this command
 *                                 prints; FILE: made then, and all end when it is removed; - ends them at once
 *   attack many FILE FUNCTION...  attaches one fentry program to all by one link (7.2 on; else EINVAL); FILE as above
 *   attack held KIND FUNCTION FILE raw-tracepoint|link [threads]   loads it, makes FILE, attaches when that is gone
 *   attack trace-hook FUNCTION    loads an fexit program on that kernel function
 *   attack trace-many             loads an fentry program for functions that only its link names (7.2 on; else EINVAL)
 *   attack override FUNCTION      loads and attaches a program that replaces the result of a function (security_bpf)
 *   attack extend NAME            loads a program that extends that program
 *   attack forge PID FILE         has a program write into what the process writes; FILE as above
 *   attack registers PROGRAM FILE has a program crash whoever starts PROGRAM, by its registers (6.18 on); FILE as above
 *   attack ptrace|mem|descriptor PID   attaches to the process; opens its memory; takes its descriptor 1
 *   attack rlimit|nice|scheduler|ioprio|perf PID   limits the process; changes when it runs; counts its page faults
 *   attack sigio PID              has the kernel send SIGKILL to it when a pipe is ready
 *   attack traced COMMAND...      runs it under ptrace() and exits with its code
 *
 * Prints allowed, refused (EPERM, EACCES, or ENOENT if the object is hidden), or the errno's name; exits 0, 1, 2.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/probe/attack-process.h"
#include "tests/probe/bpf.h"

#define PROG_TRACING 26
#define PROG_EXT 28
#define PROG_LSM 29
#define ATTACH_LSM_MAC 27
#define ATTACH_TRACE_FENTRY_MULTI 59

static int answer(int result)
{
	if (result >= 0) {
		puts("allowed");
		return 0;
	}
	puts(result == -EPERM || result == -ENOENT || result == -EACCES ? "refused" : strerrorname_np(-result));
	return result == -EPERM || result == -ENOENT || result == -EACCES ? 1 : 2;
}

/* Returns the next ID of a kind, or 0 after the last. */
static unsigned int next_id(unsigned int command, unsigned int id)
{
	union bpf_attr attr = {.start_id = id};

	return sys_bpf(command, &attr) ? 0 : attr.next_id;
}

static int get(unsigned int command, unsigned int id)
{
	union bpf_attr attr = {.map_id = id};

	return sys_bpf(command, &attr);
}

static int info_of(int fd, void *ret_info, unsigned int size)
{
	union bpf_attr attr = {.info = {.bpf_fd = fd, .info = (uintptr_t)ret_info, .info_len = size}};

	return sys_bpf(BPF_OBJ_GET_INFO_BY_FD, &attr);
}

/* Returns -ENOENT if the object is hidden. */
static int open_map(const char *name, struct bpf_map_info *ret_info)
{
	for (unsigned int id = 0; (id = next_id(BPF_MAP_GET_NEXT_ID, id));) {
		int fd = get(BPF_MAP_GET_FD_BY_ID, id);

		memset(ret_info, 0, sizeof(*ret_info));
		if (fd >= 0 && !info_of(fd, ret_info, sizeof(*ret_info)) && !strcmp(ret_info->name, name))
			return fd;
		if (fd >= 0)
			close(fd);
	}
	return -ENOENT;
}

static int open_program(const char *name)
{
	for (unsigned int id = 0; (id = next_id(BPF_PROG_GET_NEXT_ID, id));) {
		struct bpf_prog_info info = {0};
		int fd = get(BPF_PROG_GET_FD_BY_ID, id);

		if (fd >= 0 && !info_of(fd, &info, sizeof(info)) && !strcmp(info.name, name))
			return fd;
		if (fd >= 0)
			close(fd);
	}
	return -ENOENT;
}

/* Does not find the link of a program whose name cannot be read. */
static int open_link(const char *name)
{
	for (unsigned int id = 0; (id = next_id(BPF_LINK_GET_NEXT_ID, id));) {
		struct bpf_prog_info program = {0};
		struct bpf_link_info info = {0};
		int fd = get(BPF_LINK_GET_FD_BY_ID, id), program_fd;

		if (fd < 0 || info_of(fd, &info, sizeof(info)))
			continue;
		program_fd = get(BPF_PROG_GET_FD_BY_ID, info.prog_id);
		if (program_fd >= 0 && !info_of(program_fd, &program, sizeof(program)) && !strcmp(program.name, name))
			return fd;
		close(fd);
	}
	return -ENOENT;
}

static int detach(const char *name)
{
	int fd = open_link(name);

	return fd < 0 ? fd : link_detach(fd);
}

static int update_map(const char *name)
{
	static char value[1 << 21];
	unsigned int zero = 0;
	struct bpf_map_info info;
	int fd = open_map(name, &info);
	union bpf_attr attr = {.map_fd = fd < 0 ? 0 : fd, .key = (uintptr_t)&zero, .value = (uintptr_t)value};
	int error = fd < 0 ? fd : sys_bpf(BPF_MAP_LOOKUP_ELEM, &attr);

	return error ?: sys_bpf(BPF_MAP_UPDATE_ELEM, &attr);
}

static int open_pin(const char *path)
{
	union bpf_attr attr = {.pathname = (uintptr_t)path};

	return sys_bpf(BPF_OBJ_GET, &attr);
}

/* Takes a name, or the number that `attack id` printed, as reading the kernel's BTF is slow. */
static int function_id(const char *name)
{
	static struct btf *btf;
	int id = atoi(name);

	if (id)
		return id;
	btf = btf ?: btf__load_vmlinux_btf();
	id = btf ? btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) : -EINVAL;
	if (id < 0) {
		fprintf(stderr, "attack: the kernel has no function %s\n", name);
		exit(2);
	}
	return id;
}

static int load_on(unsigned int type, unsigned int attach_type, int btf_id, int target, int value)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = value},
		{.code = BPF_JMP | BPF_EXIT},
	};
	union bpf_attr attr = {
		.prog_type = type,
		.expected_attach_type = attach_type,
		.insns = (uintptr_t)insns,
		.insn_cnt = 2,
		.license = (uintptr_t) "GPL",
		.attach_btf_id = btf_id,
		.attach_prog_fd = target,
		.prog_name = "attack",
	};

	return sys_bpf(BPF_PROG_LOAD, &attr);
}

static int attach(int program)
{
	union bpf_attr attr = {.raw_tracepoint = {.prog_fd = program}};

	return program < 0 ? program : sys_bpf(BPF_RAW_TRACEPOINT_OPEN, &attr);
}

static const struct kind {
	const char *name;
	unsigned int type;
	unsigned int attach_type;
	int value; /* that it returns */
} kinds[] = {
	{"lsm", PROG_LSM, ATTACH_LSM_MAC, 0},           {"deny", PROG_LSM, ATTACH_LSM_MAC, -EPERM},
	{"fentry", PROG_TRACING, BPF_TRACE_FENTRY, 0},  {"fexit", PROG_TRACING, BPF_TRACE_FEXIT, 0},
	{"answer", PROG_TRACING, BPF_MODIFY_RETURN, 0},
};

static const struct kind *kind_of(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].name, name))
			return &kinds[i];
	fprintf(stderr, "attack: there is no kind %s\n", name);
	exit(2);
}

static int load_kind(const struct kind *kind, const char *function)
{
	return load_on(kind->type, kind->attach_type, function_id(function), 0, kind->value);
}

static int create_link(int program, unsigned int attach_type)
{
	union bpf_attr attr = {.link_create = {.prog_fd = program, .attach_type = attach_type}};

	return sys_bpf(BPF_LINK_CREATE, &attr);
}

static void *stay(void *nothing)
{
	pause();
	return nothing;
}

static int wait_until_removed(const char *file)
{
	const struct timespec wait = {.tv_nsec = 100 * 1000 * 1000};

	if (close(creat(file, 0600)))
		return -errno;
	while (!access(file, F_OK))
		nanosleep(&wait, NULL);
	return 0;
}

/* `arguments`: KIND FUNCTION FILE COMMAND */
static int hold(char **arguments, bool threads)
{
	const struct kind *kind = kind_of(arguments[0]);
	int program = load_kind(kind, arguments[1]);
	pthread_t thread;

	if (program < 0 || (threads && pthread_create(&thread, NULL, stay, NULL)))
		return program < 0 ? program : -errno;
	puts("loaded");
	fflush(stdout);
	if (wait_until_removed(arguments[2]))
		return -errno;
	return !strcmp(arguments[3], "link") ? create_link(program, kind->attach_type) : attach(program);
}

static int fill_slots(const char *hook, const struct kind *kind, const char *file)
{
	int count = 0, link;

	while ((link = attach(load_kind(kind, hook))) >= 0)
		count++;
	printf("%d\n", count);
	fflush(stdout);
	if (file && wait_until_removed(file))
		return 2;
	return link == -E2BIG ? 0 : 1;
}

static int attach_to_each(const struct kind *kind, const char *file, char **functions)
{
	for (; *functions; functions++) {
		printf("%s: ", *functions);
		answer(attach(load_kind(kind, *functions)));
	}
	fflush(stdout);
	return strcmp(file, "-") ? wait_until_removed(file) : 0;
}

static int load_many(void)
{
	return load_on(PROG_TRACING, ATTACH_TRACE_FENTRY_MULTI, 0, 0, 0);
}

/* Our headers do not know the link yet. */
static int attach_to_all(const char *file, char **functions)
{
	__u32 ids[32] = {0};
	union {
		union bpf_attr attr;
		struct {
			__u32 program, target, attach_type, flags;
			__u64 ids, cookies;
			__u32 count;
		};
	} request = {0};
	int link;

	for (; request.count < sizeof(ids) / sizeof(ids[0]) && *functions; functions++)
		ids[request.count++] = function_id(*functions);
	request.ids = (uintptr_t)ids;
	request.attach_type = ATTACH_TRACE_FENTRY_MULTI;
	link = load_many();
	request.program = link < 0 ? 0 : link;
	link = link < 0 ? link : sys_bpf(BPF_LINK_CREATE, &request.attr);
	answer(link);
	fflush(stdout);
	return link < 0 || !strcmp(file, "-") ? link : wait_until_removed(file);
}

/* Overwrites the first bytes of all that the process writes. */
static int forge(pid_t pid, const char *file)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = BPF_REG_6, .src_reg = BPF_REG_1},
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_get_current_pid_tgid},
		{.code = BPF_ALU64 | BPF_RSH | BPF_K, .dst_reg = BPF_REG_0, .imm = 32},
		{.code = BPF_JMP | BPF_JNE | BPF_K, .dst_reg = BPF_REG_0, .imm = pid, .off = 6},
		{.code = BPF_LDX | BPF_MEM | BPF_DW, .dst_reg = BPF_REG_1, .src_reg = BPF_REG_6, .off = 8},
		{.code = BPF_ST | BPF_MEM | BPF_W, .dst_reg = BPF_REG_10, .off = -8, .imm = 0x21534549 /* IES! */},
		{.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = BPF_REG_2, .src_reg = BPF_REG_10},
		{.code = BPF_ALU64 | BPF_ADD | BPF_K, .dst_reg = BPF_REG_2, .imm = -8},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_3, .imm = 4},
		{.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_probe_write_user},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	int program = prog_load(PROG_TRACING, BPF_TRACE_FENTRY, insns, sizeof(insns) / sizeof(insns[0]), 0,
				function_id("vfs_write"));
	int link = attach(program);

	return link < 0 ? link : wait_until_removed(file);
}

#ifdef __x86_64__
#define INSTRUCTION_POINTER 128 /* in struct pt_regs */
#else
#define INSTRUCTION_POINTER 256 /* in struct user_pt_regs of arm64 */
#endif
#define ATTACH_UPROBE_MULTI 48

/* Whoever executes the first instruction of the program goes on at address 0. */
static int set_registers(const char *path, const char *file)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_STX | BPF_MEM | BPF_DW,
		 .dst_reg = BPF_REG_1,
		 .src_reg = BPF_REG_0,
		 .off = INSTRUCTION_POINTER},
		{.code = BPF_JMP | BPF_EXIT},
	};
	unsigned long offset = entry_of(path);
	struct {
		__u32 program, target, attach_type, flags;
		__u64 path, offsets, counters, cookies;
		__u32 count, multi_flags, pid;
	} request = {
		.attach_type = ATTACH_UPROBE_MULTI, .path = (uintptr_t)path, .offsets = (uintptr_t)&offset, .count = 1};
	int program =
		    prog_load(BPF_PROG_TYPE_KPROBE, ATTACH_UPROBE_MULTI, insns, sizeof(insns) / sizeof(insns[0]), 0, 0),
	    link;

	if (program < 0)
		return program;
	request.program = program;
	link = sys_bpf_sized(BPF_LINK_CREATE, &request, sizeof(request));
	return link < 0 ? link : wait_until_removed(file);
}

/* The program's own BTF has its type, under the program's name. */
static int extend(const char *name)
{
	struct bpf_prog_info info = {0};
	int fd = open_program(name), id;
	struct btf *btf;

	if (fd < 0)
		return fd;
	if (info_of(fd, &info, sizeof(info)))
		return -EINVAL;
	btf = btf__load_from_kernel_by_id(info.btf_id);
	id = btf ? btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) : -EINVAL;
	btf__free(btf);
	return id < 0 ? -EINVAL : load_on(PROG_TRACING, BPF_TRACE_FEXIT, id, fd, 0);
}

static int attack(int argc, char **argv)
{
	const char *what = argc > 2 ? argv[2] : "";
	struct bpf_map_info info;

	if (!strcmp(argv[1], "map"))
		return answer(open_map(what, &info));
	if (!strcmp(argv[1], "update"))
		return answer(update_map(what));
	if (!strcmp(argv[1], "program"))
		return answer(open_program(what));
	if (!strcmp(argv[1], "link"))
		return answer(open_link(what));
	if (!strcmp(argv[1], "detach"))
		return answer(detach(what));
	if (!strcmp(argv[1], "id"))
		return printf("%d\n", function_id(what)) < 0;
	if (!strcmp(argv[1], "pin"))
		return answer(open_pin(what));
	if (!strcmp(argv[1], "slot"))
		return answer(load_on(PROG_LSM, ATTACH_LSM_MAC, function_id(what), 0, argc > 3 ? atoi(argv[3]) : 0));
	if (!strcmp(argv[1], "slots"))
		return fill_slots(what, kind_of(argc > 3 ? argv[3] : "lsm"), argc > 4 ? argv[4] : NULL);
	if (!strcmp(argv[1], "each") && argc > 4)
		return attach_to_each(kind_of(what), argv[3], argv + 4);
	if (!strcmp(argv[1], "many") && argc > 3)
		return attach_to_all(what, argv + 3);
	if (!strcmp(argv[1], "held") && argc > 5)
		return answer(hold(argv + 2, argc > 6));
	if (!strcmp(argv[1], "trace-hook"))
		return answer(load_kind(kind_of("fexit"), what));
	if (!strcmp(argv[1], "trace-many"))
		return answer(load_many());
	if (!strcmp(argv[1], "override"))
		return answer(attach(load_on(PROG_TRACING, BPF_MODIFY_RETURN, function_id(what), 0, 0)));
	if (!strcmp(argv[1], "extend"))
		return answer(extend(what));
	if (!strcmp(argv[1], "forge") && argc > 3)
		return answer(forge(atoi(what), argv[3]));
	if (!strcmp(argv[1], "registers") && argc > 3)
		return answer(set_registers(what, argv[3]));
	if (!strcmp(argv[1], "sigio"))
		return answer(send_sigio(atoi(what)));
	if (!strcmp(argv[1], "rlimit") || !strcmp(argv[1], "nice") || !strcmp(argv[1], "scheduler") ||
	    !strcmp(argv[1], "ioprio") || !strcmp(argv[1], "perf"))
		return answer(limit(argv[1], atoi(what)) < 0 ? -errno : 0);
	if (!strcmp(argv[1], "ptrace") || !strcmp(argv[1], "mem") || !strcmp(argv[1], "descriptor"))
		return answer(reach(argv[1], what));
	fprintf(stderr, "attack: wrong arguments; see the top of tests/probe/attack.c\n");
	return 2;
}

int main(int argc, char **argv)
{
	if (argc > 2 && !strcmp(argv[1], "traced"))
		return run_traced(argv + 2);
	return argc > 1 ? attack(argc, argv) : 2;
}
