// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Programs that do nothing, which real programs attach to other targets than cgroups in the live tests. */
#define SECTION(name) __attribute__((section(name), used))

SECTION("xdp") int xdp_pass(void *packet)
{
	return 2;
}

SECTION("tc") int tc_pass(void *packet)
{
	return 0;
}

SECTION("raw_tp/sched_process_exit") int on_exit(void *context)
{
	return 0;
}

SECTION("sk_msg") int message(void *context)
{
	return 1;
}

SECTION("license") char attach_license[] = "GPL";
