// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* The neighbours without a kernel: who is one, who holds it, the lines, and the slots. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <linux/bpf.h>

#include "gatekeeper/inventory/many-functions.h"
#include "gatekeeper/inventory/neighbours.h"

#define LSM_MAC 27
#define LSM_CGROUP 43
#define FENTRY 24

static uint32_t next_id;

static struct attachment *add(struct neighbours *neighbours, uint32_t program_type, uint32_t attach_type,
			      const char *at)
{
	struct attachment *attachment = attached_add(&neighbours->attached, GK_OP_ATTACH_UNKNOWN);

	assert_non_null(attachment);
	attachment->link_id = ++next_id;
	attachment->program_id = 1000 + next_id;
	attachment->program_type = program_type;
	attachment->attach_type = attach_type;
	attachment->link_type = attach_type == LSM_CGROUP ? GK_LINK_CGROUP : GK_LINK_TRACING;
	snprintf(attachment->detail, sizeof(attachment->detail), "%s", at);
	snprintf(attachment->program_name, sizeof(attachment->program_name), "p%u", next_id);
	return attachment;
}

static struct neighbours begin(void)
{
	struct neighbours neighbours = {.functions = {.slots = 4}};

	next_id = 0;
	hooked_functions_add(&neighbours.functions, "bpf_lsm_bpf");
	hooked_functions_add(&neighbours.functions, "bpf_lsm_bpf");
	hooked_functions_add(&neighbours.functions, "cgroup_bpf_link_attach");
	return neighbours;
}

static void those_of_the_same_functions_and_lsm_programs_are_neighbours(void **state)
{
	struct neighbours neighbours = begin();

	(void)state;
	add(&neighbours, BPF_PROG_TYPE_TRACING, FENTRY, "bpf_lsm_bpf");         /* 1 */
	add(&neighbours, BPF_PROG_TYPE_TRACING, FENTRY, "vfs_read");            /* 2: shares nothing */
	add(&neighbours, BPF_PROG_TYPE_LSM, LSM_MAC, "bpf_lsm_file_open");      /* 3 */
	add(&neighbours, BPF_PROG_TYPE_LSM, LSM_CGROUP, "bpf_lsm_socket_bind"); /* 4 */
	add(&neighbours, BPF_PROG_TYPE_LSM, LSM_MAC, "bpf_lsm_bpf")->origin = ORIGIN_OWN;
	add(&neighbours, BPF_PROG_TYPE_EXT, 0, "bpf_lsm"); /* 6: not the whole name */
	assert_int_equal(neighbours_choose(&neighbours), 0);
	assert_true(neighbours.is_loaded);
	assert_int_equal(neighbours.count, 3);
	assert_int_equal(neighbours.program[0].attachment->link_id, 1);
	assert_int_equal(neighbours.program[1].attachment->link_id, 3);
	assert_int_equal(neighbours.program[2].attachment->link_id, 4);
	neighbours_release(&neighbours);
}

static struct held_object parse(const char *text, bool expected)
{
	struct held_object held = {.pid = 7};
	FILE *stream = fmemopen((void *)(uintptr_t)text, strlen(text), "r");

	assert_non_null(stream);
	assert_int_equal(held_object_parse(stream, &held), expected);
	fclose(stream);
	return held;
}

static void descriptors_are_read_as_the_kernel_prints_them(void **state)
{
	struct held_object held;

	(void)state;
	held = parse("pos:\t0\nflags:\t02000000\nlink_type:\ttracing\nlink_id:\t3\nprog_tag:\tab\nprog_id:\t12\n",
		     true);
	assert_int_equal(held.link_id, 3);
	assert_int_equal(held.program_id, 12);
	assert_int_equal(held.pid, 7);
	held = parse("pos:\t0\nprog_type:\t29\nprog_tag:\tab\nmemlock:\t4096\nprog_id:\t13\n", true);
	assert_int_equal(held.link_id, 0);
	assert_int_equal(held.program_id, 13);
	parse("pos:\t0\nmap_type:\t1\nmap_id:\t9\n", false);
	parse("\n", false);
}

static void hold(struct neighbours *neighbours, uint32_t pid, uint32_t link_id, uint32_t program_id)
{
	neighbours_note_holder(neighbours, &(struct held_object){pid, program_id, link_id});
}

static void the_holder_of_a_link_comes_before_that_of_its_program(void **state)
{
	struct neighbours neighbours = begin();

	(void)state;
	add(&neighbours, BPF_PROG_TYPE_LSM, LSM_MAC, "bpf_lsm_bpf");
	assert_int_equal(neighbours_choose(&neighbours), 0);
	hold(&neighbours, 3, 9, 1001); /* another link of the same program */
	assert_int_equal(neighbours.program[0].held.pid, 0);
	hold(&neighbours, 5, 0, 1001);
	assert_int_equal(neighbours.program[0].held.pid, 5);
	hold(&neighbours, 9, 1, 1001);
	assert_int_equal(neighbours.program[0].held.pid, 9);
	hold(&neighbours, 4, 0, 1001);
	assert_int_equal(neighbours.program[0].held.pid, 9);
	hold(&neighbours, 8, 1, 1001);
	assert_int_equal(neighbours.program[0].held.pid, 8);
	neighbours_release(&neighbours);
}

static void a_line_has_what_one_holder_hooks_with_names_escaped(void **state)
{
	struct neighbours neighbours = begin();
	char text[NEIGHBOURS_TEXT_SIZE], expected[512], name[PROCESS_NAME_SIZE];
	uint32_t self = (uint32_t)getpid();

	(void)state;
	strcpy(add(&neighbours, BPF_PROG_TYPE_LSM, LSM_MAC, "bpf_lsm_bpf")->program_name, "a\x1b[2J\nb");
	add(&neighbours, BPF_PROG_TYPE_TRACING, FENTRY, "bpf_lsm_bpf");
	neighbours.attached.items[1].pins = json_pack("[s]", "/sys/fs/bpf/agent/link");
	add(&neighbours, BPF_PROG_TYPE_LSM, LSM_MAC, "");
	assert_int_equal(neighbours_choose(&neighbours), 0);
	hold(&neighbours, self, 1, 1001);
	neighbours_group(&neighbours);
	neighbours_text(&neighbours, text);
	process_name(self, name);
	snprintf(expected, sizeof(expected),
		 "no process and no pin of this mount namespace: lsm_mac at an unknown function (program 1003 p3)\n"
		 "pins in /sys/fs/bpf/agent: trace_fentry bpf_lsm_bpf (program 1002 p2)\n"
		 "process %u (%s): lsm_mac bpf_lsm_bpf (program 1001 a\\x1b[2J\\x0ab)\n",
		 self, name);
	assert_string_equal(text, expected);
	assert_int_equal(neighbours.holder_count, 3);
	neighbours_release(&neighbours);
}

static void the_number_of_lines_and_of_programs_in_a_line_is_bounded(void **state)
{
	struct neighbours neighbours = begin();
	char text[NEIGHBOURS_TEXT_SIZE];

	(void)state;
	for (unsigned int i = 0; i < 60; i++)
		add(&neighbours, BPF_PROG_TYPE_LSM, LSM_MAC, "bpf_lsm_bpf");
	assert_int_equal(neighbours_choose(&neighbours), 0);
	for (unsigned int i = 1; i <= 60; i++)
		hold(&neighbours, 1U << 30 | i % 12, i, 1000 + i); /* above every pid */
	neighbours_group(&neighbours);
	neighbours_text(&neighbours, text);
	assert_int_equal(neighbours.holder_count, 12);
	assert_non_null(strstr(text, "process 1073741824 (gone): lsm_mac bpf_lsm_bpf (program 10"));
	assert_non_null(strstr(text, "), and 1 more\n"));
	assert_non_null(strstr(text, "\nand 4 more, with 20 programs\n"));
	assert_null(strstr(text, "process 1073741832"));
	neighbours_release(&neighbours);
}

static void a_link_of_many_functions_is_counted_at_each(void **state)
{
	static const char fdinfo[] =
		"link_type:\ttracing_multi\nlink_id:\t1\nprog_id:\t1001\nattach_type:\t59\ncnt:\t3\n"
		"obj-id\t btf-id\t cookie\t func\n1\t 115364\t 0\t vfs_read+0x4/0x490\n"
		"1\t 65954\t 7\t cgroup_bpf_link_attach+0x4/0x10\n";
	struct neighbours neighbours = begin();
	char text[NEIGHBOURS_TEXT_SIZE];
	struct shared_function fullest;
	FILE *stream = fmemopen((void *)(uintptr_t)fdinfo, strlen(fdinfo), "r");
	struct attachment *many = add(&neighbours, BPF_PROG_TYPE_TRACING, GK_NO_NUMBER, ""), *other;

	(void)state;
	assert_non_null(stream);
	many->link_type = GK_LINK_TRACING_MULTI;
	many_functions_read(stream, many);
	fclose(stream);
	other = add(&neighbours, BPF_PROG_TYPE_TRACING, GK_NO_NUMBER, "vfs_read and 1 more");
	other->link_type = GK_LINK_TRACING_MULTI;
	other->functions = json_pack("[s, s]", "vfs_read", "vfs_write");
	add(&neighbours, BPF_PROG_TYPE_TRACING, FENTRY, "cgroup_bpf_link_attach");
	add(&neighbours, BPF_PROG_TYPE_TRACING, FENTRY, "cgroup_bpf_link_attach");
	assert_int_equal(neighbours_choose(&neighbours), 0);
	assert_int_equal(neighbours.count, 3);
	neighbours_group(&neighbours);
	fullest = neighbours_fullest(&neighbours);
	assert_string_equal(fullest.function->name, "cgroup_bpf_link_attach");
	assert_int_equal(fullest.others, 3);
	neighbours_text(&neighbours, text);
	assert_non_null(strstr(text, "trace_fentry_multi vfs_read and 1 more (program 1001 p1)"));
	neighbours_release(&neighbours);
}

static void the_fullest_function_counts_those_of_cgroups_once(void **state)
{
	struct neighbours neighbours = begin();
	struct shared_function fullest;

	(void)state;
	add(&neighbours, BPF_PROG_TYPE_LSM, LSM_CGROUP, "bpf_lsm_bpf");
	add(&neighbours, BPF_PROG_TYPE_LSM, LSM_CGROUP, "bpf_lsm_bpf");
	add(&neighbours, BPF_PROG_TYPE_LSM, LSM_MAC, "bpf_lsm_bpf");
	add(&neighbours, BPF_PROG_TYPE_TRACING, FENTRY, "bpf_lsm_bpf");
	add(&neighbours, BPF_PROG_TYPE_TRACING, FENTRY, "cgroup_bpf_link_attach");
	assert_int_equal(neighbours_choose(&neighbours), 0);
	hold(&neighbours, 1U << 30, 3, 1003);
	hold(&neighbours, 1U << 30, 4, 1004);
	neighbours_group(&neighbours);
	fullest = neighbours_fullest(&neighbours);
	assert_string_equal(fullest.function->name, "bpf_lsm_bpf");
	assert_int_equal(fullest.function->own, 2);
	assert_int_equal(fullest.others, 3);
	assert_string_equal(fullest.holder, "process 1073741824 (gone)");
	neighbours_release(&neighbours);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(those_of_the_same_functions_and_lsm_programs_are_neighbours),
		cmocka_unit_test(descriptors_are_read_as_the_kernel_prints_them),
		cmocka_unit_test(the_holder_of_a_link_comes_before_that_of_its_program),
		cmocka_unit_test(a_line_has_what_one_holder_hooks_with_names_escaped),
		cmocka_unit_test(the_number_of_lines_and_of_programs_in_a_line_is_bounded),
		cmocka_unit_test(a_link_of_many_functions_is_counted_at_each),
		cmocka_unit_test(the_fullest_function_counts_those_of_cgroups_once),
	};

	return cmocka_run_group_tests_name("neighbours", tests, NULL, NULL);
}
