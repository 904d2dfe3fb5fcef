// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/enforce/image-slot.c: descriptors are closed once. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "gatekeeper/enforce/image-slot.h"

static int open_null(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

/* The daemon closes its slot when it follows other programs, and again when it ends. */
static void a_second_close_leaves_the_descriptors_of_others_open(void **state)
{
	struct image_slot slot = {
		.policy_fd = open_null(), .build_fd = open_null(), .gate_fd = open_null(), .trial_fd = open_null()};
	int others[4];

	(void)state;
	assert_true(image_slot_is_open(&slot));
	image_slot_close(&slot);
	assert_false(image_slot_is_open(&slot));
	for (int i = 0; i < 4; i++)
		others[i] = open_null(); /* the kernel gives the lowest free numbers: those of the slot */
	image_slot_close(&slot);
	for (int i = 0; i < 4; i++)
		assert_int_equal(close(others[i]), 0);
}

static void nothing_is_loaded_in_a_test(void **state)
{
	struct image_slot slot = IMAGE_SLOT_CLOSED;

	(void)state;
	assert_true(image_slot_open(&slot) < 0);
	assert_false(image_slot_is_open(&slot));
	image_slot_close(&slot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_second_close_leaves_the_descriptors_of_others_open),
		cmocka_unit_test(nothing_is_loaded_in_a_test),
	};

	return cmocka_run_group_tests_name("image-slot", tests, NULL, NULL);
}
