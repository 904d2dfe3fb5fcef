// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* A program with a function that another program may replace, and the replacement. */
#define SECTION(name) __attribute__((section(name), used))

__attribute__((noinline)) int replaced(int number)
{
	return number & 1;
}

SECTION("socket") int replaceable(const int *packet_length)
{
	return replaced(*packet_length);
}

SECTION("freplace/replaced") int replacement(int number)
{
	return 0;
}

SECTION("license") char replaced_license[] = "GPL";
