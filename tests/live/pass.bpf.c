// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The program that real programs load in the live tests and in the demo: it lets every packet pass. */
__attribute__((section("cgroup_skb/egress"), used)) int pass(void *skb)
{
	return 1;
}

__attribute__((section("license"), used)) char pass_license[] = "GPL";
