// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* boot on systems whose entries kernel-install or grubby keeps, and on one that has nothing that is known. */
#include <errno.h>

#include "tests/unit/boot/boot-root.h"

#define LINE "/etc/kernel/cmdline"
#define RECORD "/etc/kernel/lsm.gatekeeper"
#define ENTRY "/boot/loader/entries/debian-6.1.0-9-amd64.conf"

/* Writes the entry as kernel-install's 90-loaderentry does: all blanks of the file one, the initrds as they are given.
 */
static const char kernel_install[] =
	"#!/bin/sh\n"
	"root=${0%/usr/bin/*}\n"
	"echo \"$@\" | sed \"s|$root||g\" >>\"$root/runs\"\n"
	"[ ! -e \"$root/fail\" ] || [ \"$(cat \"$root/fail\")\" != \"$2\" ] || exit 1\n"
	"[ ! -e \"$root/other\" ] || exit 0\n"
	"[ ! -e \"$root/pe\" ] || { { cat \"$root/pe\"; printf '%-1024s' \"$(cat \"$root/line\" 2>/dev/null || "
	"cat \"$root/etc/kernel/cmdline\")\"; } >\"$root/boot/EFI/Linux/debian-$2.efi\"; exit 0; }\n"
	"printf 'linux /%s\\noptions %s\\n' \"$2\" \"$(tr -s ' \\t\\n' ' ' <\"$root/etc/kernel/cmdline\")\" "
	">\"$root/boot/loader/entries/debian-$2.conf\"\n";

static void put_kernel_install(void)
{
	put_program("/usr/bin/kernel-install", kernel_install);
	put(ENTRY, "title x\nlinux /x\noptions root=x ro\n");
	put("/cmdline", "initrd=\\x\\initrd root=x ro\n");
	put("/usr/lib/modules/6.1.0-9-amd64/modules.dep", "");
	put("/boot/vmlinuz-6.1.0-9-amd64", "");
	put("/boot/initrd.img-6.1.0-9-amd64", "");
	put("/usr/lib/modules/6.1.0-1-gone/modules.dep", "");
}

#define ADD "add 6.1.0-9-amd64 /boot/vmlinuz-6.1.0-9-amd64 /boot/initrd.img-6.1.0-9-amd64\n"

static void kernel_install_adds_bpf(void **state)
{
	(void)state;
	put_kernel_install();
	put(LINE, "root=/dev/vda1 ro quiet\n");
	assert_int_equal(run(boot_enable, false), 0);
	assert_string_equal(text_of(LINE), "root=/dev/vda1 ro quiet lsm=" COMPOSED "\n");
	assert_string_equal(text_of("/runs"), ADD);
	assert_in("quiet lsm=" COMPOSED, text_of(ENTRY));
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("nothing to do", said);
	assert_string_equal(text_of("/runs"), ADD);
}

/* Whatever the file had, disable restores it byte for byte. */
static void kernel_install_restores_every_byte(void **state)
{
	static const struct {
		const char *before, *after;
	} lines[] = {
		{"root=x ro", "root=x ro lsm=" COMPOSED},
		{"root=x  ro \t\n\n", "root=x  ro lsm=" COMPOSED " \t\n\n"},
		{"root=x\nquiet\n", "root=x\nquiet lsm=" COMPOSED "\n"},
		{"root=x lsm=yama -- lsm=z\n", "root=x lsm=yama lsm=yama,bpf -- lsm=z\n"},
		{"-- single\n", "lsm=" COMPOSED " -- single\n"},
		{"\n", "lsm=" COMPOSED "\n"},
		{"", "lsm=" COMPOSED},
		{"lsm=yama \"lsm=landlock\"\n", "lsm=yama \"lsm=landlock\" lsm=landlock,bpf\n"},
	};

	(void)state;
	put_kernel_install();
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		put(LINE, lines[i].before);
		assert_int_equal(chmod(at(LINE), 0600), 0);
		assert_int_equal(run(boot_enable, false), 0);
		assert_string_equal(text_of(LINE), lines[i].after);
		assert_int_equal(run(boot_disable, false), 0);
		assert_string_equal(text_of(LINE), lines[i].before);
		assert_string_equal(text_of(RECORD), "(none)");
	}
}

/* What was added to the line meanwhile stays. */
static void kernel_install_keeps_later_edits(void **state)
{
	(void)state;
	put_kernel_install();
	put(LINE, "root=x ro\n");
	assert_int_equal(run(boot_enable, false), 0);
	put(LINE, "root=x quiet lsm=" COMPOSED " debug\n");
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("nothing to do", said);
	assert_int_equal(run(boot_disable, false), 0);
	assert_string_equal(text_of(LINE), "root=x quiet debug\n");
}

/* An lsm= behind ours: ours moves to the end and is composed from it. */
static void kernel_install_moves_ours_behind_a_later_lsm(void **state)
{
	(void)state;
	put_kernel_install();
	put(LINE, "root=x ro\n");
	assert_int_equal(run(boot_enable, false), 0);
	put(LINE, "root=x lsm=" COMPOSED " lsm=yama\n");
	assert_int_equal(run(boot_enable, false), 0);
	assert_string_equal(text_of(LINE), "root=x lsm=yama lsm=yama,bpf\n");
}

static void kernel_install_leaves_an_edited_word_alone(void **state)
{
	char *before;

	(void)state;
	put_kernel_install();
	put(LINE, "root=x ro\n");
	assert_int_equal(run(boot_enable, false), 0);
	put(LINE, "root=x ro lsm=landlock," COMPOSED "\n");
	before = snapshot();
	assert_int_equal(run(boot_enable, false), -EBADMSG);
	assert_in("was changed there", failure.text);
	assert_int_equal(run(boot_disable, false), -EBADMSG);
	assert_unchanged(before);

	put(RECORD, "lsm=yama\n");
	before = snapshot();
	assert_int_equal(run(boot_disable, false), -EBADMSG);
	assert_in(RECORD " is not as the gatekeeper wrote it", failure.text);
	assert_unchanged(before);
}

/* No file: kernel-install takes the running line. It is made from the entry, and goes away with our word. */
static void kernel_install_makes_and_removes_the_file(void **state)
{
	(void)state;
	put_kernel_install();
	put("/cmdline", "initrd=\\y root=/dev/vda1 ro single\n");
	put(ENTRY, "linux /x\noptions root=/dev/vda1 ro init=/sbin/init\noptions quiet\n");
	assert_int_equal(run(boot_enable, true), 0);
	assert_in("--- /dev/null\n+++ " LINE "\n@@ -0,0 +1,1 @@\n+root=/dev/vda1 ro quiet lsm=" COMPOSED "\n", said);
	assert_string_equal(text_of(LINE), "(none)");
	assert_int_equal(run(boot_enable, false), 0);
	assert_string_equal(text_of(LINE), "root=/dev/vda1 ro quiet lsm=" COMPOSED "\n");
	assert_int_equal(run(boot_disable, false), 0);
	assert_string_equal(text_of(LINE), "(none)");
	assert_in("options root=/dev/vda1 ro quiet \n", text_of(ENTRY));
}

/* After a boot with our word the running line has it, so that the file has to stay without it. */
static void kernel_install_keeps_its_file_after_a_boot(void **state)
{
	(void)state;
	put_kernel_install();
	assert_int_equal(run(boot_enable, false), 0);
	put("/cmdline", "initrd=\\y root=x ro lsm=" COMPOSED "\n");
	assert_int_equal(run(boot_disable, false), 0);
	assert_string_equal(text_of(LINE), "root=x ro\n");
}

static void kernel_install_starts_from_the_vendors_file(void **state)
{
	(void)state;
	put_kernel_install();
	put("/usr/lib/kernel/cmdline", "vendor\n");
	assert_int_equal(run(boot_enable, false), 0);
	assert_string_equal(text_of(LINE), "vendor lsm=" COMPOSED "\n");
}

/* Some entries are made already when one fails: they are made again without. */
static void kernel_install_that_fails_is_undone(void **state)
{
	(void)state;
	put_kernel_install();
	put("/usr/lib/modules/6.5/vmlinuz", "");
	put("/boot/loader/entries/debian-6.5.conf", "linux /6.5\noptions root=x ro\n");
	put(LINE, "root=x ro\n");
	put("/fail", "6.5");
	assert_int_equal(run(boot_enable, false), -EREMOTEIO);
	assert_in("kernel-install failed", failure.text);
	assert_string_equal(text_of(LINE), "root=x ro\n");
	assert_string_equal(text_of(RECORD), "(none)");
	assert_not_in("bpf", text_of(ENTRY));
	put("/fail", "");
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("add 6.5 /usr/lib/modules/6.5/vmlinuz\n", text_of("/runs"));
}

/* The entry is then not one that kernel-install can make again. */
static void kernel_install_without_a_kernel_is_an_error(void **state)
{
	char *before;

	(void)state;
	put_kernel_install();
	unlink(at("/boot/vmlinuz-6.1.0-9-amd64"));
	put(LINE, "root=x ro\n");
	before = snapshot();
	assert_int_equal(run(boot_enable, false), -ENOTSUP);
	assert_in("the options line of the boot entry debian-6.1.0-9-amd64.conf", failure.text);
	assert_unchanged(before);
}

/* kernel-install ends with 0 also where it makes no entry. */
static void kernel_install_that_changes_nothing_is_an_error(void **state)
{
	char *before;

	(void)state;
	put_kernel_install();
	put(LINE, "root=x ro\n");
	put("/other", "");
	before = snapshot();
	assert_int_equal(run(boot_enable, false), -EREMOTEIO);
	assert_in("the next boot has no lsm= and not", failure.text);
	assert_in("undone", failure.text);
	unlink(at("/runs"));
	assert_unchanged(before);
}

/* A kernel without an entry gets none: nothing would remove it. */
static void kernel_install_adds_no_entry(void **state)
{
	(void)state;
	put_kernel_install();
	put("/usr/lib/modules/6.5/vmlinuz", "");
	assert_int_equal(run(boot_enable, false), 0);
	assert_string_equal(text_of("/runs"), ADD);
}

/* The entry of the newest version counts, not one that has bpf. */
static void kernel_install_judges_the_entry_that_boots(void **state)
{
	struct boot_state seen;

	(void)state;
	put_kernel_install();
	put(LINE, "root=x ro\n");
	assert_int_equal(run(boot_enable, false), 0);
	put("/usr/lib/modules/6.5/vmlinuz", "");
	put("/boot/loader/entries/debian-6.5.conf", "title x\nlinux /x\noptions root=x\noptions quiet\n");
	boot_look(&host, &seen);
	assert_int_equal(seen.next_has_bpf, BOOT_NO);
	boot_state_free(&seen);
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("configured", said);
}

static void put_unified(void)
{
	put_kernel_install();
	unlink(at(ENTRY));
	put_pe_head("/pe");
	put_image("/boot/EFI/Linux/debian-6.1.0-9-amd64.efi", "root=x ro");
	put(LINE, "root=x ro\n");
}

static void the_line_in_a_unified_image_counts(void **state)
{
	struct boot_state seen;

	(void)state;
	put_unified();
	assert_int_equal(run(boot_enable, false), 0);
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("nothing to do", said);
	put("/boot/EFI/Linux/debian-6.1.0-9-amd64.efi", "MZ");
	boot_look(&host, &seen);
	assert_int_equal(seen.next_has_bpf, BOOT_UNKNOWN);
	boot_state_free(&seen);
}

/* The line inside the image counts, wherever it comes from. */
static void a_unified_image_with_another_line_is_an_error(void **state)
{
	(void)state;
	put_unified();
	put("/line", "root=x ro lsm=landlock,yama\n");
	assert_int_equal(run(boot_enable, false), -EREMOTEIO);
	assert_in("the next boot has lsm=landlock,yama and not", failure.text);
	assert_in("undone", failure.text);
	assert_string_equal(text_of(LINE), "root=x ro\n");
	assert_string_equal(text_of(RECORD), "(none)");
}

static void grub_that_is_left_over_is_not_used(void **state)
{
	(void)state;
	put_kernel_install();
	put_program("/usr/sbin/update-grub", "#!/bin/sh\n");
	put_directory("/boot/grub");
	assert_ptr_equal(boot_mechanism_find(&host, &failure), &boot_kernel_install);
	put("/cmdline", "root=/dev/vda1\n");
	assert_null(boot_mechanism_find(&host, &failure));
	assert_in("GRUB and systemd-boot are both here", failure.text);
	put("/cmdline", "BOOT_IMAGE=/vmlinuz root=/dev/vda1\n");
	assert_ptr_equal(boot_mechanism_find(&host, &failure), &boot_grub);
	unlink(at(ENTRY));
	put("/cmdline", "root=/dev/vda1\n");
	assert_ptr_equal(boot_mechanism_find(&host, &failure), &boot_grub);
	unlink(at("/usr/sbin/update-grub"));
	assert_null(boot_mechanism_find(&host, &failure)); /* every system with systemd has kernel-install */
}

/* Keeps the words of its only entry in a file; replaces an lsm= that is there. */
static const char grubby[] =
	"#!/bin/sh\n"
	"root=${0%/usr/sbin/*}\n"
	"args=$(cat \"$root/args\")\n"
	"case $1 in\n"
	"--info=*) printf 'index=0\\nkernel=\"/boot/vmlinuz\"\\nargs=\"%s\"\\nroot=\"/dev/vda1\"\\n' \"$args\"; exit "
	";;\n"
	"--update-kernel=ALL) ;;\n"
	"*) exit 1 ;;\n"
	"esac\n"
	"echo \"$@\" >>\"$root/runs\"\n"
	"[ ! -e \"$root/fail\" ] || exit 1\n"
	"case $2 in\n"
	"--args=*) echo \"$(echo \"$args\" | sed 's/ *lsm=[^ ]*//') ${2#--args=}\" >\"$root/args\" ;;\n"
	"--remove-args=*) echo \"$args\" | sed \"s/ *${2#--remove-args=}//\" >\"$root/args\" ;;\n"
	"esac\n";

static void grubby_adds_and_removes_bpf(void **state)
{
	(void)state;
	put_program("/usr/sbin/grubby", grubby);
	put("/args", "ro quiet\n");
	assert_int_equal(run(boot_enable, true), 0);
	assert_in("then: /usr/sbin/grubby", said);
	assert_int_equal(run(boot_enable, false), 0);
	assert_string_equal(text_of("/args"), "ro quiet lsm=" COMPOSED "\n");
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("nothing to do", said);
	assert_int_equal(run(boot_disable, false), 0);
	assert_string_equal(text_of("/args"), "ro quiet\n");
	assert_string_equal(text_of(RECORD), "(none)");
	assert_string_equal(text_of("/runs"), "--update-kernel=ALL --args=lsm=" COMPOSED
					      "\n--update-kernel=ALL --remove-args=lsm=" COMPOSED "\n");
}

/* grubby would replace it, and nobody could say afterwards what it was. */
static void grubby_does_not_replace_an_lsm_of_someone_else(void **state)
{
	char *before;

	(void)state;
	put_program("/usr/sbin/grubby", grubby);
	put("/args", "ro lsm=yama quiet\n");
	before = snapshot();
	assert_int_equal(run(boot_enable, false), -EEXIST);
	assert_in("/usr/sbin/grubby --update-kernel=ALL --args=lsm=yama,bpf", failure.text);
	assert_unchanged(before);
}

static void grubby_that_fails_is_undone(void **state)
{
	(void)state;
	put_program("/usr/sbin/grubby", grubby);
	put("/args", "ro quiet\n");
	put("/fail", "");
	assert_int_equal(run(boot_enable, false), -EREMOTEIO);
	assert_in("grubby failed", failure.text);
	assert_string_equal(text_of(RECORD), "(none)");
	assert_string_equal(text_of("/args"), "ro quiet\n");
}

/* Without a known boot loader it prints the exact word and changes nothing. */
static void without_a_boot_loader_the_word_is_printed(void **state)
{
	char *before = snapshot();

	(void)state;
	assert_int_equal(run(boot_enable, false), -ENOTSUP);
	assert_string_equal(said, "lsm=" COMPOSED "\n");
	assert_in("put the line above on the kernel's command line", failure.text);
	assert_int_equal(run(boot_enable, true), -ENOTSUP);
	assert_string_equal(said, "lsm=" COMPOSED "\n");
	assert_int_equal(run(boot_disable, false), 0);
	assert_unchanged(before);
	put("/cmdline", "lsm=yama,bpf\n");
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("nothing to do", said);
}

static void without_a_list_nothing_is_composed(void **state)
{
	(void)state;
	unlink(at("/config"));
	unlink(at("/active"));
	assert_int_equal(run(boot_enable, false), -ENOENT);
	assert_in("is unknown", failure.text);
	put("/cmdline", "lsm=$(id)\n");
	assert_true(run(boot_enable, false) < 0);
	assert_in("has a malformed name: lsm=$(id)", failure.text);
	assert_string_equal(said, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(kernel_install_adds_bpf, enter, leave),
		cmocka_unit_test_setup_teardown(kernel_install_restores_every_byte, enter, leave),
		cmocka_unit_test_setup_teardown(kernel_install_keeps_later_edits, enter, leave),
		cmocka_unit_test_setup_teardown(kernel_install_moves_ours_behind_a_later_lsm, enter, leave),
		cmocka_unit_test_setup_teardown(kernel_install_leaves_an_edited_word_alone, enter, leave),
		cmocka_unit_test_setup_teardown(kernel_install_makes_and_removes_the_file, enter, leave),
		cmocka_unit_test_setup_teardown(kernel_install_keeps_its_file_after_a_boot, enter, leave),
		cmocka_unit_test_setup_teardown(kernel_install_starts_from_the_vendors_file, enter, leave),
		cmocka_unit_test_setup_teardown(kernel_install_that_fails_is_undone, enter, leave),
		cmocka_unit_test_setup_teardown(kernel_install_without_a_kernel_is_an_error, enter, leave),
		cmocka_unit_test_setup_teardown(kernel_install_that_changes_nothing_is_an_error, enter, leave),
		cmocka_unit_test_setup_teardown(kernel_install_adds_no_entry, enter, leave),
		cmocka_unit_test_setup_teardown(kernel_install_judges_the_entry_that_boots, enter, leave),
		cmocka_unit_test_setup_teardown(the_line_in_a_unified_image_counts, enter, leave),
		cmocka_unit_test_setup_teardown(a_unified_image_with_another_line_is_an_error, enter, leave),
		cmocka_unit_test_setup_teardown(grub_that_is_left_over_is_not_used, enter, leave),
		cmocka_unit_test_setup_teardown(grubby_adds_and_removes_bpf, enter, leave),
		cmocka_unit_test_setup_teardown(grubby_does_not_replace_an_lsm_of_someone_else, enter, leave),
		cmocka_unit_test_setup_teardown(grubby_that_fails_is_undone, enter, leave),
		cmocka_unit_test_setup_teardown(without_a_boot_loader_the_word_is_printed, enter, leave),
		cmocka_unit_test_setup_teardown(without_a_list_nothing_is_composed, enter, leave),
	};

	return cmocka_run_group_tests_name("boot-entries", tests, NULL, NULL);
}
