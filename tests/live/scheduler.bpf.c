// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A scheduler that leaves all to the kernel: what is tried is its registration. */
#define SECTION(name) __attribute__((section(name), used))

struct scx_exit_info;

/* libbpf finds each by its name, and wants a program (1.1). */
struct sched_ext_ops {
	void (*exit)(struct scx_exit_info *info);
	char name[128];
};

SECTION("struct_ops/ended") void ended(void *context)
{
}

SECTION(".struct_ops")
struct sched_ext_ops probe = {
	.exit = (void *)ended,
	.name = "probe",
};

SECTION("license") char scheduler_license[] = "GPL";
