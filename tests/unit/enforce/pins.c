// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* Which mount hides the BPF file system of the pins? */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/enforce/pins.h"

#define SYSFS "sysfs /sys sysfs rw 0 0\n"
#define BPF "bpf /sys/fs/bpf bpf rw,mode=700 0 0\n"

static void expect(const char *text, const char *expected)
{
	FILE *mounts = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	char point[PINS_POINT_SIZE] = "";

	assert_non_null(mounts);
	assert_int_equal(pins_find_hiding_mount(mounts, point, sizeof(point)), expected != NULL);
	assert_string_equal(point, expected ? expected : "");
	fclose(mounts);
}

static void a_mount_on_the_way_that_came_later_hides_it(void **state)
{
	(void)state;
	expect(SYSFS BPF "none /sys/fs/bpf tmpfs rw 0 0\n", "/sys/fs/bpf");
	expect(SYSFS BPF "second /sys/fs/bpf bpf rw 0 0\n", "/sys/fs/bpf");
	expect(SYSFS BPF "none /sys tmpfs rw 0 0\n", "/sys");
	expect(SYSFS BPF "none /sys/fs tmpfs rw 0 0\nnone /sys/fs/bpf tmpfs rw 0 0\n", "/sys/fs/bpf");
}

static void other_mounts_do_not(void **state)
{
	(void)state;
	expect(SYSFS BPF, NULL);
	expect(SYSFS BPF "none /sys/fs/bpf/below tmpfs rw 0 0\nnone /sys/fs/b tmpfs rw 0 0\nnone /run tmpfs rw 0 0\n",
	       NULL);
	expect(SYSFS "none /sys/fs/bpf tmpfs rw 0 0\n", NULL);
	expect("bpf /run/bpf bpf rw 0 0\n" SYSFS, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mount_on_the_way_that_came_later_hides_it),
		cmocka_unit_test(other_mounts_do_not),
	};

	return cmocka_run_group_tests_name("pins", tests, NULL, NULL);
}
