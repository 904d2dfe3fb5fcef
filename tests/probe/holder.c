// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * holder --pin PATH: opens the object that is pinned at PATH, prints "held", and waits to be killed.
 *
 * holder CGROUP: attaches programs for as long as it runs: to a cgroup, a tracepoint and a kernel function by links,
 * and to another function by a perf event's ioctl. Then it prints "held" and waits to be killed.
 */
#include <fcntl.h>
#include <linux/perf_event.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tests/probe/bpf.h"

static int simple_load(unsigned int type)
{
	static const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0},
		{.code = BPF_JMP | BPF_EXIT},
	};

	return prog_load(type, 0, insns, 2, 0, 0);
}

static int attach_raw_tracepoint(const char *name)
{
	union bpf_attr attr = {.raw_tracepoint = {.name = (uintptr_t)name}};

	attr.raw_tracepoint.prog_fd = simple_load(BPF_PROG_TYPE_RAW_TRACEPOINT);
	return sys_bpf(BPF_RAW_TRACEPOINT_OPEN, &attr);
}

static int open_kprobe(const char *function)
{
	struct perf_event_attr attr = {.size = sizeof(attr), .kprobe_func = (uintptr_t)function};
	FILE *file = fopen("/sys/bus/event_source/devices/kprobe/type", "re");

	if (!file || fscanf(file, "%u", &attr.type) != 1)
		return -1;
	fclose(file);
	return syscall(SYS_perf_event_open, &attr, -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
}

static int open_pin(const char *path)
{
	union bpf_attr attr = {.pathname = (uintptr_t)path};

	return sys_bpf(BPF_OBJ_GET, &attr);
}

static int wait_held(void)
{
	puts("held");
	fflush(stdout);
	pause();
	return 0;
}

static int hold_attached(const char *path)
{
	const struct attach_type *type = attach_type_find("cgroup_inet4_bind");
	int cgroup = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (cgroup < 0 || link_create(cgroup, cgroup_prog_load(type), type->number) < 0 ||
	    attach_raw_tracepoint("sched_process_exit") < 0 ||
	    ioctl(open_kprobe("do_exit"), PERF_EVENT_IOC_SET_BPF, simple_load(BPF_PROG_TYPE_KPROBE)) ||
	    link_create(open_kprobe("do_group_exit"), simple_load(BPF_PROG_TYPE_KPROBE), BPF_PERF_EVENT) < 0) {
		return -1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	int held = -1;

	if (argc == 2)
		held = hold_attached(argv[1]);
	else if (argc == 3 && strcmp(argv[1], "--pin") == 0)
		held = open_pin(argv[2]);
	if (held < 0) {
		perror("holder");
		return 1;
	}
	return wait_held();
}
