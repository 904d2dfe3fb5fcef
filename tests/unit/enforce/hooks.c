// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The hooks: the errno of a denial, and the hooks that come and go with the policy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bpf-lsm/contract/route-hooks.h"
#include "gatekeeper/enforce/route-links.h"
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

static void the_netlink_hook_is_needed_for_what_it_searches(void **state)
{
	(void)state;
	assert_true(routes_is_needed("gk_netlink", GK_OPERATION_BIT(GK_OP_ATTACH_XDP)));
	assert_true(routes_is_needed("gk_netlink", GK_OPERATION_BIT(GK_OP_DETACH_XDP)));
	assert_true(routes_is_needed("gk_netlink", GK_OPERATION_BIT(GK_OP_ATTACH_TC)));
	assert_true(routes_is_needed("gk_netlink", GK_OPERATION_BIT(GK_OP_ATTACH_LWT)));
	assert_true(routes_is_needed("gk_netlink", GK_OPERATION_BIT(GK_OP_ATTACH_NETFILTER)));
	assert_false(routes_is_needed("gk_netlink", GK_OPERATION_BIT(GK_OP_ATTACH_STRUCT_OPS)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(own_objects_are_hidden_and_their_attackers_denied),
		cmocka_unit_test(the_netlink_hook_is_needed_for_what_it_searches),
	};

	return cmocka_run_group_tests_name("hooks", tests, NULL, NULL);
}
