// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* boot on a system with GRUB, whose update-grub does what grub-mkconfig does with the settings. */
#include <errno.h>

#include "tests/unit/boot/boot-root.h"

#define DROP_IN "/etc/default/grub.d/zz-gatekeeper.cfg"
#define GENERATED "/boot/grub/grub.cfg"

/* As in grub-mkconfig and 10_linux: what is sourced in which order, and the command lines of the entries. */
static const char update_grub[] =
	"#!/bin/sh\n"
	"set -e\n"
	"root=${0%/usr/sbin/*}\n"
	"echo run >>\"$root/runs\"\n"
	"[ ! -e \"$root/fail\" ] || { echo broken >&2; exit 3; }\n"
	". \"$root/etc/default/grub\"\n"
	"for x in \"$root\"/etc/default/grub.d/*.cfg; do [ ! -e \"$x\" ] || . \"$x\"; done\n"
	"{\n"
	"	echo \"menuentry 'Debian' {\"\n"
	"	echo \"\tlinux\t/boot/vmlinuz root=/dev/vda1 ro $GRUB_CMDLINE_LINUX $GRUB_CMDLINE_LINUX_DEFAULT\"\n"
	"	echo \"\tinitrd\t/boot/initrd.img\"\n"
	"	echo }\n"
	"	echo \"menuentry 'Debian (recovery mode)' {\"\n"
	"	echo \"\tlinux\t/boot/vmlinuz root=/dev/vda1 ro single $GRUB_CMDLINE_LINUX\"\n"
	"	echo }\n"
	"} >\"$root/boot/grub/grub.cfg\"\n";

static void put_grub(const char *settings)
{
	put("/etc/default/grub", settings);
	put_program("/usr/sbin/update-grub", update_grub);
	put_directory("/boot/grub");
	assert_int_equal(system(at("/usr/sbin/update-grub")), 0);
	unlink(at("/runs"));
}

#define SETTINGS "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\nGRUB_CMDLINE_LINUX=\"net.ifnames=0\"\n"
#define LINE "root=/dev/vda1 ro net.ifnames=0"

static void enable_adds_bpf_for_the_next_boot(void **state)
{
	(void)state;
	put_grub(SETTINGS);
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("lsm=" COMPOSED, said);
	assert_in("reboot", said);
	assert_in("\tlinux\t/boot/vmlinuz " LINE " lsm=" COMPOSED " quiet\n", text_of(GENERATED));
	assert_in("ro single net.ifnames=0 lsm=" COMPOSED "\n", text_of(GENERATED));
	assert_string_equal(text_of("/etc/default/grub"), SETTINGS);
}

static void disable_restores_every_byte(void **state)
{
	char *before;

	(void)state;
	put_grub(SETTINGS);
	put_directory("/etc/default/grub.d");
	before = snapshot();
	assert_int_equal(run(boot_enable, false), 0);
	assert_int_equal(run(boot_disable, false), 0);
	assert_in("no longer", said);
	assert_string_equal(text_of("/runs"), "run\nrun\n");
	unlink(at("/runs"));
	assert_unchanged(before);
}

static void a_second_run_changes_nothing(void **state)
{
	char *before;

	(void)state;
	put_grub(SETTINGS);
	assert_int_equal(run(boot_enable, false), 0);
	before = snapshot();
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("nothing to do", said);
	assert_int_equal(run(boot_enable, true), 0);
	assert_in("nothing to do", said);
	assert_unchanged(before);

	assert_int_equal(run(boot_disable, false), 0);
	before = snapshot();
	assert_int_equal(run(boot_disable, false), 0);
	assert_in("nothing to do", said);
	assert_unchanged(before);
}

/* The drop-in is there, but the configuration was made without it. */
static void enable_generates_what_is_only_written(void **state)
{
	char generated[4096];

	(void)state;
	put_grub(SETTINGS);
	snprintf(generated, sizeof(generated), "%s", text_of(GENERATED));
	assert_int_equal(run(boot_enable, false), 0);
	put(GENERATED, generated);
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("lsm=" COMPOSED, text_of(GENERATED));
	assert_string_equal(text_of("/runs"), "run\nrun\n");
}

static void dry_run_prints_and_changes_nothing(void **state)
{
	char *before;

	(void)state;
	put_grub(SETTINGS);
	before = snapshot();
	assert_int_equal(run(boot_enable, true), 0);
	assert_in("--- /dev/null\n+++ " DROP_IN "\n@@ -0,0 +1,", said);
	assert_in("\n+gatekeeper_lsm=\"lsm=" COMPOSED "\"\n", said);
	assert_in("then: /usr/sbin/update-grub\n", said);
	assert_unchanged(before);

	assert_int_equal(run(boot_enable, false), 0);
	before = snapshot();
	assert_int_equal(run(boot_disable, true), 0);
	assert_in("--- " DROP_IN "\n+++ /dev/null\n", said);
	assert_unchanged(before);
}

/* Somebody's lsm= is left where it is; ours comes later, and is made from it. */
static void lsm_of_somebody(const char *settings)
{
	put_grub(settings);
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("lsm=landlock,yama, which someone else", said);
	assert_in("configured for the next boot (" DROP_IN "): lsm=landlock,yama,bpf\n", said);
	assert_string_equal(text_of("/etc/default/grub"), settings);
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("nothing to do", said);
	assert_int_equal(run(boot_disable, false), 0);
	assert_in("lsm=landlock,yama", text_of(GENERATED));
	assert_not_in("bpf", text_of(GENERATED));
}

static void an_lsm_of_someone_else_is_kept(void **state)
{
	(void)state;
	lsm_of_somebody("GRUB_CMDLINE_LINUX_DEFAULT=quiet\nGRUB_CMDLINE_LINUX=\"lsm=landlock,yama\"\n");
	lsm_of_somebody("GRUB_CMDLINE_LINUX_DEFAULT=\"quiet lsm=landlock,yama\"\nGRUB_CMDLINE_LINUX=\"\"\n");
	lsm_of_somebody("GRUB_CMDLINE_LINUX_DEFAULT=\"lsm=landlock,yama\"\nGRUB_CMDLINE_LINUX=\"lsm=x\"\n");
}

/* Somebody has edited the settings and not run update-grub since: ours is made from that all the same. */
static void an_lsm_that_is_not_generated_yet_is_kept(void **state)
{
	(void)state;
	put_grub(SETTINGS);
	put("/etc/default/grub", "GRUB_CMDLINE_LINUX=\"lsm=landlock,yama\"\n");
	assert_int_equal(run(boot_enable, false), 0);
	assert_in(" lsm=landlock,yama lsm=landlock,yama,bpf ", text_of(GENERATED));
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("nothing to do", said);
}

/* One behind ours is seen in the result, and nothing is left of the try. */
static void an_lsm_behind_ours_is_an_error(void **state)
{
	char *before;

	(void)state;
	put("/etc/default/grub.d/zzz.cfg", "GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT lsm=yama\"\n");
	put_grub(SETTINGS);
	before = snapshot();
	assert_int_equal(run(boot_enable, false), -EREMOTEIO);
	assert_in("the next boot has lsm=yama and not lsm=yama,bpf", failure.text);
	assert_in("undone", failure.text);
	unlink(at("/runs"));
	assert_unchanged(before);
}

static void a_failed_update_grub_is_undone(void **state)
{
	char *before;

	(void)state;
	put_grub(SETTINGS);
	put("/fail", "");
	before = snapshot();
	assert_int_equal(run(boot_enable, false), -EREMOTEIO);
	assert_in("update-grub failed (exit code 3)", failure.text);
	assert_in("undone", failure.text);
	assert_string_equal(text_of("/runs"), "run\n");
	unlink(at("/runs"));
	assert_unchanged(before); /* not even the directory of drop-ins, which was made */
}

static void a_failed_update_grub_of_disable_is_undone(void **state)
{
	char *before;

	(void)state;
	put_grub(SETTINGS);
	assert_int_equal(run(boot_enable, false), 0);
	put("/fail", "");
	unlink(at("/runs"));
	before = snapshot();
	assert_int_equal(run(boot_disable, false), -EREMOTEIO);
	unlink(at("/runs"));
	assert_unchanged(before);
}

/* Edited in whatever way: reported, never overwritten or removed. */
static void edited(const char *text)
{
	char *before;

	put(DROP_IN, text);
	before = snapshot();
	assert_int_equal(run(boot_enable, false), -EBADMSG);
	assert_in(DROP_IN " is not as the gatekeeper wrote it", failure.text);
	assert_int_equal(run(boot_enable, true), -EBADMSG);
	assert_int_equal(run(boot_disable, false), -EBADMSG);
	assert_unchanged(before);
}

static void an_edited_drop_in_is_left_alone(void **state)
{
	char ours[2048], text[4096], *at_value;

	(void)state;
	put_grub(SETTINGS);
	assert_int_equal(run(boot_enable, false), 0);
	snprintf(ours, sizeof(ours), "%s", text_of(DROP_IN));
	unlink(at("/runs"));

	edited("");
	edited("GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX lsm=yama\"\n");
	snprintf(text, sizeof(text), "%sGRUB_TIMEOUT=1\n", ours);
	edited(text);
	snprintf(text, sizeof(text), "GRUB_TIMEOUT=1\n%s", ours);
	edited(text);
	snprintf(text, sizeof(text), "%s", ours);
	text[strlen(text) - 1] = '\0';
	edited(text);
	snprintf(text, sizeof(text), "%s", ours);
	at_value = strstr(text, "lsm=" DEBIAN_11);
	assert_non_null(at_value);
	memcpy(at_value + 4, "$(id)", 5);
	edited(text);
	memcpy(at_value + 4, "a\"\nb\n", 5);
	edited(text);

	put(DROP_IN, ours); /* and as it was it is ours */
	assert_int_equal(run(boot_disable, false), 0);
	assert_string_equal(text_of(DROP_IN), "(none)");
}

/* A link is somebody's: a rename would replace it, and a write would follow it. */
static void a_symbolic_link_is_not_replaced(void **state)
{
	char target[PATH_MAX], found[PATH_MAX] = "";

	(void)state;
	put_grub(SETTINGS);
	put_directory("/etc/default/grub.d");
	snprintf(target, sizeof(target), "%s", at("/elsewhere"));
	assert_int_equal(symlink(target, at(DROP_IN)), 0);
	assert_int_equal(run(boot_enable, false), -ELOOP);
	assert_in("not a regular file", failure.text);
	assert_string_equal(text_of("/runs"), "(none)");
	assert_int_equal(readlink(at(DROP_IN), found, sizeof(found) - 1), strlen(target));
	assert_string_equal(text_of("/elsewhere"), "(none)");
}

/* A directory in which nobody can make a file, root neither. */
static void an_unwritable_directory_is_an_error(void **state)
{
	char *before;

	(void)state;
	put_grub(SETTINGS);
	assert_int_equal(symlink("/proc/self", at("/etc/default/grub.d")), 0);
	before = snapshot();
	assert_true(run(boot_enable, false) < 0);
	assert_in("cannot write ", failure.text);
	assert_string_equal(text_of("/runs"), "(none)");
	assert_unchanged(before);
}

/* The next boot has bpf without us: nothing is written. */
static void nothing_is_written_if_bpf_is_there(void **state)
{
	char *before;

	(void)state;
	put_grub("GRUB_CMDLINE_LINUX=\"lsm=yama,bpf\"\n");
	before = snapshot();
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("nothing to do", said);
	put("/config", "\nCONFIG_LSM=\"yama,bpf\"\n");
	put_grub("GRUB_CMDLINE_LINUX=\"\"\n");
	free(before);
	before = snapshot();
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("the kernel's own list", said);
	assert_unchanged(before);
}

/*
 * Booted with an lsm= that GRUB's configuration does not have: nobody knows whether the next boot has it again, so the
 * kernel's own list is no answer. What was made from it stays so, before and after the reboot.
 */
static void an_lsm_of_this_boot_alone_is_kept(void **state)
{
	struct boot_state seen;

	(void)state;
	put_grub(SETTINGS);
	put("/config", "\nCONFIG_LSM=\"landlock,yama,bpf\"\n");
	put("/cmdline", "lsm=yama,integrity\n");
	boot_look(&host, &seen);
	assert_int_equal(seen.next_has_bpf, BOOT_NO);
	assert_in("lsm=yama,integrity, which is configured nowhere", seen.next_why.text);
	boot_state_free(&seen);

	assert_int_equal(run(boot_enable, false), 0);
	assert_in("made from the lsm= of this boot", said);
	assert_in(" lsm=yama,integrity,bpf quiet\n", text_of(GENERATED));
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("nothing to do", said);
	put("/cmdline", "lsm=yama,integrity,bpf\n");
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("nothing to do", said);
	assert_int_equal(run(boot_disable, false), 0);
	assert_not_in("lsm=", text_of(GENERATED));
}

/* After the boot with our lsm=: it is not taken for the administrator's, so a new kernel's list is not held back. */
static void a_new_kernels_list_is_used(void **state)
{
	(void)state;
	put_grub(SETTINGS);
	assert_int_equal(run(boot_enable, false), 0);
	put("/cmdline", "BOOT_IMAGE=/boot/vmlinuz " LINE " lsm=" COMPOSED " quiet\n");
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("nothing to do", said);
	put("/config", "\nCONFIG_LSM=\"landlock,yama,ipe\"\n");
	assert_int_equal(run(boot_enable, true), 0);
	assert_in("\n-gatekeeper_lsm=\"lsm=" COMPOSED "\"\n+gatekeeper_lsm=\"lsm=landlock,yama,ipe,bpf\"\n", said);
	assert_int_equal(run(boot_enable, false), 0);
	assert_in(" lsm=landlock,yama,ipe,bpf quiet\n", text_of(GENERATED));
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("nothing to do", said);
}

static void look_reads_the_state(void **state)
{
	struct boot_state seen;

	(void)state;
	put_grub("GRUB_CMDLINE_LINUX=\"lsm=yama\"\n");
	assert_int_equal(run(boot_enable, false), 0);
	boot_look(&host, &seen);
	assert_ptr_equal(seen.mechanism, &boot_grub);
	assert_string_equal(seen.running, "capability,lockdown,yama,apparmor,tomoyo");
	assert_string_equal(seen.built_in, DEBIAN_11);
	assert_string_equal(seen.own.list, "yama,bpf");
	assert_string_equal(seen.next, "yama,bpf");
	assert_string_equal(seen.foreign, "yama");
	assert_string_equal(seen.composed.list, "yama,bpf");
	assert_int_equal(seen.next_has_bpf, BOOT_YES);
	boot_state_free(&seen);

	unlink(at(GENERATED));
	boot_look(&host, &seen);
	assert_int_equal(seen.next_has_bpf, BOOT_UNKNOWN);
	assert_in(GENERATED, seen.next_why.text);
	boot_state_free(&seen);
}

/* Configured, booted, and not on the command line: not the same as configured and not booted yet. */
static void a_boot_without_the_configured_lsm_shows(void **state)
{
	struct boot_state seen;

	(void)state;
	put_grub(SETTINGS);
	assert_int_equal(run(boot_enable, false), 0);
	host.booted = time(NULL) - 3600;
	boot_look(&host, &seen);
	assert_false(seen.missed);
	boot_state_free(&seen);
	host.booted = time(NULL) + 3600;
	boot_look(&host, &seen);
	assert_true(seen.missed);
	boot_state_free(&seen);
	put("/cmdline", "BOOT_IMAGE=/boot/vmlinuz " LINE " lsm=" COMPOSED " quiet\n");
	boot_look(&host, &seen);
	assert_false(seen.missed);
	boot_state_free(&seen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(enable_adds_bpf_for_the_next_boot, enter, leave),
		cmocka_unit_test_setup_teardown(disable_restores_every_byte, enter, leave),
		cmocka_unit_test_setup_teardown(a_second_run_changes_nothing, enter, leave),
		cmocka_unit_test_setup_teardown(enable_generates_what_is_only_written, enter, leave),
		cmocka_unit_test_setup_teardown(dry_run_prints_and_changes_nothing, enter, leave),
		cmocka_unit_test_setup_teardown(an_lsm_of_someone_else_is_kept, enter, leave),
		cmocka_unit_test_setup_teardown(an_lsm_that_is_not_generated_yet_is_kept, enter, leave),
		cmocka_unit_test_setup_teardown(an_lsm_behind_ours_is_an_error, enter, leave),
		cmocka_unit_test_setup_teardown(a_failed_update_grub_is_undone, enter, leave),
		cmocka_unit_test_setup_teardown(a_failed_update_grub_of_disable_is_undone, enter, leave),
		cmocka_unit_test_setup_teardown(an_edited_drop_in_is_left_alone, enter, leave),
		cmocka_unit_test_setup_teardown(a_symbolic_link_is_not_replaced, enter, leave),
		cmocka_unit_test_setup_teardown(an_unwritable_directory_is_an_error, enter, leave),
		cmocka_unit_test_setup_teardown(nothing_is_written_if_bpf_is_there, enter, leave),
		cmocka_unit_test_setup_teardown(an_lsm_of_this_boot_alone_is_kept, enter, leave),
		cmocka_unit_test_setup_teardown(a_new_kernels_list_is_used, enter, leave),
		cmocka_unit_test_setup_teardown(look_reads_the_state, enter, leave),
		cmocka_unit_test_setup_teardown(a_boot_without_the_configured_lsm_shows, enter, leave),
	};

	return cmocka_run_group_tests_name("boot-grub", tests, NULL, NULL);
}
