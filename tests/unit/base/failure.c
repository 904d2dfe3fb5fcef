// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper/base/failure.c: messages of errors. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/base/failure.h"

static void errors_have_names(void **state)
{
	(void)state;
	assert_string_equal(error_text(-EPERM), strerror(EPERM));
	assert_string_equal(error_text(-524), "not supported by this kernel (ENOTSUPP)");
}

static void failure_keeps_the_error(void **state)
{
	struct failure failure;

	(void)state;
	assert_int_equal(failure_set(&failure, -EBUSY, "cannot open %s: %d", "x", 7), -EBUSY);
	assert_string_equal(failure.text, "cannot open x: 7");
}

static void a_disk_is_full_also_by_a_quota(void **state)
{
	(void)state;
	assert_true(error_is_disk_full(-ENOSPC));
	assert_true(error_is_disk_full(-EDQUOT));
	assert_false(error_is_disk_full(-EIO));
	assert_false(error_is_disk_full(0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors_have_names),
		cmocka_unit_test(failure_keeps_the_error),
		cmocka_unit_test(a_disk_is_full_also_by_a_quota),
	};

	return cmocka_run_group_tests_name("failure", tests, NULL, NULL);
}
