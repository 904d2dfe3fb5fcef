// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* bpf-lsm/contract/gate.h: what an image needs of the gate, and when the gate lets calls pass that it must not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "bpf-lsm/contract/abi.h"

#define ATTACH (1ULL << 8)
#define LOAD (1ULL << 5)

static int is_wide_enough(struct gk_gate gate, enum gk_protection protect)
{
	return gk_gate_is_wide_enough(&gate, ATTACH | LOAD, ATTACH, protect);
}

static void a_gate_that_was_widened_is_wide_enough(void **state)
{
	struct gk_gate gate = {0};

	(void)state;
	for (int protect = GK_PROTECT_OFF; protect <= GK_PROTECT_SEALED; protect++) {
		gk_widen_gate(&gate, ATTACH | LOAD, ATTACH, (__u32)protect);
		assert_true(is_wide_enough(gate, protect));
	}
	gate.commands = gate.init_commands = ~0ULL;
	assert_true(is_wide_enough(gate, GK_PROTECT_SEALED));
}

static void each_bit_that_is_missing_is_found(void **state)
{
	struct gk_gate gate = {0};

	(void)state;
	assert_false(is_wide_enough(gate, GK_PROTECT_OFF));
	gk_widen_gate(&gate, ATTACH | LOAD, ATTACH, GK_PROTECT_SELF);
	for (int i = 0; i < 64; i++) {
		struct gk_gate bent = gate;

		bent.commands &= ~(1ULL << i);
		assert_int_equal(is_wide_enough(bent, GK_PROTECT_SELF), bent.commands == gate.commands);
		bent = gate;
		bent.init_commands &= ~(1ULL << i);
		assert_int_equal(is_wide_enough(bent, GK_PROTECT_SELF), bent.init_commands == gate.init_commands);
	}
}

static void a_protection_needs_more(void **state)
{
	struct gk_gate gate = {0};

	(void)state;
	gk_widen_gate(&gate, ATTACH, ATTACH, GK_PROTECT_OFF);
	assert_int_equal(gate.commands, ATTACH | GK_GUARDED_COMMANDS);
	assert_int_equal(gate.init_commands, ATTACH);
	assert_false(is_wide_enough(gate, GK_PROTECT_SELF));
	gk_widen_gate(&gate, ATTACH, ATTACH, GK_PROTECT_SELF);
	assert_int_equal(gate.commands, ATTACH | LOAD | GK_GUARDED_COMMANDS);
	assert_int_equal(gate.init_commands, ATTACH | LOAD | GK_GUARDED_COMMANDS);
}

static void a_program_aimed_at_ours_needs_more(void **state)
{
	struct gk_gate gate = {.aimed = 1};

	(void)state;
	gk_widen_gate(&gate, 0, 0, GK_PROTECT_OFF);
	assert_int_equal(gate.commands, GK_GUARDED_COMMANDS | GK_AIMING_COMMANDS);
	assert_int_equal(gate.init_commands, GK_AIMING_COMMANDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_gate_that_was_widened_is_wide_enough),
		cmocka_unit_test(each_bit_that_is_missing_is_found),
		cmocka_unit_test(a_protection_needs_more),
		cmocka_unit_test(a_program_aimed_at_ours_needs_more),
	};

	return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
