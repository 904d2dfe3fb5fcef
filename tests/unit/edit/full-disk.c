// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/* gatekeeper edit on a disk that is full or read-only. Mounts need root; otherwise the test is skipped. */
#include <sched.h>
#include <sys/mount.h>

#include "tests/unit/edit/editors.h"

/* In a mount namespace of the test's own. */
static bool mount_small(const char *path)
{
	static bool separate;

	if (!separate && (unshare(CLONE_NEWNS) || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL)))
		return false;
	separate = true;
	return mkdir(path, 0755) == 0 && mount("small", path, "tmpfs", 0, "size=64k") == 0;
}

static void fill(const char *name)
{
	char command[1024];

	snprintf(command, sizeof(command), "dd if=/dev/zero of=%s bs=4k 2>/dev/null", path_of(name));
	assert_true(system(command) != 0); /* until there is no room */
}

static void a_full_disk_or_a_read_only_one_keeps_the_old_file(void **state)
{
	char small[512], small_policy[600];
	struct edit_options options = {.policy = small_policy, .log = "/nonexistent"};
	enum edit_end end = EDIT_LEFT;

	(void)state;
	snprintf(small, sizeof(small), "%s", path_of("small"));
	if (!mount_small(small))
		skip();
	snprintf(small_policy, sizeof(small_policy), "%s/policy.yaml", small);
	write_file(small_policy, OLD);
	set_editor("sed -i s/allow/deny/ \"$1\"");
	fill("small/fill");
	assert_int_equal(run(&options, "y\n", &end), -ENOSPC);
	assert_text(small_policy, OLD);
	assert_kept(NEW);
	assert_int_equal(access(path_of("small/policy.yaml.~1~"), F_OK), -1);
	unlink(path_of("small/fill"));
	assert_int_equal(mount(NULL, small, NULL, MS_REMOUNT | MS_RDONLY | MS_BIND, NULL), 0);
	assert_int_equal(run(&options, "y\n", &end), -EROFS);
	assert_text(small_policy, OLD);
	assert_kept(NEW);
	assert_int_equal(mount(NULL, small, NULL, MS_REMOUNT | MS_BIND, NULL), 0);
	assert_int_equal(run(&options, "y\n", &end), 0);
	assert_text(small_policy, NEW);
	fill("small/fill");
	setenv("TMPDIR", small, 1); /* no room for the copy */
	assert_true(edit_fails("y\n") == -ENOSPC);
	assert_text(policy, OLD);
	assert_int_equal(umount(small), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_full_disk_or_a_read_only_one_keeps_the_old_file, set_up),
	};

	return run_edit_tests("full-disk", tests, 1);
}
