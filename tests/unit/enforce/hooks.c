// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The hooks: the errno of a denial. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy/image/decision.h"

static void own_objects_are_hidden_and_their_attackers_denied(void **state)
{
	(void)state;
	assert_int_equal(gk_denial_errno(0, GK_OP_GET), -GK_DENIED_ERRNO);
	assert_int_equal(gk_denial_errno(0, GK_OP_LOAD), -GK_DENIED_ERRNO);
	assert_int_equal(gk_denial_errno(1, GK_OP_GET), -GK_HIDDEN_ERRNO);
	assert_int_equal(gk_denial_errno(1, GK_OP_DETACH_XDP), -GK_HIDDEN_ERRNO);
	assert_int_equal(gk_denial_errno(1, GK_OP_LOAD), -GK_DENIED_ERRNO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_objects_are_hidden_and_their_attackers_denied),
	};

	return cmocka_run_group_tests_name("hooks", tests, NULL, NULL);
}
