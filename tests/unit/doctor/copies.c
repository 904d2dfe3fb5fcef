// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The check `copies` of doctor, by what the kernel's BTF has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <bpf/btf.h>
#include <cmocka.h>

#include "gatekeeper/doctor/copies.h"

/* `functions` ends with NULL. */
static struct doctor_finding find(const char *ima, const char *const *functions)
{
	struct btf *btf = btf__new_empty();
	struct doctor_finding finding;
	int prototype;

	assert_non_null(btf);
	prototype = btf__add_func_proto(btf, 0);
	for (; *functions; functions++)
		assert_true(btf__add_func(btf, *functions, BTF_FUNC_STATIC, prototype) > 0);
	finding = copies_find(btf, ima);
	btf__free(btf);
	return finding;
}

static void kernels_that_can_compare_a_copy_are_ok(void **state)
{
	(void)state;
	assert_int_equal(find("/", (const char *[]){"vfs_read", NULL}).state, DOCTOR_OK); /* 6.1 */
	assert_int_equal(find("/", (const char *[]){"bpf_rdonly_cast", "bpf_get_task_exe_file", NULL}).state,
			 DOCTOR_OK); /* 6.12 */
}

static void is_warning(struct doctor_finding finding, const char *detail)
{
	assert_int_equal(finding.state, DOCTOR_WARNING);
	assert_non_null(strstr(finding.detail, detail));
	assert_non_null(strstr(finding.remedy, "name the unit or the cgroup of the engine"));
}

static void a_kernel_that_does_not_reach_the_executable_is_a_warning(void **state)
{
	(void)state;
	is_warning(find("/", (const char *[]){"bpf_rdonly_cast", NULL}), "kernels from 6.2 to 6.11");
}

static void a_kernel_that_cannot_digest_files_is_a_warning(void **state)
{
	(void)state;
	is_warning(find("/no-such-directory", (const char *[]){"bpf_get_task_exe_file", NULL}),
		   "/no-such-directory is missing: without CONFIG_IMA");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kernels_that_can_compare_a_copy_are_ok),
		cmocka_unit_test(a_kernel_that_does_not_reach_the_executable_is_a_warning),
		cmocka_unit_test(a_kernel_that_cannot_digest_files_is_a_warning),
	};

	return cmocka_run_group_tests_name("copies", tests, NULL, NULL);
}
