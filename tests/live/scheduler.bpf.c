// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A scheduler that leaves everything to the kernel: the live tests try to register it. */
#define SECTION(name) __attribute__((section(name), used))

struct scx_exit_info;

/* libbpf finds each by its name; version 1.1 requires at least one program. */
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
