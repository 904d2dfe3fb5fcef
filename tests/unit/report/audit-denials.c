// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* What audit mode denies, by the protection that is active. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gatekeeper/report/audit-denials.h"

static struct audit_denial denials[AUDIT_DENIALS_MAX];

static unsigned int read_of(uint32_t mode, uint32_t protect, bool armed, uint64_t lifted)
{
	struct enforcer_status status = {.loaded = true, .armed = armed, .lifted = lifted};

	status.mode = mode;
	status.protect = protect;
	return audit_denials_read(&status, denials);
}

static void only_audit_mode_has_a_list(void **state)
{
	struct enforcer_status none = {.mode = GK_AUDIT};

	(void)state;
	assert_int_equal(read_of(GK_ENFORCE, GK_PROTECT_SELF, true, 0), 0);
	assert_int_equal(read_of(GK_AUDIT, GK_PROTECT_SELF, true, 0), 6);
	assert_int_equal(audit_denials_read(&none, denials), 0);
}

static void the_list_is_that_of_the_active_protection(void **state)
{
	(void)state;
	assert_int_equal(read_of(GK_AUDIT, GK_PROTECT_OFF, true, 0), 2);
	assert_string_equal(denials[0].whom, "containers");
	assert_string_equal(denials[1].what, "writing kernel/ftrace_enabled");
	assert_string_equal(denials[1].whom, "all");
	assert_int_equal(read_of(GK_AUDIT, GK_PROTECT_SELF, true, 0), 6);
	assert_string_equal(denials[1].whom, "all but the gatekeeper");
	assert_int_equal(read_of(GK_AUDIT, GK_PROTECT_SEALED, true, 0), 6);
	assert_string_equal(denials[1].whom, "all");
}

static void a_protection_that_is_not_active_denies_what_off_does(void **state)
{
	(void)state;
	assert_int_equal(read_of(GK_AUDIT, GK_PROTECT_SELF, false, 0), 2);
	assert_int_equal(read_of(GK_AUDIT, GK_PROTECT_SEALED, true, 30), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_audit_mode_has_a_list),
		cmocka_unit_test(the_list_is_that_of_the_active_protection),
		cmocka_unit_test(a_protection_that_is_not_active_denies_what_off_does),
	};

	return cmocka_run_group_tests_name("audit denials", tests, NULL, NULL);
}
