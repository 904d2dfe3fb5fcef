// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* boot where someone chose what boots next, once or by default: what is said of the next boot is true of that, or
 * unknown. */
#include "gatekeeper/boot/image.h"
#include "gatekeeper/boot/version-order.h"

#include "tests/unit/boot/boot-entry-files.h"

#define OLD ENTRY_OF("6.1-9", "root=UUID=1 old lsm=landlock")
#define CHOSEN(variable, id) \
	{ \
		VARIABLE variable, id \
	}
#define STARTED(path) \
	{VARIABLE "StubInfo", "systemd-stub 257"}, CHOSEN("StubImageIdentifier", path), \
	{ \
		NUMBER "BootCurrent", "\1" \
	}
#define INSTALLED KERNEL, TOOL, ENTRY, SYSTEMD_BOOT, LINE("root=UUID=1 ro quiet\n")

static const struct root roots[] = {
	{"an installed entry once",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {INSTALLED,
	  ENTRY_OF("6.1-9", "root=UUID=1 ro quiet"),
	  {"/usr/lib/modules/6.1-9/vmlinuz", ""},
	  CHOSEN("LoaderEntryOneShot", "id-6.1-9.conf")}},
	{"an entry of the boot loader's own once",
	 STUB,
	 "kernel-install",
	 BOOT_UNKNOWN,
	 -ENOTUNIQ,
	 "auto-windows is chosen, and what it boots is in no file here",
	 {INSTALLED, CHOSEN("LoaderEntries", "auto-windows"), CHOSEN("LoaderEntryOneShot", "auto-windows")}},
	{"a profile of an image by default",
	 PLAIN,
	 NULL,
	 BOOT_UNKNOWN,
	 -ENOTSUP,
	 "in no file here",
	 {KERNEL, TOOL, UNIFIED_IMAGE("root=UUID=1"), SYSTEMD_BOOT, CHOSEN("LoaderEntries", "id-6.12-1.efi@1"),
	  CHOSEN("LoaderEntryDefault", "id-6.12-1.efi@1")}},
	{"a version with a plus by default",
	 STUB,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the boot entry id-6.1+deb12.conf",
	 {INSTALLED, ENTRY_OF("6.1+deb12", "root=2"), CHOSEN("LoaderEntries", "id-6.1+deb12.conf"),
	  CHOSEN("LoaderEntryDefault", "id-6.1+deb12.conf")}},
	{"a version with a plus, and tries",
	 STUB,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the boot entry id-6.1+deb12+2-1.conf",
	 {INSTALLED, ENTRY_OF("6.1+deb12+2-1", "root=2"), CHOSEN("LoaderEntryDefault", "id-6.1+deb12.conf")}},
	{"an entry that is gone once",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {INSTALLED, CHOSEN("LoaderEntries", "id-6.12-1.conf"), CHOSEN("LoaderEntryOneShot", "gone.conf")}},
	{"a default without its suffix",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {INSTALLED, OLD, CHOSEN("LoaderEntries", "id-6.12-1.conf"), LOADER("default id-6.1-9\n")}},
	{"a default without its suffix, of an older boot loader",
	 STUB,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the boot entry id-6.1-9.conf",
	 {INSTALLED, OLD, CHOSEN("LoaderEntries", "id-6.1-9"), LOADER("default id-6.1-9\n")}},
	{"the last booted one by the variable",
	 STUB,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the boot entry id-6.1-9.conf",
	 {INSTALLED, OLD, CHOSEN("LoaderEntryDefault", "@saved"), CHOSEN("LoaderEntryLastBooted", "id-6.1-9.conf")}},
	{"a preferred entry",
	 STUB,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the boot entry id-6.1-9.conf",
	 {INSTALLED, OLD, LOADER("default id-6.12-1.conf\npreferred id-6.1-9.conf\n")}},
	{"a preferred entry without tries left",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {INSTALLED,
	  {"/boot/loader/entries/bad+0-3.conf", "linux /x\noptions bad\n"},
	  CHOSEN("LoaderEntryPreferred", "bad.conf")}},
	{"an entry for an image in another place",
	 STUB,
	 NULL,
	 BOOT_UNKNOWN,
	 -ENOTSUP,
	 "in the EFI program of the boot entry other.conf",
	 {INSTALLED,
	  {"/boot/loader/entries/other.conf", "uki /other.efi\n"},
	  CHOSEN("LoaderEntryDefault", "other.conf")}},
	{"another system by the firmware once",
	 STUB,
	 "kernel-install",
	 BOOT_UNKNOWN,
	 -ENOTUNIQ,
	 "the firmware starts Boot0003",
	 {INSTALLED, {NUMBER "BootNext", "\3"}, {NUMBER "BootCurrent", "\1"}}},
	{"the same system by the firmware once",
	 STUB,
	 "kernel-install",
	 BOOT_NO,
	 0,
	 "quiet " OURS,
	 {INSTALLED, {NUMBER "BootNext", "\1"}, {NUMBER "BootCurrent", "\1"}}},
	{"addons of all images",
	 PLAIN,
	 "kernel-install",
	 BOOT_UNKNOWN,
	 -ENOTSUP,
	 "has addons",
	 {KERNEL,
	  {PROGRAM "/usr/bin/kernel-install", "#!/bin/sh\n"},
	  UNIFIED_IMAGE("root=UUID=1"),
	  SYSTEMD_BOOT,
	  {"/boot/loader/addons/debug.addon.efi", ""},
	  LINE("root=UUID=1\n")}},
	{"an image that the firmware starts again",
	 "root=UUID=1 lsm=yama,bpf\n",
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "in the unified image vendor.efi: build it again with that word",
	 {STARTED("\\EFI\\x\\vendor.efi"),
	  {NUMBER "BootOrder", "\1"},
	  {IMAGE "/efi/EFI/x/vendor.efi", "lsm=landlock"}}},
	{"an image that the firmware may not start again",
	 "root=UUID=1 lsm=landlock\n",
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "in the unified image vendor.efi: build it again with that word",
	 {STARTED("\\EFI\\x\\vendor.efi"),
	  {NUMBER "BootOrder", "\2"},
	  {IMAGE "/efi/EFI/x/vendor.efi", "lsm=yama,bpf"}}},
	{"an image of kernel-install that the firmware starts again",
	 PLAIN,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "the word in /etc/kernel/cmdline, then kernel-install add",
	 {STARTED("\\EFI\\Linux\\id-6.12-1.efi"), KERNEL, TOOL, {NUMBER "BootOrder", "\1"}, UNIFIED_IMAGE("x")}},
	{"an image that was built elsewhere",
	 PLAIN,
	 NULL,
	 BOOT_NO,
	 -ENOTSUP,
	 "in the unified image vendor.efi: build it again with that word where it was built, as by ukify build "
	 "--cmdline=), then reboot",
	 {KERNEL, TOOL, {IMAGE "/boot/EFI/Linux/vendor.efi", "root=UUID=1"}, SYSTEMD_BOOT}},
};

static void systems_with_a_choice(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		check_root(&roots[i]);
}

static void put_installed(void)
{
	const struct root_file files[] = {INSTALLED};

	put("/cmdline", STUB);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		put_file(&files[i]);
}

/* The next boot, by `boot show`: has it bpf, and are ours still known? */
static void assert_next(enum boot_answer has_bpf, const char *own)
{
	struct boot_state seen;

	boot_look(&host, &seen);
	assert_int_equal(seen.next_has_bpf, has_bpf);
	assert_string_equal(seen.own_error ? "" : seen.own.list, own);
	boot_state_free(&seen);
}

/* Whoever chooses another entry can still have ours undone. */
static void ours_is_undone_beside_another_entry(void **state)
{
	static const char *const variables[] = {"LoaderEntryOneShot", "LoaderEntryDefault"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		char *before, path[128];

		put_installed();
		before = snapshot();
		assert_int_equal(run(boot_enable, false), 0);
		assert_next(BOOT_YES, COMPOSED);
		put("/boot/loader/entries/other.conf", "linux /x\noptions root=2 lsm=yama\n");
		put_variable(variables[i], "other.conf");
		assert_next(BOOT_NO, COMPOSED);
		assert_int_equal(run(boot_enable, false), -ENOTSUP);
		assert_in("other.conf", failure.text);
		assert_int_equal(run(boot_disable, false), 0);
		assert_in("no longer configured", said);
		assert_next(BOOT_NO, "");
		assert_int_equal(unlink(at("/boot/loader/entries/other.conf")), 0);
		snprintf(path, sizeof(path), "/sys/firmware/efi/efivars/%s-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f",
			 variables[i]);
		assert_int_equal(unlink(at(path)), 0);
		assert_unchanged(before);
	}
}

/* Nobody knows what boots next: ours is undone all the same. */
static void ours_is_undone_before_an_unknown_boot(void **state)
{
	(void)state;
	put_installed();
	assert_int_equal(run(boot_enable, false), 0);
	put_number("BootNext", 7);
	assert_next(BOOT_UNKNOWN, COMPOSED);
	assert_int_equal(run(boot_disable, false), 0);
	assert_string_equal(text_of("/etc/kernel/cmdline"), "root=UUID=1 ro quiet\n");
	assert_next(BOOT_UNKNOWN, "");
}

/* GRUB booted when enable was run, systemd-boot does now. */
static void ours_of_another_boot_loader_is_undone(void **state)
{
	(void)state;
	put("/cmdline", "BOOT_IMAGE=/boot/vmlinuz root=UUID=1 ro quiet\n");
	put("/boot/grub/grub.cfg", "");
	put_directory("/etc/default/grub.d");
	put_program(
		"/usr/sbin/update-grub",
		"#!/bin/sh\nroot=${0%/usr/sbin/*}\nf=$root/etc/default/grub.d/zz-gatekeeper.cfg\n"
		"[ ! -e \"$f\" ] || . \"$f\"\n"
		"printf \"menuentry 'x' {\\n\\tlinux /boot/vmlinuz root=UUID=1 ro quiet $GRUB_CMDLINE_LINUX\\n}\\n\" "
		">\"$root/boot/grub/grub.cfg\"\n");
	assert_int_equal(system(at("/usr/sbin/update-grub")), 0);
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("lsm=" COMPOSED, text_of("/boot/grub/grub.cfg"));
	put_installed();
	assert_next(BOOT_NO, COMPOSED);
	assert_int_equal(run(boot_disable, false), 0);
	assert_string_equal(text_of("/etc/default/grub.d/zz-gatekeeper.cfg"), "(none)");
	assert_not_in("lsm=", text_of("/boot/grub/grub.cfg"));
	assert_int_equal(run(boot_enable, false), 0);
	assert_in("configured for the next boot (/etc/kernel/cmdline)", said);
}

/* The administrator did what enable said. */
static void an_image_that_was_built_again_counts(void **state)
{
	(void)state;
	put("/cmdline", PLAIN);
	put_variable("LoaderInfo", "systemd-boot 257");
	put_image("/boot/EFI/Linux/vendor.efi", "root=UUID=1 ro quiet");
	assert_int_equal(run(boot_enable, false), -ENOTSUP);
	assert_string_equal(said, "lsm=" COMPOSED "\n");
	put_image("/boot/EFI/Linux/vendor.efi", "root=UUID=1 ro quiet lsm=" COMPOSED);
	assert_next(BOOT_YES, "");
	assert_int_equal(run(boot_enable, false), 0);
	assert_string_equal(said, "nothing to do: the next boot has bpf already (lsm=" COMPOSED ")\n");
}

#define OPTIONAL_SIZE 240

/* Writes a PE32+ file, with a certificate table or without, and with these sections: names and texts in turn. */
static void put_sections(const char *name, bool is_signed, const char *const sections[])
{
	char bytes[4096] = "MZ", *optional = bytes + 0x58, *header = optional + OPTIONAL_SIZE;
	size_t end = 2048;
	FILE *file;

	make_directories(name);
	file = fopen(at(name), "we");
	assert_non_null(file);
	bytes[0x3c] = 0x40;
	memcpy(bytes + 0x40, "PE\0", 4);
	bytes[0x54] = (char)OPTIONAL_SIZE;
	memcpy(optional, "\x0b\x02", 2);
	optional[148] = is_signed;
	for (; *sections; sections += 2, header += 40) {
		size_t length = strlen(sections[1]);

		memcpy(header, sections[0], strlen(sections[0]));
		header[8] = header[16] = (char)length;
		header[20] = (char)(end & 0xff);
		header[21] = (char)(end >> 8);
		memcpy(bytes + end, sections[1], length);
		end += length;
		bytes[0x46]++;
	}
	assert_int_equal(fwrite(bytes, sizeof(bytes), 1, file), 1);
	assert_int_equal(fclose(file), 0);
}

#define SECTIONS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* By the sort key and the version in them, not by their names. */
static void the_order_of_images_is_in_them(void **state)
{
	(void)state;
	put("/cmdline", PLAIN);
	put_variable("LoaderInfo", "systemd-boot 257");
	put_sections("/boot/EFI/Linux/z.efi", false, SECTIONS(".osrel", "NAME=x\nID=debian\n", ".cmdline", "lsm=yama"));
	put_sections("/boot/EFI/Linux/b.efi", false, SECTIONS(".osrel", "ID=arch\n", ".cmdline", "lsm=yama,bpf"));
	assert_next(BOOT_YES, "");
	put_sections("/boot/EFI/Linux/a.efi", false,
		     SECTIONS(".osrel", "IMAGE_ID='arch'\nID=z\nVERSION=\"2 x\"\n", ".cmdline", "lsm=landlock"));
	assert_next(BOOT_NO, "");
	put_sections("/boot/EFI/Linux/b.efi", false,
		     SECTIONS(".osrel", "VERSION_ID=10\nID=arch\n", ".cmdline", "lsm=yama,bpf"));
	assert_next(BOOT_YES, "");
}

static void the_line_of_the_default_profile_counts(void **state)
{
	(void)state;
	put("/cmdline", PLAIN);
	put_variable("LoaderInfo", "systemd-boot 257");
	put_sections("/boot/EFI/Linux/x.efi", false,
		     SECTIONS(".cmdline", "lsm=yama,bpf", ".profile", "ID=a", ".linux", "x", ".profile", "ID=b",
			      ".cmdline", "lsm=yama"));
	assert_next(BOOT_YES, "");
	put_sections("/boot/EFI/Linux/x.efi", false,
		     SECTIONS(".cmdline", "lsm=yama,bpf", ".profile", "ID=a", ".cmdline", "lsm=yama", ".profile",
			      "ID=b", ".cmdline", "lsm=bpf"));
	assert_next(BOOT_NO, "");
}

/* Pairs, the older one first; what follows from the rules of UAPI.10. */
static void versions_are_ordered(void **state)
{
	static const char *const pairs[][2] = {
		{"6.12~rc1", "6.12"},
		{"6.9", "6.12"},
		{"6.12", "6.12.1"},
		{"6.12-9", "6.12-10"},
		{"6.12-1", "6.12^1"},
		{"6.12^1", "6.12.1"},
		{"vendor.efi", "0.efi"},
		{"debian-6.1.conf", "debian-6.2.conf"},
		{"6.12-arch", "6.12-arch1"},
		{"a", "b"},
		{"a", "ab"},
		{"", "0"},
		{"~", ""},
		{"1.2", "1.02.3"},
		{"9", "010"},
		{"6.12.a", "6.12.0"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (version_compare(pairs[i][0], pairs[i][1]) >= 0 || version_compare(pairs[i][1], pairs[i][0]) <= 0)
			fail_msg("%s is not older than %s", pairs[i][0], pairs[i][1]);
	assert_int_equal(version_compare("6.012_1", "6.12+1"), 0);
	assert_int_equal(version_compare("00", "0"), 0);
}

static void a_signature_is_seen(void **state)
{
	(void)state;
	put_sections("/signed.efi", true, SECTIONS(".cmdline", "x"));
	assert_true(boot_image_is_signed(at("/signed.efi")));
	put_sections("/unsigned.efi", false, SECTIONS(".cmdline", "x"));
	assert_false(boot_image_is_signed(at("/unsigned.efi")));
	assert_false(boot_image_is_signed(at("/none.efi")));
	put("/text.efi", "MZ");
	assert_false(boot_image_is_signed(at("/text.efi")));
}

static bool is_same_file(const char *a, const char *b)
{
	char command[3 * PATH_MAX];

	snprintf(command, sizeof(command), "cmp -s %s%s %s%s", root, a, root, b);
	return system(command) == 0;
}

/* kernel-install makes the image that is in /new.efi. */
static void a_signed_image_stays_signed(void **state)
{
	char *before;

	(void)state;
	put("/cmdline", PLAIN);
	put_variable("LoaderInfo", "systemd-boot 257");
	put("/usr/lib/modules/6.12-1/vmlinuz", "");
	put("/etc/kernel/cmdline", PLAIN);
	put_program("/usr/bin/kernel-install", "#!/bin/sh\nroot=${0%/usr/bin/*}\necho >>\"$root/runs\"\n"
					       "cp \"$root/new.efi\" \"$root/boot/EFI/Linux/id-6.12-1.efi\"\n");
	put_sections("/boot/EFI/Linux/id-6.12-1.efi", true, SECTIONS(".cmdline", "root=UUID=1 ro quiet"));
	put_sections("/old.efi", true, SECTIONS(".cmdline", "root=UUID=1 ro quiet"));
	put_sections("/new.efi", false, SECTIONS(".cmdline", "root=UUID=1 ro quiet lsm=" COMPOSED));
	put("/runs", "");
	before = strdup(text_of("/etc/kernel/cmdline"));
	assert_int_equal(run(boot_enable, false), -EKEYREJECTED);
	assert_in("kernel-install makes it without a signature", failure.text);
	assert_in("everything is undone", failure.text);
	assert_not_in("failed too", failure.text);
	assert_string_equal(text_of("/runs"), "\n\n"); /* it did make one */
	assert_string_equal(text_of("/etc/kernel/cmdline"), before);
	assert_string_equal(text_of("/etc/kernel/lsm.gatekeeper"), "(none)");
	assert_true(is_same_file("/old.efi", "/boot/EFI/Linux/id-6.12-1.efi"));
	free(before);
	put_sections("/new.efi", true, SECTIONS(".cmdline", "root=UUID=1 ro quiet lsm=" COMPOSED));
	assert_int_equal(run(boot_enable, false), 0);
	assert_true(is_same_file("/new.efi", "/boot/EFI/Linux/id-6.12-1.efi"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(systems_with_a_choice),
		cmocka_unit_test_setup_teardown(ours_is_undone_beside_another_entry, enter, leave),
		cmocka_unit_test_setup_teardown(ours_is_undone_before_an_unknown_boot, enter, leave),
		cmocka_unit_test_setup_teardown(ours_of_another_boot_loader_is_undone, enter, leave),
		cmocka_unit_test_setup_teardown(an_image_that_was_built_again_counts, enter, leave),
		cmocka_unit_test_setup_teardown(the_order_of_images_is_in_them, enter, leave),
		cmocka_unit_test_setup_teardown(the_line_of_the_default_profile_counts, enter, leave),
		cmocka_unit_test(versions_are_ordered),
		cmocka_unit_test_setup_teardown(a_signature_is_seen, enter, leave),
		cmocka_unit_test_setup_teardown(a_signed_image_stays_signed, enter, leave),
	};

	return cmocka_run_group_tests_name("boot-choice", tests, NULL, NULL);
}
